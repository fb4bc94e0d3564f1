// A structure that was told anew, beside its text: what it left out, and the text's own words in place of its descriptions.
// Source: alibaba/struxgpt (struxgpt_v1.py): a sentence belongs to the aspect that recalls most of its words, which is the one before's or
// the next.
import { doc, int, operator, opt, text, tree } from "../../operator.ts";
import * as types from "../../../dsl/types/types.ts";
import { squadText } from "../../metric/normalize.ts";
import { ranged } from "../../ranged.ts";
import { sentencesOf } from "../../text/sentences.ts";
import type { Aspect, Tree } from "../../value.ts";
import { descriptions } from "../render.ts";

const of = doc("the text the tree was made of", text);
/** A sentence is told where a description has more than this share of its words. */
const TOLD = 0.5;

/** The share of a text's words, normalised as for SQuAD, that another has; 0 for a text without any. */
function recall(told: ReadonlyMap<string, number>, words: ReadonlyMap<string, number>): number {
  let [common, all] = [0, 0];
  for (const [word, times] of words) {
    all += times;
    common += Math.min(times, told.get(word) ?? 0);
  }
  return all === 0 ? 0 : common / all;
}

function bag(given: string): ReadonlyMap<string, number> {
  const words = new Map<string, number>();
  for (const word of squadText(given).split(" "))
    if (word !== "") words.set(word, (words.get(word) ?? 0) + 1);
  return words;
}

/** The first of the greatest of the values that may be chosen: that of the aspect, or of the next. */
function chosen(values: readonly number[], current: number): number {
  const next = values[current + 1];
  return next !== undefined && next > (values[current] ?? 0) ? current + 1 : current;
}

/** How many sentences of a text there are of which no description has more than half of the words. */
export function untold({ aspects }: Tree, source: string): number {
  const told = aspects.flatMap(descriptions).map(bag);
  return sentencesOf(source).filter(({ text: sentence }) => {
    const words = bag(sentence);
    return words.size > 0 && told.every((one) => recall(one, words) <= TOLD);
  }).length;
}

const paragraphs = (given: string): string[] => given.split(/\r?\n/).filter((line) => line.trim() !== "");

/**
 * `remap_structure(tree, of: text)`: the names of the aspects, and under each the sentences of those paragraphs of the text that it recalls best;
 * below others dissolve.
 */
export const remap_structure = operator({
  name: "remap_structure",
  family: "context",
  doc: "a tree with the text's own sentences in place of its descriptions",
  params: { tree, of },
  returns: types.outlineTree,
  run: ({ tree: { scope, aspects }, of: source }, { note }): Tree => {
    if (aspects.length === 0) return { kind: "tree", scope, aspects };
    const told = aspects.map((aspect) => bag(descriptions(aspect).join(" ")));
    const sentences = aspects.map((): string[] => []);
    let current = 0;
    for (const paragraph of paragraphs(source)) {
      const words = bag(paragraph);
      current = chosen(
        told.map((one) => recall(one, words)),
        current,
      );
      sentences[current]?.push(...sentencesOf(paragraph).map(({ text: sentence }) => sentence));
    }
    const kept = aspects.flatMap(({ name }, at): Aspect[] => {
      const own = sentences[at] ?? [];
      return own.length > 0 ? [{ name, descriptions: own }] : [];
    });
    if (kept.length < aspects.length)
      note("remap_structure: aspects that no paragraph fell to, dropped", aspects.length - kept.length);
    return { kind: "tree", scope, aspects: kept };
  },
});

/**
 * `complete_structure(tree, of: text, words: 10)`: a sentence of the text of which no description of the aspect at hand, or of the next, has more
 * than half of the words is put behind the description that the sentence before it was found in, or put there as. The original
 * (check_struct_missing_desc) puts it before that one, so that several come in the wrong order. Aspects below others dissolve.
 */
export const complete_structure = operator({
  name: "complete_structure",
  family: "context",
  doc: "a tree with the sentences of its text that it left out put in where they belong",
  version: 2,
  params: {
    tree,
    of,
    words: doc(
      "paragraphs of so many words, or fewer, are not looked at",
      ranged(opt(int, 10), { least: 0 }),
    ),
  },
  returns: types.outlineTree,
  run: ({ tree: { scope, aspects }, of: source, words: least }, { note }): Tree => {
    const looked = paragraphs(source).filter((one) => one.trim().split(/\s+/).length > least);
    const own = aspects.map((aspect) => ({
      name: aspect.name,
      descriptions: descriptions(aspect),
      bags: descriptions(aspect).map(bag),
    }));
    if (looked.length < 2 || own.length === 0) {
      note("complete_structure: texts of one paragraph, or trees without aspects, left as they are");
      return { kind: "tree", scope, aspects };
    }
    let [current, next, put] = [0, 0, 0];
    for (const { text: sentence } of looked.flatMap(sentencesOf)) {
      const words = bag(sentence);
      const recalls = own.map(({ bags }) => bags.map((one) => recall(one, words)));
      const most = recalls.map((all) => Math.max(0, ...all));
      if (Math.max(most[current] ?? 0, most[current + 1] ?? 0) > TOLD) {
        current = chosen(most, current);
        next = (recalls[current] ?? []).indexOf(most[current] ?? 0) + 1;
        continue;
      }
      own[current]?.descriptions.splice(next, 0, sentence);
      own[current]?.bags.splice(next, 0, words);
      next++;
      put++;
    }
    if (put > 0) note("complete_structure: sentences that were left out, put in where they belong", put);
    return {
      kind: "tree",
      scope,
      aspects: own.map(({ name, descriptions: all }) => ({ name, descriptions: all })),
    };
  },
});
