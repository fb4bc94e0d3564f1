// Expectations about results: what holds, and what is said where one does not.
import { expect, test } from "vitest";
import { expectations } from "../../runtime/expect.ts";
import { score } from "../../runtime/score.ts";
import type { Row, Score, Value } from "../../runtime/value.ts";
import { failure, reach, table } from "./call.ts";

const cells = (...means: readonly (readonly [arm: string, len: number, mean: number])[]): Score => {
  const rows: Row[] = means.map(([arm, len, v], id) => ({ id: String(id), arm, len, v }));
  const metrics = [
    { name: "f1", identity: "expression", range: "graded" as const, values: means.map(([, , v]) => v) },
  ];
  return score({
    name: "quality",
    rows,
    id: "id",
    by: ["arm", "len"],
    axes: ["arm", "len"],
    metrics,
    interval: null,
  });
};

async function verdict(
  name: string,
  args: { readonly [name: string]: Value },
): Promise<readonly [Value, ...string[]]> {
  const seen = reach();
  const one = expectations.find(({ signature }) => signature.name === name)!;
  return [await one.run(args, seen), ...seen.notes.keys()];
}

const two = cells(["a", 128, 0.5], ["a", 256, 0.75], ["b", 128, 0.75], ["b", 1024, 0.25]);

test("at_least and at_most look at every cell and name those that are off", async () => {
  expect(await verdict("at_least", { score: two, metric: "f1", value: 0.25 })).toEqual([true]);
  expect(await verdict("at_least", { score: two, metric: "f1", value: 0.5 })).toEqual([
    false,
    "f1 is 0.25 at arm = b, len = 1024, not at least 0.5",
  ]);
  expect(await verdict("at_most", { score: two, metric: "f1", value: 0.7 })).toEqual([
    false,
    "f1 is 0.75 at arm = a, len = 256, not at most 0.7",
    "f1 is 0.75 at arm = b, len = 128, not at most 0.7",
  ]);
  expect(await failure(verdict("at_least", { score: two, metric: "em", value: 0 }))).toMatch(/^E201/);
});

test("monotone follows the axis by number, one line per other axis", async () => {
  const args = { score: two, metric: "f1", along: "len" };
  expect(await verdict("monotone", args)).toEqual([
    false,
    "f1 is 0.75 at arm = b, len = 128 and 0.25 at arm = b, len = 1024",
  ]);
  const rising = cells(["a", 1024, 0.5], ["a", 128, 0.25], ["a", 256, 0.25]);
  expect(await verdict("monotone", { ...args, score: rising })).toEqual([true]);
  expect((await verdict("monotone", { ...args, score: rising, direction: "falling" }))[0]).toBe(false);
  expect(await failure(verdict("monotone", { ...args, along: "k" }))).toMatch(/^E302/);
  const whole = verdict("monotone", { ...args, score: { ...two, by: [] } });
  await expect(whole).rejects.toMatchObject({ hint: "it has no axes; its 'by' names them" });
});

test("equivalent compares row by row, numbers within a tolerance", async () => {
  const a = table({ id: 1, v: 0.5, out: "x", deep: { k: [1, 2] } });
  const b = table({ id: 1, v: 0.5000001, out: "x", deep: { k: [1, 2] } });
  expect(await verdict("equivalent", { a, b, tol: 1e-5 })).toEqual([true]);
  expect(await verdict("equivalent", { a, b })).toEqual([
    false,
    "equivalent: row 1 differs in 'v': 0.5 and 0.5000001",
  ]);
  const c = table({ id: 1, v: 0.5, out: "y", deep: { k: [1, 3] } });
  expect((await verdict("equivalent", { a, b: c }))[0]).toBe(false);
  expect(await verdict("equivalent", { a, b: table({ id: 1 }, { id: 2 }) })).toEqual([
    false,
    "equivalent: 1 row and 2 rows",
  ]);
});

test("what a call took does not make two runs different", async () => {
  const run = (ms: number) => ({
    ...{ kind: "run" as const, name: "r", axes: [], id: "id", made: ["output"], failed: 0, notes: [] },
    table: table({ id: 1, output: "x", ms, usage: { prompt: ms, output: 1 } }),
  });
  expect(await verdict("equivalent", { a: run(1), b: run(2) })).toEqual([true]);
});
