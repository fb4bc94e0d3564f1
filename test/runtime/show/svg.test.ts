// Small pictures beside numbers, and the scale that makes them comparable.
import { describe, expect, test } from "vitest";
import { histogram, intervalBar, scaleOf, svg } from "../../../runtime/show/svg.ts";
import { unsound, lines } from "./help.ts";

test("a label is said, or the picture is passed over", () => {
  expect(svg(1, 2, "a <b>", "")).toBe(
    '<svg role="img" aria-label="a &lt;b&gt;" width="1" height="2" viewBox="0 0 1 2"></svg>',
  );
  expect(svg(1, 2, null, "")).toContain('aria-hidden="true"');
});

test("bars: in proportion, and what is there at all can be seen", () => {
  const heights = [...histogram([1000, 500, 1, 0], null).matchAll(/<rect[^>]* height="([\d.]+)"/g)].map(
    ([, height]) => Number(height),
  );
  expect(heights).toEqual([18, 9, 1, 0]);
  expect(unsound(histogram([], ""))).toEqual([]);
});

test("an interval: a bar from end to end, and its mean as a point", () => {
  expect(lines(intervalBar({ mean: 0.5, lo: 0.25, hi: 0.75 }, { from: 0, to: 1 }, "said")))
    .toMatchInlineSnapshot(`
    "<svg role="img" aria-label="said" width="160" height="14" viewBox="0 0 160 14">
    <path d="M4 7H156" stroke="currentColor" stroke-opacity=".25" fill="none"/>
    <path class="line" d="M42 7H118M42 3V11M118 3V11" stroke="#2b7bba" stroke-width="2" fill="none"/>
    <circle class="mark" cx="80" cy="7" r="3.5" fill="#2b7bba"/></svg>"
  `);
  expect(unsound(intervalBar({ mean: 0.5, lo: -0.25, hi: 0.75 }, { from: -1, to: 1 }, "said"))).toEqual([]);
});

test("0 has a mark where it lies inside of the scale", () => {
  expect(intervalBar({ mean: 0, lo: -1, hi: 1 }, { from: -2, to: 2 }, "")).toContain("stroke-dasharray");
  expect(intervalBar({ mean: 0.5, lo: 0, hi: 1 }, { from: 0, to: 1 }, "")).not.toContain("stroke-dasharray");
});

describe("scales", () => {
  const ends = (...all: [number, number][]) =>
    scaleOf(all.map(([lo, hi]) => ({ lo, hi, mean: (lo + hi) / 2 })));

  test("0 to 1 for shares; else from the least to the greatest end, and from 0 where that is near", () => {
    expect(ends([0.2, 0.4], [0.9, 1])).toEqual({ from: 0, to: 1 });
    expect(ends([2, 5])).toEqual({ from: 0, to: 5 });
    expect(ends([90, 100])).toEqual({ from: 90, to: 100 });
    expect(ends([-3, -1])).toEqual({ from: -3, to: 0 });
    expect(ends([-0.1, 0.2])).toEqual({ from: -0.1, to: 0.2 });
  });

  test("one point, none, and what is no number", () => {
    expect(ends([100, 100])).toEqual({ from: 99.5, to: 100.5 });
    expect(ends()).toEqual({ from: 0, to: 1 });
    expect(ends([NaN, Infinity])).toEqual({ from: 0, to: 1 });
  });
});
