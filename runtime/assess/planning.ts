// Before anything runs: how many items a difference needs, and which difference so many items can find.
import * as types from "../../dsl/types/types.ts";
import { maybe, type Operator } from "../operator.ts";
import { ranged } from "../ranged.ts";
import { detectable, needed, powerOf, spreadPaired, spreadUnpaired } from "../stats/power.ts";
import { doc, int, num, operator, opt } from "./shared.ts";

const above = { least: 0, most: 1, open: true };
const effect = doc("the difference of the two means", ranged(num, { least: 0, open: true }));
const n = doc("how many items, of each run", ranged(int, { least: 2 }));
const spread = {
  sd: doc(
    "the standard deviation of the values of a run; of 0/1 values at most 0.5",
    ranged(num, { least: 0, open: true }),
  ),
  r: doc(
    "the correlation of two runs over the same items; left out: other items, not paired",
    maybe(ranged(num, { least: -1, most: 1 })),
  ),
};
const alpha = doc("of the two-sided test", ranged(opt(num, 0.05), above));
const power = doc("the chance wanted of finding the difference", ranged(opt(num, 0.8), above));

const sdOf = ({ sd, r }: { readonly sd: number; readonly r: number | null }): number =>
  r === null ? spreadUnpaired(sd, sd) : spreadPaired(sd, sd, r);

/** `sample_size(0.05, sd: 0.4, r: 0.5)`: items that find the difference with that power, rounded up. */
const sample_size = operator({
  name: "sample_size",
  family: "statistics",
  doc: "how many items (unpaired: of each run) a difference needs to be found",
  params: { effect, ...spread, power, alpha },
  returns: types.int,
  run: (given) => Math.max(2, Math.ceil(needed(sdOf(given), given.effect, given))),
});

/** `detectable_effect(200, sd: 0.4, r: 0.5)`: the least difference that so many items find with that power. */
const detectable_effect = operator({
  name: "detectable_effect",
  family: "statistics",
  doc: "the minimum detectable effect: the least difference that so many items find",
  params: { n, ...spread, power, alpha },
  returns: types.num,
  run: (given) => detectable(sdOf(given), given.n, given),
});

/** `power(200, effect: 0.05, sd: 0.4, r: 0.5)`: the chance that so many items find a difference. */
const powerOperator = operator({
  name: "power",
  family: "statistics",
  doc: "the chance that so many items find a difference",
  params: { n, effect, ...spread, alpha },
  returns: types.num,
  run: (given) => {
    const sd = sdOf(given);
    return sd === 0 ? 1 : powerOf(sd, given.n, given.effect, given.alpha);
  },
});

export const planning: readonly Operator[] = [sample_size, detectable_effect, powerOperator];
