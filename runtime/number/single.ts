// One number to another.
import { doc, int, num, operator, opt } from "../operator.ts";
import { ranged } from "../ranged.ts";
import * as types from "../../dsl/types/types.ts";

/** `round(x, digits)`: to so many decimals, halves away from zero (as SQL rounds; Python rounds them to even). */
export const round = operator({
  name: "round",
  family: "number",
  doc: "to so many decimals; halves go away from zero",
  params: {
    x: num,
    digits: doc("decimals, 0 to 12", ranged(opt(int, 0), { least: 0, most: 12 })),
  },
  returns: types.num,
  run: ({ x, digits }) => {
    // beyond 2^53 there are no decimals to round
    if (Number.isInteger(x)) return x;
    // through the decimal text, since 1.005 * 100 is less than 100.5
    const moved = Number(`${Math.abs(x)}e${digits}`);
    const whole = Math.round(Number.isNaN(moved) ? Math.abs(x) * 10 ** digits : moved);
    return whole === 0 ? 0 : Math.sign(x) * Number(`${whole}e-${digits}`);
  },
});

/** `abs(x)`: without its sign. */
export const abs = operator({
  name: "abs",
  family: "number",
  doc: "without its sign",
  params: { x: num },
  returns: types.num,
  run: ({ x }) => Math.abs(x),
});
