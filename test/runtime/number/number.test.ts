// Numbers: what lists come to, rounding.
import { expect, test } from "vitest";
import { numbers } from "../../../runtime/number/index.ts";
import type { Operator } from "../../../runtime/operator.ts";
import type { Value } from "../../../runtime/value.ts";
import { call, failure, reach } from "../call.ts";

const named = (name: string): Operator => numbers.find(({ signature }) => signature.name === name)!;
const of = (name: string, ...list: Value[]) => call(named(name), { numbers: list });

test("lists of numbers", async () => {
  expect(await of("mean", 1, 2, 6)).toBe(3);
  expect(await of("sum", 1, 2, 6)).toBe(9);
  expect(await of("sum")).toBe(0);
  expect([await of("min", 3, 1, 2), await of("max", 3, 1, 2)]).toEqual([1, 3]);
  expect([await of("median", 9, 1, 2), await of("median", 4, 1, 2, 3)]).toEqual([2, 2.5]);
  expect(await of("sd", 2, 4, 4, 4, 5, 5, 7, 9)).toBeCloseTo(2.13809, 5);
});

test("null is left out and counted; too few numbers are an error", async () => {
  const seen = reach();
  expect(await named("mean").run({ numbers: [1, null, 3] }, seen)).toBe(2);
  expect([...seen.notes]).toEqual([["mean: values that are null left out", 1]]);
  expect(await failure(of("mean", null))).toBe("E113: 'mean' needs a number, but the list has none");
  expect(await failure(of("sd", 1))).toBe("E113: 'sd' needs 2 numbers, but the list has 1");
});

test.each([
  [2.5, 0, 3],
  [-2.5, 0, -3],
  [1.005, 2, 1.01],
  [1234.5678, 3, 1234.568],
  [1e-7, 2, 0],
  [5e300, 2, 5e300],
])("round %d to %d digits is %d", async (x, digits, rounded) => {
  expect(await call(named("round"), { x, digits })).toBe(rounded);
});

test("round takes digits it can keep; abs drops the sign", async () => {
  expect(await failure(call(named("round"), { x: 1, digits: 13 }))).toMatch(/^E203/);
  expect(await call(named("abs"), { x: -2 })).toBe(2);
});
