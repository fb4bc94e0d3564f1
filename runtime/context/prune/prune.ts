// A context without what a question does not need.
import { encoder } from "../../encoder/vectors.ts";
import { bool, context, doc, maybe, num, operator, opt, type Reach, text } from "../../operator.ts";
import { typeError } from "../../problem.ts";
import { ranged } from "../../ranged.ts";
import { budget } from "../../text/tokens.ts";
import type { Passage, Tree, Value } from "../../value.ts";
import { isTree } from "../order.ts";
import { type Units, unitsOf } from "../units.ts";
import { above, within } from "./rule.ts";
import { scoresOf } from "./scores.ts";

export const pruning = {
  query: doc("the question", text),
  with: doc("a model with labels of tokens, read with the question before them", encoder("label")),
  label: doc("the label of what is needed", opt(text, "keep")),
};

/**
 * `prune(x, query, with: m, threshold: 0.1)`: the same kind of value with the sentences, or descriptions of a tree, that the question
 * needs, in their order; a passage or an aspect that keeps none goes. Provence (Chirkova et al., ICLR 2025): all sentences of a passage
 * are read together; one scores the mean probability of its tokens and stays where that is above the threshold. `keep_title`: the
 * first sentence of each text stays where another one does. Instead of a threshold `share`, of all characters, or `budget`, tokens of
 * that model: the best until the next would go beyond. The score of such a model for a passage is what `rerank(passages, query, with:
 * m)` gives, before it is pruned. Notes count what was dropped. Errors: E203 for several of threshold, share and budget, E511 for a
 * label that the model does not have, E527, those of the model.
 */
export const prune = operator({
  name: "prune",
  family: "context",
  doc: "a context without the sentences that a question does not need",
  params: {
    of: context,
    ...pruning,
    threshold: doc("what stays scores above it; 0.1 where nothing else is said", maybe(num)),
    share: doc(
      "instead: the best, up to this share of the characters",
      maybe(ranged(num, { least: 0, most: 1 })),
    ),
    budget: doc("instead: the best, up to so many tokens of the model", maybe(budget)),
    keep_title: doc("the first sentence of a text stays where another one does", opt(bool, false)),
  },
  returns: { kind: "rule", rule: "same" },
  effect: "model",
  run: async (
    { of, query, with: model, label, threshold, share, budget: most, keep_title: title },
    reach,
  ) => {
    if ([threshold, share, most].filter((one) => one !== null).length > 1)
      throw typeError("E203", "'prune' takes one of threshold, share and budget");
    if (query.trim() === "") reach.note("prune: questions without a word");
    const parts = partsOf(of);
    const texts = parts.map(({ units }) => units.map((unit) => unit.text));
    const scores = await scoresOf(texts, { operator: "prune", query, with: model, label }, reach);
    const kept =
      share === null && most === null
        ? scores.map((some) => above(some, threshold ?? 0.1, title))
        : apart(
            texts,
            within(
              scores.flat(),
              await costsOf(texts.flat(), share, reach, model),
              limitOf(texts.flat(), share, most),
            ),
          );
    tell(parts, kept, reach);
    return made(of, parts, kept);
  },
});

/** The texts that are read: one, or each passage by itself. */
const partsOf = (of: string | Tree | readonly Passage[]): readonly Units[] =>
  typeof of === "string" || isTree(of)
    ? [unitsOf(of, "document")]
    : of.map((one) => unitsOf(one.text, "document"));

const limitOf = (texts: readonly string[], share: number | null, most: number | null): number =>
  share === null ? (most ?? 0) : share * texts.join("").length;

async function costsOf(
  texts: readonly string[],
  share: number | null,
  { counter }: Reach,
  model: Parameters<Reach["counter"]>[0],
): Promise<readonly number[]> {
  return share === null ? counter(model).count(texts) : texts.map((one) => one.length);
}

/** Positions among all sentences, as those within each text. */
function apart(texts: readonly (readonly string[])[], kept: readonly number[]): number[][] {
  let start = 0;
  return texts.map(({ length }) => {
    const from = start;
    start += length;
    return kept.filter((at) => at >= from && at < start).map((at) => at - from);
  });
}

function tell(parts: readonly Units[], kept: readonly (readonly number[])[], { note }: Reach): void {
  const lost = (at: number): number => parts[at]!.units.length - kept[at]!.length;
  const dropped = parts.reduce((sum, _, at) => sum + lost(at), 0);
  if (dropped > 0) note(`prune: ${parts[0]!.what} dropped`, dropped);
  const empty = kept.filter((some, at) => some.length === 0 && lost(at) > 0).length;
  if (empty > 0) note("prune: texts of which nothing stays", empty);
}

function made(
  of: string | Tree | readonly Passage[],
  parts: readonly Units[],
  kept: readonly (readonly number[])[],
): Value {
  if (typeof of === "string" || isTree(of)) return parts[0]!.make(kept[0]!, null);
  return of.flatMap((passage, at): Passage[] =>
    kept[at]!.length === 0 ? [] : [{ ...passage, text: parts[at]!.make(kept[at]!, null) as string }],
  );
}
