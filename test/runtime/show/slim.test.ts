// The picture of a chart in fewer bytes: the same marks, the same words, ids of its own.
import { describe, expect, test } from "vitest";
import { show } from "../../../runtime/show.ts";
import { slim } from "../../../runtime/show/slim.ts";
import { fromRows } from "../../../runtime/table.ts";
import type { Value } from "../../../runtime/value.ts";
import { chart, drawn } from "../chart/help.ts";
import { bytes, textOf } from "./help.ts";

test("places to a hundredth of a pixel, and no paths that draw nothing", () => {
  expect(
    slim(
      '<g transform="translate(1.23456,2.5)"><path class="foreground" aria-hidden="true" d="" display="none"/><path d="M0.333333,1L-2.66666,3Z"/></g>',
    ),
  ).toBe('<g transform="translate(1.23,2.5)"><path d="M0.33,1L-2.67,3Z"/></g>');
});

test("what is written in the picture stays as it is", () => {
  const words = '<text aria-label="d=&quot;1.23456&quot; 1.23456">x d="1.23456" 3.14159</text>';
  expect(slim(words)).toBe(words);
});

test("two pictures on one page do not share ids; the same picture has the same ones", () => {
  const bars = (n: number): string =>
    drawn(
      chart("bar", fromRows(Array.from({ length: n }, (_, at) => ({ x: `x${at}`, y: at }))), {
        x: "x",
        y: "y",
      }).drawing,
    ).svg;
  const ids = (picture: string): string[] => [...picture.matchAll(/ id="([^"]*)"/g)].map(([, id = ""]) => id);
  const [few, more] = [slim(bars(3)), slim(bars(4))];
  expect(ids(few).length).toBeGreaterThan(0);
  expect(ids(few).filter((id) => ids(more).includes(id))).toEqual([]);
  expect(slim(bars(3))).toBe(few);
  for (const [, id] of few.matchAll(/url\(#([^)]*)\)/g)) expect(ids(few)).toContain(id);
  expect(few.length).toBeLessThan(0.9 * bars(3).length);
});

describe("a chart of very many marks", () => {
  const made = (n: number) =>
    show(
      chart("line", fromRows(Array.from({ length: n }, (_, at) => ({ x: at, y: at % 7 }))), {
        x: "x",
        y: "y",
      }).drawing as unknown as Value,
      { name: "fig" },
    );

  test("is drawn of some, evenly spaced, and says so in the picture and in the text", () => {
    const big = made(20_000);
    expect(bytes(big)).toBeLessThan(256 * 1024);
    expect(textOf(big)).toMatch(/one in \d+ of 20,000 marks is drawn$/);
    expect(big.data["image/svg+xml"]).toMatch(/one in \d+ of 20,000 marks is drawn/);
  });

  test("of few marks all are drawn", () => {
    expect(textOf(made(100))).not.toContain("one in");
  });
});
