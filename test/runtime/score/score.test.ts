// What a score counts, averages, leaves out and refuses.
import { expect, test } from "vitest";
import { intervals } from "../../../runtime/score-interval.ts";
import type { IntervalMethod, Row } from "../../../runtime/value.ts";
import { grid, reach, scored } from "./help.ts";

const arms = ["plain", "outlined"];
const byItem = (row: Row): number =>
  ((row["item"] as number) % 10) / 10 + (row["arm"] === "plain" ? 0 : 0.05);
const coin = (row: Row): number => Number((row["item"] as number) % 4 === 0);
const binary = (rows: readonly Row[], rule: (row: Row) => number) => ({
  metrics: [{ name: "em", identity: "exact.squad1 v1", range: "binary" as const, values: rows.map(rule) }],
});

test("n counts items; axes not in `by` and seeds are averaged per item first", () => {
  const rows = grid({ items: 40, arms, budgets: [256, 512], seeds: [1, 2, 3] });
  const { cells, notes } = scored(rows, (row) => byItem(row) + (row["seed"] === 3 ? 0.3 : 0));
  expect(cells.map(({ key, n }) => [key, n])).toEqual([
    [{ arm: "plain" }, 40],
    [{ arm: "outlined" }, 40],
  ]);
  expect(cells[0]!.mean).toBeCloseTo(0.45 + 0.1, 12);
  expect(cells[0]!.items.find(({ id }) => id === "q3")!.value).toBeCloseTo(0.4, 12);
  expect(notes).toEqual(["averaged per item over budget, seed"]);
});

test("the interval holds the mean and prints its method", () => {
  const [cell] = scored(grid({ items: 40, arms }), byItem).cells;
  expect(cell!.lo).toBeLessThan(cell!.mean);
  expect(cell!.hi).toBeGreaterThan(cell!.mean);
  expect(cell!.method).toBe("bootstrap 2,000, 95 %, seed 0");
});

test("the order of the rows and the presence of other cells move nothing", () => {
  const rows = grid({ items: 40, arms });
  const [plain] = scored(rows, byItem).cells;
  const reversed = rows.toReversed();
  expect(scored(reversed, byItem).cells.find(({ key }) => key["arm"] === "plain")).toEqual(plain);
  const alone = rows.filter((row) => row["arm"] === "plain");
  expect(scored(alone, byItem).cells[0]).toEqual(plain);
});

test("0/1 metrics get Wilson's interval", () => {
  const rows = grid({ items: 40, arms: ["plain"] });
  const [cell] = scored(rows, coin, binary(rows, coin)).cells;
  expect(cell).toMatchObject({ mean: 0.25, n: 40, method: "Wilson 95 %" });
  expect([cell!.lo, cell!.hi].map((end) => end.toFixed(4))).toEqual(["0.1419", "0.4019"]);
});

test("a 0/1 metric that averaging made graded gets the bootstrap, and says so", () => {
  const rows = grid({ items: 40, arms: ["plain"], seeds: [1, 2] });
  const uneven = (row: Row): number => Number((row["item"] as number) % 2 === 0 || row["seed"] === 1);
  const [cell] = scored(rows, uneven, binary(rows, uneven)).cells;
  expect(cell!.method).toBe("bootstrap 2,000, 95 %, seed 0; averaged, so not 0/1");
  const [same] = scored(rows, coin, binary(rows, coin)).cells;
  expect(same!.method).toBe("Wilson 95 %");
});

test("rows without a value, and items missing in an arm, are counted", () => {
  const rows = grid({ items: 30, arms });
  const { cells, notes } = scored(rows, (row) =>
    row["arm"] === "plain" && (row["item"] as number) < 3 ? null : byItem(row),
  );
  expect(cells[0]!.n).toBe(27);
  expect(notes).toEqual([
    "f1: 3 of 60 rows without a value, left out",
    "f1 at arm = plain: 3 of 30 items missing; differences use the common items only",
  ]);
});

test("a column that splits the items is no arm: nothing is missing", () => {
  const rows = grid({ items: 60, arms }).map((row) => ({
    ...row,
    level: (row["item"] as number) % 2 === 0 ? "easy" : "hard",
  }));
  const { cells, notes } = scored(rows, byItem, { by: ["arm", "level"] });
  expect(cells.map(({ n }) => n)).toEqual([30, 30, 30, 30]);
  expect(notes).toEqual([]);
});

test("in a table, too, a column that splits the items is no arm; one in which every call failed is", () => {
  const rows = ["law", "law", "art", "art"].map((domain, at) => ({ id: `q${at}`, domain }));
  const table = scored(rows, () => 0.5, { by: ["domain"], axes: ["domain"] });
  expect(table.notes).toEqual(["n = 2 items in the smallest cell: a 95 % interval will be very wide"]);
  const halves = scored(grid({ items: 60, arms }), (row) =>
    (row["arm"] === "plain") === (row["item"] as number) < 30 ? 1 : null,
  );
  expect(halves.notes).toContain(
    "f1 at arm = plain: 30 of 60 items missing; differences use the common items only",
  );
});

test("equal notes stand once", () => {
  const note = "n = 12 items in the smallest cell: a 95 % interval will be very wide";
  expect(scored(grid({ items: 12, arms: ["plain"] }), byItem, { notes: [note, "cut", "cut"] }).notes).toEqual(
    [note, "cut"],
  );
});

test("few items: the score warns", () => {
  const { notes } = scored(grid({ items: 12, arms: ["plain"] }), byItem);
  expect(notes).toEqual(["n = 12 items in the smallest cell: a 95 % interval will be very wide"]);
});

test("a cell of which no row has a value is not in the table, and a note says so", () => {
  const rows = grid({ items: 30, arms: ["plain", "lost"] });
  const { cells, notes } = scored(rows, (row) => (row["arm"] === "lost" ? null : 1));
  expect(cells.map(({ key }) => key["arm"])).toEqual(["plain"]);
  expect(notes).toEqual([
    "f1: 30 of 60 rows without a value, left out",
    "f1 at arm = lost: no row has a value",
  ]);
});

test("of a score without axes the note names the metric alone", () => {
  const rows = grid({ items: 30, arms: ["plain"] });
  const lost = {
    name: "f1",
    identity: "token_f1.squad1 v1",
    range: "graded" as const,
    values: rows.map(() => null),
  };
  const { notes } = scored(rows, () => null, { by: [], metrics: [...binary(rows, coin).metrics, lost] });
  expect(notes).toContain("f1: no row has a value");
});

test("a table without ids: each row is an item", () => {
  const rows = grid({ items: 30, arms: ["plain"] });
  const { cells, notes } = scored([...rows, ...rows], byItem, {
    id: null,
    by: [],
    axes: [],
    ...binary([...rows, ...rows], coin),
  });
  expect(cells).toMatchObject([{ key: {}, n: 60 }]);
  expect(notes).toEqual(["no id column: each row is its own item, and differences cannot be paired"]);
});

test("refused: no rows, no values, an item twice, no id, an unknown column", () => {
  const rows = grid({ items: 20, arms });
  expect(() => scored([], byItem)).toThrow(
    expect.objectContaining({ code: "E113", message: "score 'quality' has no rows" }),
  );
  expect(() => scored(rows, () => null)).toThrow(expect.objectContaining({ code: "E113" }));
  expect(() => scored([...rows, rows[4]!], byItem)).toThrow(
    expect.objectContaining({
      code: "E303",
      message: expect.stringMatching(/'\.id' of 'quality' holds "q2" twice in one cell$/),
    }),
  );
  expect(() => scored(rows, byItem, { id: "uid" })).toThrow(expect.objectContaining({ code: "E303" }));
  expect(() => scored(rows, byItem, { by: ["temp"] })).toThrow(/groups by 'temp', which its rows lack/);
});

test("bootstrap(...) and wilson(...) choose level, resamples, seed and the item id", () => {
  const [bootstrap, wilson] = intervals;
  const make = (args: Record<string, unknown>) =>
    bootstrap!.run(args as never, reach().reach) as IntervalMethod;
  expect(make({ paired: "id", level: 0.9 })).toEqual({
    kind: "interval",
    method: "bootstrap",
    resamples: 2000,
    level: 0.9,
    seed: 0,
    paired: "id",
    cluster: null,
  });
  expect(wilson!.run({}, reach().reach)).toMatchObject({ method: "wilson", level: 0.95 });
  expect(() => make({ level: 95 })).toThrow("takes level: above 0 and below 1, but got 95");
  expect(() => make({ resamples: 10 })).toThrow("takes resamples: 100 to 1,000,000, but got 10");
  const rows = grid({ items: 40, arms: ["plain"] });
  const [cell] = scored(rows, byItem, { interval: make({ resamples: 500, level: 0.9, seed: 3 }) }).cells;
  expect(cell!.method).toBe("bootstrap 500, 90 %, seed 3");
});
