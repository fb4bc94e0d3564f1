// Given texts in groups that stand behind the same tokens, and what becomes known of each token of theirs.
import { alternatives } from "./alternatives.ts";
import { ModelError } from "./error.ts";
import type { Line } from "./feed.ts";
import { before, fork, forksOf } from "./begins.ts";
import { greedy } from "./sample.ts";
import type { Alternative, Given } from "./weighing.ts";

/** A text on its way: what is known of its tokens from `from` on. */
export interface Text extends Given {
  readonly index: number;
  readonly logprobs: number[];
  readonly best: boolean[];
  readonly top: (readonly Alternative[])[];
  known: number;
}

/** Texts behind the same tokens. */
export interface Group {
  readonly prefix: readonly number[];
  readonly texts: readonly Text[];
  /** Lengths at which the beginnings of other groups part from it. */
  readonly forks: readonly number[];
}

/** Groups in the order of their tokens, so that those that begin alike are neighbours. */
export function grouped(texts: readonly Text[]): Group[] {
  const sorted = texts
    .map((text) => ({ text, prefix: text.tokens.slice(0, text.from) }))
    .toSorted((a, b) => before(a.prefix, b.prefix) || a.text.index - b.text.index);
  const groups: { readonly prefix: readonly number[]; readonly texts: Text[] }[] = [];
  for (const { text, prefix } of sorted) {
    const last = groups.at(-1);
    if (last?.prefix.length === prefix.length && fork(last.prefix, prefix) === prefix.length)
      last.texts.push(text);
    else groups.push({ prefix, texts: [text] });
  }
  const forks = forksOf(groups.map(({ prefix }) => prefix));
  return groups.map((group, at) => ({ ...group, forks: forks[at]! }));
}

/**
 * Notes of texts the token that follows token `at` of a line, where it is their first at `first`.
 * @throws ModelError E512 where the logits are no numbers.
 */
export const hearing =
  ({ top }: { readonly top: number }, texts: readonly Text[], first: number): Line["hear"] =>
  (at, logits, logSum) => {
    const [nth, best] = [at - first, greedy(logits)];
    if (!Number.isFinite(logSum)) {
      const where = `text ${texts[0]!.index + 1}, token ${nth + 1}`;
      throw new ModelError("E512", `the model computed NaN at ${where}`, "try another precision or provider");
    }
    const others = alternatives(logits, logSum, top);
    for (const text of texts) {
      const token = text.tokens[text.from + nth]!;
      text.logprobs[nth] = logits[token]! - logSum;
      text.best[nth] = token === best;
      text.top[nth] = others;
    }
  };
