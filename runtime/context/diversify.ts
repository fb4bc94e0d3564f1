// Passages that match a query and not each other.
import { doc, int, maybe, num, operator, opt, passages, text } from "../operator.ts";
import { ranged } from "../ranged.ts";
import * as types from "../../dsl/types/types.ts";
import { type Alike, alikeOf, byModel } from "./likeness.ts";

/**
 * `diversify(passages, query, lambda, k, with: e)`: maximal marginal relevance (Carbonell and Goldstein, SIGIR 1998): each next one
 * has the highest lambda * sim(passage, query) - (1 - lambda) * the highest sim to one that is taken; equal ones in their order. sim
 * is the cosine of vectors `with` a model, else of word counts. `lambda: 1` ranks by nearness to the query alone. Scores stay as
 * they are. Errors: those of the model.
 */
export const diversify = operator({
  name: "diversify",
  family: "context",
  doc: "passages near to a query and far from each other (MMR)",
  params: {
    passages,
    query: text,
    lambda: doc(
      "1: nearness to the query alone; 0: distance from those taken alone",
      opt(ranged(num, { least: 0, most: 1 }), 0.5),
    ),
    k: doc("how many at most; all where it is left out", maybe(ranged(int, { least: 1 }))),
    with: doc("a model whose vectors are compared; left out: words are", byModel),
  },
  returns: types.passages,
  asks: true,
  run: async ({ passages: all, query, lambda, k, with: model }, reach) => {
    if (all.length === 0) return [];
    const alike = await alikeOf(
      "diversify",
      all.map((one) => one.text),
      model,
      reach,
      query,
    );
    const count = Math.min(k ?? all.length, all.length);
    if (count < all.length) reach.note("diversify: passages left out", all.length - count);
    return marginal(all.length, count, lambda, alike).map((at) => all[at]!);
  },
});

/** Positions in the order in which they are taken; `alike(at, size)` is how near one is to the query. */
export function marginal(size: number, count: number, lambda: number, alike: Alike): number[] {
  const near = Array.from({ length: size }, (_, at) => alike(at, size));
  const closest = new Float64Array(size).fill(-Infinity);
  const left = new Set(near.keys());
  const taken: number[] = [];
  while (taken.length < count) {
    let best = { at: -1, worth: -Infinity };
    for (const at of left) {
      const worth = lambda * near[at]! - (taken.length === 0 ? 0 : (1 - lambda) * closest[at]!);
      if (best.at < 0 || worth > best.worth) best = { at, worth };
    }
    left.delete(best.at);
    taken.push(best.at);
    for (const at of left) closest[at] = Math.max(closest[at]!, alike(at, best.at));
  }
  return taken;
}
