// Ranges of arguments: what is in them, how they are said; and that all that is known of operators is plain data.
import { expect, test } from "vitest";
import { type Range, saidRange, within } from "../../../dsl/types/range.ts";
import { library } from "../../../runtime/library.ts";

test.each<[Range, string, readonly number[], readonly number[]]>([
  [{ least: 1 }, "1 or more", [1, 2.5], [0, 0.99, Number.NaN]],
  [{ least: 0, most: 12 }, "0 to 12", [0, 12], [-1, 13]],
  [{ least: 100, most: 1_000_000 }, "100 to 1,000,000", [100], [99]],
  [{ least: 0, most: 1, open: true }, "above 0 and below 1", [0.5], [0, 1]],
  [{ least: 0, open: true }, "above 0", [0.1], [0]],
])("%j is said as '%s'", (range, said, inside, outside) => {
  expect(saidRange(range)).toBe(said);
  expect(inside.filter((value) => !within(range, value))).toEqual([]);
  expect(outside.filter((value) => within(range, value))).toEqual([]);
});

test("signatures are handed to the compiler as data: nothing is lost on the way through JSON", () => {
  expect(JSON.parse(JSON.stringify(library.operators))).toEqual(library.operators);
});
