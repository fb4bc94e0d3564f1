// Paired differences: which items they use, what they average over, what they refuse.
import { expect, test } from "vitest";
import { delta } from "../../../runtime/delta.ts";
import type { Estimate, Row, Score, Value } from "../../../runtime/value.ts";
import { grid, reach, scored } from "./help.ts";

const arms = ["plain", "outlined"];
const by = ["arm", "budget"];
const noise = (row: Row): number => (((row["item"] as number) * 7919) % 100) / 200;
const gain = (row: Row): number =>
  noise(row) + (row["arm"] === "outlined" ? (row["budget"] === 256 ? 0.2 : 0.1) : 0);

function differ(score: Score, args: { readonly [name: string]: Value }): Estimate & { notes: string[] } {
  const { reach: given, notes } = reach();
  return { ...(delta.run({ score, metric: "f1", ...args }, given) as Estimate), notes };
}

test("the first minus the second, per item, with an interval and p", () => {
  const rows = grid({ items: 50, arms });
  const score = scored(
    rows,
    (row) => gain(row) + ((row["item"] as number) % 2) * (row["arm"] === "plain" ? 0.05 : 0),
  );
  const found = differ(score, { arm: ["outlined", "plain"] });
  expect(found).toMatchObject({ kind: "estimate", n: 50, level: 0.95 });
  expect(found.mean).toBeCloseTo(0.075, 12);
  expect(found.lo).toBeGreaterThan(0.06);
  expect(found.hi).toBeLessThan(0.09);
  expect(found.p).toBe(1 / 2001);
  expect(found.method).toBe(
    "f1: outlined − plain, paired by item, bootstrap 2,000, 95 %, seed 0; p: sign flips, 2,000 drawn",
  );
  expect(differ(score, { arm: ["plain", "outlined"] }).mean).toBeCloseTo(-0.075, 12);
});

test("a single value fixes an axis; axes not named are averaged per item", () => {
  const score = scored(grid({ items: 50, arms, budgets: [256, 512] }), gain, { by });
  expect(differ(score, { arm: ["outlined", "plain"], budget: 256 }).mean).toBeCloseTo(0.2, 12);
  expect(differ(score, { arm: ["outlined", "plain"] })).toMatchObject({
    mean: expect.closeTo(0.15, 12),
    n: 50,
  });
  expect(differ(score, { budget: [256, 512], arm: "outlined" }).mean).toBeCloseTo(0.1, 12);
});

test("only items with both values count, and the others are told", () => {
  const rows = grid({ items: 50, arms });
  const score = scored(rows, (row) =>
    row["arm"] === "plain" && (row["item"] as number) < 8 ? null : gain(row),
  );
  const found = differ(score, { arm: ["outlined", "plain"] });
  expect(found.n).toBe(42);
  expect(found.mean).toBeCloseTo(0.1, 12);
  expect(found.notes).toEqual([
    "8 items are not in both 'outlined' and 'plain' and are left out of their difference",
  ]);
});

test("refused: unknown axis, unknown value, no contrast, no common item, unknown metric", () => {
  const score = scored(grid({ items: 20, arms, budgets: [256, 512] }), gain, { by });
  const attempt = (args: Record<string, Value>) => () => differ(score, args);
  expect(attempt({ temp: [1, 2] })).toThrow("delta by 'temp', which is not an axis of 'quality'");
  expect(attempt({ arm: ["outlined", "plane"] })).toThrow(`'arm' of 'quality' has no value "plane"`);
  expect(attempt({ arm: "plain" })).toThrow(/contrasts one axis by two values/);
  expect(attempt({ arm: ["plain", "outlined"], budget: [256, 512] })).toThrow(/contrasts one axis/);
  expect(attempt({ metric: "em", arm: ["plain", "outlined"] })).toThrow("'quality' has no metric 'em'");
  const rows = grid({ items: 20, arms });
  const apart = scored(rows, (row) => ((row["arm"] === "plain") === (row["item"] as number) < 10 ? 1 : null));
  expect(() => differ(apart, { arm: ["plain", "outlined"] })).toThrow(
    expect.objectContaining({ code: "E303" }),
  );
});

test("few items: p is exact, named, and the width of the interval explained", () => {
  const few = (items: number, rule: (row: Row) => number) =>
    differ(scored(grid({ items, arms }), rule), { arm: ["outlined", "plain"] });
  const one = (row: Row): number => Number(row["arm"] === "outlined");
  for (const n of [2, 3, 5, 8]) {
    const found = few(n, one);
    expect(found).toMatchObject({ mean: 1, lo: 1, hi: 1, n, p: 2 ** (1 - n) });
    expect(found.method).toMatch(/seed 0; p: exact sign-flip test$/);
    expect(found.notes).toEqual([
      `n = ${n} items, all with the same difference: the interval has no width, and is no sign of certainty`,
    ]);
  }
  expect(few(8, (row) => one(row) * (row["item"] as number)).notes).toEqual([
    "n = 8 items in the difference: a 95 % interval will be very wide",
  ]);
  expect(() => few(1, one)).toThrow(
    expect.objectContaining({ code: "E303", message: expect.stringContaining("one item gives no interval") }),
  );
});

test("the number of items left out stands in its note once", () => {
  const rows = grid({ items: 30, arms });
  const score = scored(rows, (row) => (row["arm"] === "plain" && row["item"] === 4 ? null : gain(row)));
  const told: unknown[][] = [];
  const given = { note: (...said: unknown[]) => void told.push(said) } as never;
  void delta.run({ score, metric: "f1", arm: ["outlined", "plain"] }, given);
  expect(told).toEqual([
    ["1 item is not in both 'outlined' and 'plain' and is left out of their difference"],
  ]);
});
