// Runs without a model: every row, every combination, in order; each call once per combination of the axes it mentions.
import { expect, test } from "vitest";
import { bool as boolType, int as intType, text as textType } from "../../dsl/types/types.ts";
import { int, operator, text } from "../../runtime/operator.ts";
import { ran } from "./program.ts";

/** Counts its calls by name and gives its text back. */
function counted() {
  const calls = new Map<string, number>();
  const count = operator({
    name: "counted",
    family: "test",
    doc: "",
    params: { name: text, of: text },
    returns: textType,
    run: ({ name, of }) => {
      calls.set(name, (calls.get(name) ?? 0) + 1);
      return of;
    },
  });
  const cut = operator({
    name: "cut",
    family: "test",
    doc: "",
    params: { of: text, at: int },
    returns: textType,
    run: ({ of, at }) => {
      calls.set("cut", (calls.get("cut") ?? 0) + 1);
      return of.slice(0, at);
    },
  });
  return { calls, operators: [count, cut] };
}

const rows = 'data t = table([{ id: "p", q: "abcd" }, { id: "r", q: "efgh" }, { id: "s", q: "ijkl" }])';
const table = (lines: string | undefined): string[][] =>
  (lines ?? "")
    .split("\n")
    .filter((line) => /^(p|r|s|id) /.test(line.trim()))
    .map((line) => line.trim().split(/\s{2,}/));

test("rows come item by item, axes in the written order", async () => {
  const { shown, failed } = await ran(`${rows}
run r over t vary n in [1, 2] vary arm in { plain: .q, loud: .q + "!" } { step out = arm step size = n }
show r |> select(.id, .n, .arm, .out)`);
  expect(failed).toEqual([]);
  expect(table(shown.at(-1)).slice(0, 5)).toEqual([
    ["p", "1", "plain", "abcd"],
    ["p", "1", "loud", "abcd!"],
    ["p", "2", "plain", "abcd"],
    ["p", "2", "loud", "abcd!"],
    ["r", "1", "plain", "efgh"],
  ]);
  expect(table(shown.at(-1))).toHaveLength(12);
});

test("a call is made once per combination of the axes it mentions", async () => {
  const { calls, operators } = counted();
  const { failed } = await ran(
    `${rows}
run r over t
  vary n in [1, 2]
  vary k in [5, 6, 7]
{
  step all = counted("nothing", "x") + counted("row", .q) + counted("n", "x" |> cut(n)) + counted("row and n", .q |> cut(n))
  step later = counted("a column", .all)
  step last = k
}`,
    { operators },
  );
  expect(failed).toEqual([]);
  expect(Object.fromEntries(calls)).toEqual({
    nothing: 1,
    row: 3,
    n: 2,
    "row and n": 6,
    cut: 2 + 6,
    "a column": 18,
  });
});

test("an axis whose arms are computed is computed once per row and axis, for all others", async () => {
  const { calls, operators } = counted();
  const { failed, shown } = await ran(
    `${rows}
run r over t
  vary n in [1, 2]
  vary arm in { cut: .q |> cut(n), whole: counted("whole", .q) }
  vary again in [1, 2, 3]
{ step out = arm step copy = again }
show r |> where(.again == 3) |> select(.id, .n, .arm, .out)`,
    { operators },
  );
  expect(failed).toEqual([]);
  expect(Object.fromEntries(calls)).toEqual({ cut: 6, whole: 3 });
  expect(table(shown.at(-1)).slice(0, 4)).toEqual([
    ["p", "1", "cut", "a"],
    ["p", "1", "whole", "abcd"],
    ["p", "2", "cut", "ab"],
    ["p", "2", "whole", "abcd"],
  ]);
});

test("'when' leaves a step out, and the call is not made", async () => {
  const { calls, operators } = counted();
  const { shown, failed } = await ran(
    `${rows}
run r over t { step some = counted("some", .q) when .id == "r" }
show r |> select(.id, .some)`,
    { operators },
  );
  expect(failed).toEqual([]);
  expect(calls.get("some")).toBe(1);
  expect(table(shown.at(-1))).toEqual(
    [
      ["p", "null"],
      ["r", "efgh"],
      ["s", "null"],
    ].map(([id, some]) => [id, expect.stringMatching(some === "null" ? /^(null|)$|∅|—|-/ : "efgh")]),
  );
});

test("a list computed elsewhere can be an axis", async () => {
  const { shown } = await ran(
    `${rows}\nlet sizes = [1, 3]\nrun r over t vary n in sizes { step out = n * 10 }\nshow r |> select(.id, .n, .out)`,
  );
  expect(table(shown.at(-1)).slice(0, 2)).toEqual([
    ["p", "1", "10"],
    ["p", "3", "30"],
  ]);
});

test("a value that depends on no row is its own label, however it is written", async () => {
  const { shown, failed } = await ran(
    `${rows}\nlet n = 2\nrun r over t vary k in [-1, n * 2, 0.5] { step out = k }\nshow r |> select(.id, .k, .out)`,
  );
  expect(failed).toEqual([]);
  expect(table(shown.at(-1)).slice(0, 3)).toEqual([
    ["p", "-1", "-1"],
    ["p", "4", "4"],
    ["p", "0.5", "0.5"],
  ]);
});

test("a run over a run keeps its axes", async () => {
  const { shown, failed } = await ran(`${rows}
run first over t vary n in [1, 2] { step a = n }
run second over first vary k in [10, 20] { step b = .a + k }
score s of second by [n, k] { metric m = .b > 11 }
show s`);
  expect(failed).toEqual([]);
  expect(shown.at(-1)).toMatch(/^n +k +m +95 %/m);
});

test("above the limit a run refuses to start, and says how to raise it", async () => {
  const { failed } = await ran(`${rows}\nrun r over t vary n in [1, 2] { step a = n limit: 5 }`);
  expect(failed).toEqual(["E307 2:1 run 'r' has 6 cells (3 rows x n 2), above the limit of 5"]);
});

test("a run over nothing is an error, not an empty result", async () => {
  const { failed } = await ran(`${rows}\nrun r over t |> where(.id == "z") { step a = 1 }`);
  expect(failed).toEqual(["E113 2:1 the table this run goes over is empty"]);
});

test("cancelled: nothing more is computed", async () => {
  const stop = new AbortController();
  const halt = operator({
    name: "halt",
    family: "test",
    doc: "",
    params: {},
    returns: boolType,
    run: () => {
      stop.abort();
      return true;
    },
  });
  const after = operator({
    name: "after",
    family: "test",
    doc: "",
    params: { n: int },
    returns: intType,
    run: ({ n }) => n,
  });
  const { failed } = await ran(`${rows}\nrun r over t { step a = halt() step b = after(1) }\nshow 3`, {
    operators: [halt, after],
    deps: { signal: stop.signal },
  });
  expect(failed.map((line) => line.slice(0, 4))).toEqual(["E130"]);
});
