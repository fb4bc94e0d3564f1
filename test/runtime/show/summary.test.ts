// What a column holds, in numbers and in bars.
import { describe, expect, test } from "vitest";
import { summary, summaryHtml, underHtml } from "../../../runtime/show/summary.ts";
import type { Value } from "../../../runtime/value.ts";
import { unsound } from "./help.ts";

const of = (...values: Value[]) => summary("c", values);
const repeated = (values: readonly Value[], times: number): Value[] =>
  Array.from({ length: times }, () => values).flat();

describe("numbers", () => {
  test("missing, distinct, least, median and greatest", () => {
    expect(of(3, null, 1, 2, 10)).toMatchObject({
      type: "Int",
      missing: 1,
      distinct: 4,
      range: { of: "values", least: 1, median: 2.5, most: 10 },
    });
  });

  test("ten bars from the least to the greatest; few different ones have a bar each, in their order", () => {
    expect(of(...Array.from({ length: 100 }, (_, at) => at)).counts).toEqual(new Array(10).fill(10));
    expect(of(512, 128, 128, 256, 512, 512).counts).toEqual([2, 1, 3]);
  });

  test("one number, over and over, is one bar; what is no number has no place", () => {
    expect(of(...repeated([7], 9)).counts).toEqual([9]);
    expect(of(NaN, Infinity, 1, 2).range).toMatchObject({ least: 1, most: 2 });
  });
});

describe("texts", () => {
  test("the most frequent, where they repeat", () => {
    const arms = of(...repeated(["plain", "outlined", "plain"], 5));
    expect(arms.top).toEqual([
      ["plain", 10],
      ["outlined", 5],
    ]);
    expect(arms.counts).toEqual([10, 5]);
  });

  test("the lengths, where each is another: of texts, not of names", () => {
    const long = of(...Array.from({ length: 20 }, (_, at) => "x".repeat(30 + at)));
    expect(long.range).toEqual({ of: "lengths", least: 30, median: 39.5, most: 49 });
    expect(long.counts).toEqual(new Array(10).fill(2));
    expect(of(...Array.from({ length: 20 }, (_, at) => `q${at}`)).counts).toEqual([]);
  });
});

test("yes and no, nothing at all, and what is not compared", () => {
  expect(of(true, false, true, true, true)).toMatchObject({
    type: "Bool",
    distinct: 2,
    counts: [4, 1],
    range: null,
  });
  expect(of(null, null)).toMatchObject({ type: "Null", missing: 2, distinct: null, counts: [] });
  expect(of()).toMatchObject({ type: "Null", missing: 0, counts: [] });
  expect(of(["a"], ["a"])).toMatchObject({ type: "Text[]", distinct: null, counts: [] });
});

test("the picture says what it shows; few values have none", () => {
  expect(underHtml(of(1, 2, 2))).toBe("<br><small>Int</small>");
  const page = underHtml(of(...repeated(['"plain"', "outlined"], 5)));
  expect(page).toContain('role="img" aria-label="most frequent: &quot;plain&quot; (5), outlined (5)"');
  expect(page.match(/<rect/g)).toHaveLength(2);
  expect(unsound(page)).toEqual([]);
});

test("a row per column, its head in both directions", () => {
  const page = summaryHtml([of(3, null, 1)], "");
  expect(unsound(page)).toEqual([]);
  expect(page).toContain(
    '<th scope="row" align="left">c</th><td>Int</td><td align="right">1</td><td align="right">2</td><td align="right">1</td>',
  );
  expect(page.match(/<th scope="col"/g)).toHaveLength(8);
});
