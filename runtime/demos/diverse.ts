// Demonstrations that are near to a question and unlike each other.
import { marginal } from "../context/diversify.ts";
import { besides } from "../context/embedding.ts";
import { type Alike, alikeOf } from "../context/likeness.ts";
import { compared, type Compared, nearTo } from "../context/similar.ts";
import { highest } from "../context/top.ts";
import { encoder, prefixParam, similarityParam, vectorParams } from "../encoder/vectors.ts";
import { doc, each, int, maybe, num, operator, opt, rowsOf, text } from "../operator.ts";
import { ranged } from "../ranged.ts";
import { pick } from "../table.ts";
import { perRow, tableOf } from "../verbs/rows.ts";

/**
 * `rows |> diverse(to: question, on: .question, with: e)`: all rows by maximal marginal relevance, as `diversify` ranks passages: next comes the row for which
 * lambda * nearness to `to` - (1 - lambda) * the nearness to the nearest row that is there already is highest, equal ones in their
 * order. With lambda 1 it is the order of `nearest`. `k` rows are chosen so, all others follow by their nearness alone. Without a model
 * nearness is the cosine of the counts of words. Takes k passes over the rows.
 * Source: Carbonell and Goldstein, SIGIR 1998. Errors: those of the model.
 */
export const diverse = operator({
  name: "diverse",
  family: "demos",
  doc: "the rows of a table, those first that are near to a text and unlike the rows before them",
  params: {
    rows: rowsOf,
    to: doc("the text that they are to be near to", text),
    on: doc("over a row, the text that is compared", each(text)),
    lambda: doc(
      "1: nearness to the text alone; 0: distance from the rows before alone",
      opt(ranged(num, { least: 0, most: 1 }), 0.5),
    ),
    k: doc("how many are chosen so; left out: all", maybe(ranged(int, { least: 0 }))),
    ...vectorParams,
    with: doc("a model that makes vectors; left out: words are counted", maybe(encoder("embed"))),
    similarity: similarityParam,
    prefix: prefixParam("each text"),
  },
  returns: { kind: "rule", rule: "same" },
  rows: "all",
  effect: "model",
  run: async ({ rows, to, on, lambda, k, with: model, similarity, prefix, ...how }, reach) => {
    const from = tableOf(rows);
    const texts = (await perRow(from, on, reach)).map((one) => one ?? "");
    let alike: Alike;
    if (model === null) alike = await alikeOf("diverse", texts, null, reach, to);
    else {
      const both = await besides(from, { texts, to, prefix }, { ...how, with: model }, "diverse", reach);
      alike = byVectors(compared(both[0], similarity), both[1]);
    }
    const chosen = marginal(from.size, Math.min(k ?? from.size, from.size), lambda, alike);
    const nearness = Float64Array.from({ length: from.size }, (_, at) => alike(at, from.size));
    const taken = new Set(chosen);
    const others = Array.from(nearness.keys()).filter((at) => !taken.has(at));
    return pick(from, [...chosen, ...highest(nearness, from.size, others)]);
  },
});

/** Rows by their positions; the one behind the last is the text that they are to be near to. */
function byVectors(all: Compared, to: Float32Array): Alike {
  const near = new Map<number, (at: number) => number>();
  return (at, other) => {
    const known = near.get(other) ?? nearTo(all.vectors[other] ?? to, all);
    near.set(other, known);
    return known(at);
  };
}
