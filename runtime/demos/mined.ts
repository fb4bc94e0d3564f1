// Sentence pairs that a model made of one language alone, those kept that hold.
import { cosineOf, encoder, prefixParam, vectorParams, vectorsOf } from "../encoder/vectors.ts";
import { squadText } from "../metric/normalize.ts";
import { doc, each, maybe, num, operator, opt, type Reach, rowsOf, text } from "../operator.ts";
import { pick } from "../table.ts";
import { perRow, tableOf } from "../verbs/rows.ts";

/**
 * `synth |> mined(source: .back, target: .text, with: e, least: 0.9)`: of the rows whose `target` is a sentence of the corpus and whose
 * `source` was translated back from it, those that may be demonstrations: the source is there and is no copy of the target, the target comes for the
 * first time, and with a model the cosine of both is at least `least`. All others are counted by the reason; no text is changed. The third step and the filter
 * of SM-UMT (arXiv 2410.11006; 0.9 is said to be the paper's). Of what is left, `nearest`, `slice(0, 20)` and `bm25` choose for a sentence. Errors: those of the model.
 */
export const mined = operator({
  name: "mined",
  family: "demos",
  doc: "pairs of a sentence and its back-translation that may be demonstrations",
  params: {
    rows: rowsOf,
    source: doc("over a row: the sentence that was made", each(maybe(text))),
    target: doc("over a row: the sentence of the corpus", each(text)),
    least: doc("the cosine that both must have, with a model", opt(num, 0.9)),
    ...vectorParams,
    with: doc("a model of both languages; left out: nothing is compared", maybe(encoder("embed"))),
    prefix: prefixParam("each text"),
  },
  returns: { kind: "rule", rule: "same" },
  rows: "fewer",
  effect: "model",
  run: async ({ rows, source, target, least, with: model, prefix, ...how }, reach) => {
    const from = tableOf(rows);
    const sources = (await perRow(from, source, reach)).map((one) => one ?? "");
    const targets = (await perRow(from, target, reach)).map((one) => one ?? "");
    const sound = whole(sources, targets, reach);
    if (model === null) return pick(from, sound);
    const both = [sources, targets].map((texts) =>
      vectorsOf(
        sound.map((at) => texts[at]!),
        { ...how, with: model },
        { as: "query", prefix },
        "mined",
        reach,
      ),
    );
    // neither is left behind, so that whoever looks sees both
    await Promise.allSettled(both);
    const [a, b] = await Promise.all(both);
    const kept = sound.filter((_, at) => cosineOf(a![at]!, b![at]!) >= least);
    if (kept.length < sound.length)
      reach.note(`mined: pairs less near than ${least}, left out`, sound.length - kept.length);
    return pick(from, kept);
  },
});

/** Places of the pairs that are pairs. */
function whole(
  sources: readonly string[],
  targets: readonly string[],
  { note }: Pick<Reach, "note">,
): number[] {
  const seen = new Set<string>();
  return [...sources.keys()].filter((at) => {
    const [source, target] = [squadText(sources[at]!), squadText(targets[at]!)];
    const why =
      source === "" || target === ""
        ? "without a sentence on a side"
        : source === target
          ? "whose source is a copy"
          : seen.has(target)
            ? "of a sentence that was there"
            : null;
    if (why === null) seen.add(target);
    else note(`mined: pairs ${why}, left out`);
    return why === null;
  });
}
