// What is packed: the sentences of a text, passages, or the descriptions of a tree with the headings above them.
import { segment } from "../text/segment.ts";
import type { Aspect, Passage, Tree, Value } from "../value.ts";
import { isTree } from "./order.ts";
import { rendered } from "./render.ts";

/** What can be packed: units in the order in which they are taken, and the value that some of them make. */
export interface Units {
  readonly what: string;
  /** What each unit costs alone, and the headings it brings along the first time. */
  readonly units: readonly { readonly text: string; readonly headings: readonly string[] }[];
  /** Units of which the end is worth more than the beginning. */
  readonly ends?: (unit: number) => boolean;
  /** The value of the kept units; `cut` is a shortened text for one more. */
  readonly make: (kept: readonly number[], cut: Cut | null) => Value;
  /** That value as the text whose tokens are counted. */
  readonly show: (value: Value) => string;
}
export interface Cut {
  readonly unit: number;
  readonly text: string;
}
/** The units of a context. Trees: in document order, or the first description of every aspect, then the second. */
export function unitsOf(of: string | Tree | readonly Passage[], take: "document" | "breadth"): Units {
  if (typeof of === "string") return sentenceUnits(of);
  return isTree(of) ? treeUnits(of, take) : passageUnits(of);
}

/** The kept units and the cut one in their order. */
const placed = (kept: readonly number[], cut: Cut | null): readonly number[] =>
  cut ? [...kept, cut.unit].sort((a, b) => a - b) : kept;

const shown = (value: Value): string =>
  typeof value === "string" ? value : rendered(value as readonly Passage[], "plain");

/** Sentences with the white space before them, so that kept neighbours join as they stood. */
function sentenceUnits(text: string): Units {
  const spans = segment(text);
  const texts = spans.map(({ end }, at) => text.slice(at === 0 ? 0 : spans[at - 1]?.end, end));
  return {
    what: "sentences",
    units: texts.map((one) => ({ text: one, headings: [] })),
    make: (kept, cut) => {
      const all = placed(kept, cut);
      const joined = all.map((at) => (at === cut?.unit ? cut.text.trimEnd() : (texts[at] ?? ""))).join("");
      return all[0] === 0 ? joined.trimEnd() : joined.trim();
    },
    show: shown,
  };
}

function passageUnits(passages: readonly Passage[]): Units {
  return {
    what: "passages",
    units: passages.map(({ text }) => ({ text: `${text}\n`, headings: [] })),
    make: (kept, cut) => {
      return placed(kept, cut).flatMap((at) => {
        const passage = passages[at];
        if (!passage) return [];
        return [at === cut?.unit ? { ...passage, text: cut.text.trimEnd() } : passage];
      });
    },
    show: shown,
  };
}

interface Leaf {
  readonly text: string;
  /** Positions of the aspects above it, outermost first, and its position among its siblings. */
  readonly path: readonly number[];
  readonly at: number;
  readonly headings: readonly string[];
}

function treeUnits(tree: Tree, take: "document" | "breadth"): Units {
  const all = tree.aspects.flatMap((aspect, at) => leaves(aspect, [at], []));
  const order = take === "document" ? all : all.toSorted((a, b) => a.at - b.at);
  return {
    what: "descriptions",
    units: order.map(({ text, headings }) => ({ text: `- ${text}\n`, headings })),
    make: (kept, cut): Tree => {
      const texts = new Map(kept.map((unit) => [key(order[unit]), order[unit]?.text ?? ""]));
      if (cut) texts.set(key(order[cut.unit]), cutText(cut));
      return { ...tree, aspects: tree.aspects.flatMap((aspect, at) => pruned(aspect, [at], texts)) };
    },
    show: (value: Value) => rendered(value as Tree, "markdown"),
  };
}

/** Without the list mark that stood before the description. */
const cutText = ({ text }: Cut): string => text.replace(/^- ?/, "").trimEnd();

const key = (leaf: Pick<Leaf, "path" | "at"> | undefined): string =>
  leaf ? `${leaf.path.join(".")}:${leaf.at}` : "";

function leaves(aspect: Aspect, path: readonly number[], above: readonly string[]): Leaf[] {
  const headings = [...above, `${"#".repeat(path.length)} ${aspect.name}\n`];
  return [
    ...aspect.descriptions.map((text, at) => ({ text, path, at, headings })),
    ...(aspect.aspects ?? []).flatMap((below, at) => leaves(below, [...path, at], headings)),
  ];
}

/** The aspect with the kept descriptions, or nothing when none is left in it or below. */
function pruned(aspect: Aspect, path: readonly number[], texts: ReadonlyMap<string, string>): Aspect[] {
  const own = aspect.descriptions.flatMap((_, at) => {
    const text = texts.get(key({ path, at }));
    return text === undefined || text === "" ? [] : [text];
  });
  const below = (aspect.aspects ?? []).flatMap((one, at) => pruned(one, [...path, at], texts));
  if (own.length + below.length === 0) return [];
  return [{ ...aspect, descriptions: own, ...(aspect.aspects && { aspects: below }) }];
}
