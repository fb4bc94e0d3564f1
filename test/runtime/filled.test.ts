// The cells of a run, made part by part from what is kept in columns.
import { expect, test } from "vitest";
import { cellsOf } from "../../runtime/filled.ts";

const lost = {
  problem: null,
  step: "a",
  failed: { kind: "failed", step: "a", name: "", code: "E1", message: "" },
} as const;

test("cells come row by row, combinations of axes in their order, seeds last; parts of any size are the same cells", () => {
  const cells = cellsOf(2, [[0], [1]], [7, 8], null);
  expect(cells.size).toBe(8);
  const all = cells.part(0, 8);
  expect(all.map(({ item, at, seed }) => [item, ...at, seed])).toEqual([
    [0, 0, 7],
    [0, 0, 8],
    [0, 1, 7],
    [0, 1, 8],
    [1, 0, 7],
    [1, 0, 8],
    [1, 1, 7],
    [1, 1, 8],
  ]);
  for (const size of [1, 3, 5])
    expect(
      [0, 1, 2, 3, 4, 5, 6, 7].flatMap((at) => (at % size === 0 ? cells.part(at, at + size) : [])),
    ).toEqual(all);
});

test("what is kept of a part is in its cells again, null as null and what was not made not at all", () => {
  const cells = cellsOf(3, [[]], [null], null);
  const [one, two] = cells.part(1, 3);
  one!.made["a"] = null;
  two!.made["a"] = "x";
  two!.made["b"] = 2;
  one!.lost = lost;
  cells.keep(1, [one!, two!]);
  expect(cells.part(0, 3).map(({ made }) => made)).toEqual([{}, { a: null }, { a: "x", b: 2 }]);
  expect([...cells.lost]).toEqual([[1, lost]]);
  expect(cells.part(0, 3).map((cell) => cell.lost)).toEqual([null, lost, null]);
});

test("a row that was lost before is lost in each of its cells", () => {
  const cells = cellsOf(2, [[0], [1]], [null], (item) => (item === 1 ? lost : null));
  expect(cells.part(0, 4).map((cell) => cell.lost)).toEqual([null, null, lost, lost]);
  expect(cells.lost.size).toBe(2);
});
