// Passages as a walk from each to one that is like it.
import { choice, doc, int, operator, opt, passages } from "../operator.ts";
import { typeError } from "../problem.ts";
import { ranged } from "../ranged.ts";
import * as types from "../../dsl/types/types.ts";
import { type Alike, alikeOf, byModel } from "./likeness.ts";
import { bestRoute, MOST } from "./route.ts";
import { highest } from "./top.ts";

/**
 * `walk(passages, k, with: e)`: the order of In-Context Pretraining (Shi et al. 2023, algorithm 1). Passages are joined where one is
 * among the k most alike of the other; the walk begins at the one with the fewest joins, goes to the most alike that is joined and
 * not visited yet, and where there is none begins again at the one with the fewest joins that is left. Equal ones in their order, so
 * that the walk is always the same. Notes count how often it begins. `route: "best"`: of all orders the one whose steps are most alike in
 * sum, which the walk comes near to. Alike is the cosine of vectors `with` a model, else of word counts.
 * Errors: E203 for more than 16 passages of which the best order is wanted, those of the model.
 */
export const walk = operator({
  name: "walk",
  family: "context",
  doc: "passages in an order in which each is like the one before it",
  params: {
    passages,
    k: doc("how many of the most alike each is joined to", opt(ranged(int, { least: 1 }), 10)),
    route: doc(
      "greedy: always on to the most alike; best: the order that is most alike in all, of up to 16 passages",
      opt(choice("greedy", "best"), "greedy"),
    ),
    with: doc("a model whose vectors are compared; left out: words are", byModel),
  },
  returns: types.passages,
  asks: true,
  run: async ({ passages: all, k, route, with: model }, reach) => {
    if (all.length === 0) return [];
    if (route === "best" && all.length > MOST)
      throw typeError(
        "E203",
        `'walk' takes up to ${MOST} passages for the best order, but got ${all.length}`,
        'route: "greedy"',
      );
    const alike = await alikeOf(
      "walk",
      all.map((one) => one.text),
      model,
      reach,
    );
    if (route === "best") return bestRoute(all.length, alike).map((at) => all[at]!);
    const { order, begins } = walked(all.length, k, alike);
    reach.note("walk: beginnings", begins);
    return order.map((at) => all[at]!);
  },
});

/** All positions in the order of the walk, and how often it began. */
export function walked(
  size: number,
  k: number,
  alike: Alike,
): { readonly order: number[]; readonly begins: number } {
  const joined = joins(size, k, alike);
  const left = new Set(joined.keys());
  const order: number[] = [];
  let begins = 0;
  while (left.size > 0) {
    begins++;
    let at: number | undefined = least(left, (one) => joined[one]!.size);
    while (at !== undefined) {
      left.delete(at);
      order.push(at);
      const from = at;
      at = least(
        [...joined[from]!].filter((one) => left.has(one)),
        (one) => -alike(from, one),
      );
    }
  }
  return { order, begins };
}

/** Of each position those that it is joined to, ascending. */
function joins(size: number, k: number, alike: Alike): readonly ReadonlySet<number>[] {
  const all = Array.from({ length: size }, (_, at) => at);
  const joined = all.map(() => new Set<number>());
  for (const at of all) {
    const near = Float64Array.from(all, (one) => (one === at ? -Infinity : alike(at, one)));
    for (const other of highest(near, Math.min(k, size - 1))) {
      joined[at]!.add(other);
      joined[other]!.add(at);
    }
  }
  return joined.map((one) => new Set([...one].sort((a, b) => a - b)));
}

/** The one with the least number, the first of equal ones. */
function least(items: Iterable<number>, of: (item: number) => number): number | undefined {
  let best: { readonly item: number; readonly number: number } | undefined;
  for (const item of items) {
    const number = of(item);
    if (!best || number < best.number) best = { item, number };
  }
  return best?.item;
}
