// All differences of one contrast at once: a row for each value of the other axes, which are the family that p is adjusted for.
import { canonical } from "../../dsl/plan/plan.ts";
import { contrasted, estimated } from "../delta.ts";
import { choice, metricName, score as scoreParam } from "../operator.ts";
import { dataError, Problem } from "../problem.ts";
import { ranged } from "../ranged.ts";
import { keyText } from "../score-items.ts";
import { benjaminiHochberg, holm } from "../stats/adjust.ts";
import { fromRows } from "../table.ts";
import type { Cell, Estimate, Score } from "../value.ts";
import { doc, json, num, operator, opt } from "./shared.ts";

const adjusting = { none: (ps: readonly number[]) => ps, holm, bh: benjaminiHochberg };

/**
 * `deltas(score, f1, model: ["b", "a"], adjust: "holm")`: `delta` in every combination of the axes that are not named, a row each,
 * in the order of the score. `needed` is how many items would find a difference as large as the one seen, with a power of 0.8: null
 * where there is none. Errors: those of `delta`, with the combination they are of; E302 where no axis is left.
 */
export const deltas = operator({
  name: "deltas",
  family: "statistics",
  doc: "the paired differences of a metric between two values of an axis, one for each value of the other axes, p adjusted for how many they are",
  params: {
    score: doc("the score", scoreParam),
    metric: doc("one of its metrics", metricName),
    adjust: doc(
      "holm: no false discovery at all; bh: Benjamini-Hochberg, the share of false ones; none: p as of each alone",
      opt(choice("holm", "bh", "none"), "holm"),
    ),
    alpha: doc("what is decisive is below it", ranged(opt(num, 0.05), { least: 0, most: 1, open: true })),
  },
  rest: doc("the axis to contrast as [first, second]; a single value holds an axis fixed", json),
  returns: { kind: "rule", rule: "deltas" },
  run: ({ score, metric, adjust, alpha }, { note }, rest) => {
    const { axis, pair, fixed } = contrasted(score, rest as Cell["key"], "deltas");
    const places = combinations(score, [axis, ...Object.keys(fixed)], fixed);
    const found = places.map((place) => {
      try {
        return estimated(score, metric, { axis, pair, fixed: { ...fixed, ...place } }, (text, n) =>
          note(`${keyText(place)}: ${text}`, n),
        );
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        throw dataError(error.code, `${keyText(place)}: ${error.message}`, error.hint);
      }
    });
    const adjusted = adjusting[adjust](found.map(({ p }) => p));
    const [{ method } = { method: "" }] = found;
    note(
      `deltas: a family of ${found.length}, ${adjust === "none" ? "p not adjusted" : `p adjusted by ${adjust === "holm" ? "Holm" : "Benjamini-Hochberg"}`}, alpha ${alpha}; ${method}`,
    );
    return fromRows(
      found.map(({ mean, lo, hi, n, r, mde, p }, at) => {
        const own = adjusted[at] ?? NaN;
        const row = { ...places[at], mean, lo, hi, n, r, mde, needed: itemsFor({ mean, n, mde }), p };
        return { ...row, adjusted: own, decisive: own < alpha };
      }),
    );
  },
});

/**
 * How many items find a difference as large as the one seen: what n of them find falls with the root of n. Of clusters it is items in
 * clusters like these. null for no difference at all.
 */
const itemsFor = ({ mean, n, mde }: Pick<Estimate, "mean" | "n" | "mde">): number | null =>
  mean === 0 ? null : Math.max(2, Math.ceil(n * (mde / mean) ** 2));

/** The values of the axes that are not named, in the order of the cells. Errors: E302 for none. */
function combinations(score: Score, named: readonly string[], fixed: Cell["key"]): Cell["key"][] {
  const free = score.by.filter((axis) => !named.includes(axis));
  if (free.length === 0)
    throw dataError(
      "E302",
      `'deltas' gives a row for each value of another axis, and '${score.name}' has none left`,
      "delta(...) is the one difference",
    );
  const found = new Map<string, Cell["key"]>();
  for (const { key } of score.cells) {
    if (Object.entries(fixed).some(([axis, value]) => canonical(key[axis]) !== canonical(value))) continue;
    const place = Object.fromEntries(free.map((axis) => [axis, key[axis] ?? null]));
    found.set(canonical(place), place);
  }
  return [...found.values()];
}
