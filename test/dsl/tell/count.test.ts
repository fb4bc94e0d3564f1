// Numbers of things in words.
import { expect, test } from "vitest";
import { counted, many } from "../../../dsl/tell/count.ts";

test.each([
  [0, "0"],
  [999, "999"],
  [1000, "1,000"],
  [1_234_567, "1,234,567"],
  [-12_345, "-12,345"],
  [1234.5678, "1,234.5678"],
])("%d is written %s", (n, text) => expect(many(n)).toBe(text));

test("one is singular, everything else plural", () => {
  expect([0, 1, 2, 1000].map((n) => counted(n, "row"))).toEqual(["0 rows", "1 row", "2 rows", "1,000 rows"]);
});
