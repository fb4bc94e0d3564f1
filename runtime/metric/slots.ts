// Two ways to tag one text, tag beside tag: what the F1 of slots looks at.
import { choice, doc, either, listOf, opt, type Param, type Reach, text } from "../operator.ts";
import { dataError } from "../problem.ts";
import { pieces } from "./normalize.ts";
import { readTag, type Span, spansOf } from "./spans.ts";

export type Tags = string | readonly string[];
export const tags: Param<Tags> = either(text, listOf(text));
export const onInvalid = doc(
  "what a tag that is none, is missing or is too much makes: an error, or O (too much is cut), counted",
  opt(choice("fail", "outside"), "fail"),
);
export type OnInvalid = "fail" | "outside";

const listed = (given: Tags): readonly string[] => (typeof given === "string" ? pieces(given) : given);

const wrong = (metric: string, what: string): ReturnType<typeof dataError> =>
  dataError(
    "E204",
    `'${metric}' ${what}`,
    'tags are O, B-x, I-x, E-x and S-x; on_invalid: "outside" counts others as O',
  );

/** How many spans each side has of a type, and how many of them are the same. */
export interface Slots {
  readonly said: number;
  readonly gold: number;
  readonly right: number;
}

const place = ({ type, from, to }: Span): string => `${from} ${to} ${type}`;

/** By type. Errors: E204 for tags that are none, or other numbers of them, unless they count as O. */
export function slotsOf(
  metric: string,
  said: Tags,
  gold: Tags,
  onInvalid: OnInvalid,
  { note }: Reach,
): ReadonlyMap<string, Slots> {
  const right = read(metric, listed(gold), "fail", note);
  const given = read(metric, listed(said), onInvalid, note);
  if (given.length !== right.length) {
    if (onInvalid === "fail") throw wrong(metric, `has ${given.length} tags for ${right.length}`);
    note(`${metric}: texts with more or fewer tags than they should have`);
  }
  const even = right.map((_, at) => given[at] ?? { mark: "O", type: "_" });
  const [ours, theirs] = [spansOf(even), spansOf(right)];
  const places = new Set(theirs.map(place));
  const found = new Map<string, Slots>();
  const add = (type: string, more: Partial<Slots>): void => {
    const { said: a, gold: b, right: c } = found.get(type) ?? { said: 0, gold: 0, right: 0 };
    found.set(type, { said: a + (more.said ?? 0), gold: b + (more.gold ?? 0), right: c + (more.right ?? 0) });
  };
  for (const span of theirs) add(span.type, { gold: 1 });
  for (const span of ours) add(span.type, { said: 1, right: Number(places.has(place(span))) });
  return found;
}

function read(
  metric: string,
  texts: readonly string[],
  onInvalid: OnInvalid,
  note: Reach["note"],
): NonNullable<ReturnType<typeof readTag>>[] {
  return texts.map((one) => {
    const tag = readTag(one);
    if (tag) return tag;
    if (onInvalid === "fail") throw wrong(metric, `takes tags, got ${JSON.stringify(one)}`);
    note(`${metric}: tags that are none, taken for O`);
    return { mark: "O", type: "_" };
  });
}

/** All types together. */
export function total(all: Iterable<Slots>): Slots {
  let [said, gold, right] = [0, 0, 0];
  for (const one of all) [said, gold, right] = [said + one.said, gold + one.gold, right + one.right];
  return { said, gold, right };
}

const share = (part: number, all: number): number => (all === 0 ? 0 : part / all);

/** 0 where there is nothing to divide by, as conlleval has it. */
export const figuresOf = ({
  said,
  gold,
  right,
}: Slots): { readonly precision: number; readonly recall: number; readonly f1: number } => ({
  precision: share(right, said),
  recall: share(right, gold),
  f1: share(2 * right, said + gold),
});
