// A family of comparisons, declared where it is adjusted: how many were made is part of what each says.
import * as types from "../../dsl/types/types.ts";
import { choice, type Param } from "../operator.ts";
import { typeError } from "../problem.ts";
import { ranged } from "../ranged.ts";
import { benjaminiHochberg, holm } from "../stats/adjust.ts";
import { fromRows } from "../table.ts";
import { type Estimate, kindOf, type Value } from "../value.ts";
import { doc, num, operator, opt } from "./shared.ts";

const isEstimate = (value: Value): value is Estimate => kindOf(value) === "estimate";
const estimate: Param<Estimate> = {
  type: { kind: "estimate" },
  doc: "",
  is: (value) => typeof value !== "function" && isEstimate(value as Value),
  fallback: null,
};

/**
 * `adjust(trec: a, lcc: b, method: "holm")`: a row per comparison with its p adjusted for the whole family, and whether it
 * stays below alpha. Errors: E204 for what is no Estimate, or fewer than two.
 */
export const adjust = operator({
  name: "adjust",
  family: "statistics",
  doc: "the p of several comparisons, adjusted for how many they are",
  params: {
    method: doc(
      "holm: no false discovery at all; bh: Benjamini-Hochberg, the share of false ones",
      opt(choice("holm", "bh"), "holm"),
    ),
    alpha: doc("what is decisive is below it", ranged(opt(num, 0.05), { least: 0, most: 1, open: true })),
  },
  rest: doc("name: an Estimate of `delta`, `compare`, `welch` or `mcnemar`; all of the family", estimate),
  returns: types.table({
    comparison: types.text,
    mean: types.num,
    lo: types.num,
    hi: types.num,
    n: types.int,
    p: types.num,
    adjusted: types.num,
    decisive: types.bool,
  }),
  run: ({ method, alpha }, { note }, rest) => {
    const family = Object.entries(rest).map(([name, value]) => {
      if (typeof value === "function" || !isEstimate(value))
        throw typeError("E204", `'${name}' of 'adjust' must be an Estimate`, "write: name: compare(...)");
      return [name, value] as const;
    });
    if (family.length < 2)
      throw typeError(
        "E204",
        "'adjust' takes a family of two comparisons or more",
        "write: adjust(first: compare(...), second: compare(...))",
      );
    const adjusted = (method === "holm" ? holm : benjaminiHochberg)(family.map(([, { p }]) => p));
    note(
      `adjust: ${method === "holm" ? "Holm" : "Benjamini-Hochberg"} over a family of ${family.length}, alpha ${alpha}`,
    );
    return fromRows(
      family.map(([comparison, { mean, lo, hi, n, p }], at) => {
        const own = adjusted[at] ?? NaN;
        return { comparison, mean, lo, hi, n, p, adjusted: own, decisive: own < alpha };
      }),
    );
  },
});
