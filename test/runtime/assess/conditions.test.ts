// Figures of many rows: abstaining, length, position, cost. Tables small enough to work out by hand.
import { expect, test } from "vitest";
import { abstention } from "../../../runtime/assess/abstention.ts";
import { score_per_1k } from "../../../runtime/assess/cost.ts";
import { effective_length } from "../../../runtime/assess/effective-length.ts";
import { middle_loss } from "../../../runtime/assess/middle-loss.ts";
import type { Operator } from "../../../runtime/operator.ts";
import type { Row, Value } from "../../../runtime/value.ts";
import { call, failure, reach, table } from "../call.ts";

const column =
  (name: string) =>
  async (row: Row): Promise<Value> =>
    row[name] ?? null;
const of = (operator: Operator, names: readonly string[], rows: readonly Row[], more = {}, there = reach()) =>
  call(
    operator,
    { rows: table(...rows), ...Object.fromEntries(names.map((name) => [name, column(name)])), ...more },
    there,
  );

const abstained = (rows: readonly (readonly [Value, Value, Value])[], there = reach()) =>
  of(
    abstention,
    ["abstained", "unanswerable", "score"],
    rows.map(([silent, none, score]) => ({ abstained: silent, unanswerable: none, score })),
    {},
    there,
  );

test("abstention: how much is answered and how well; abstaining where there is no answer", async () => {
  const rows = [
    [0, 0, 1],
    [0, 0, 0.5],
    [0, 1, 0],
    [1, 1, 1],
    [true, false, 0],
  ] as const;
  expect(await abstained(rows)).toEqual({
    answered: 0.6,
    score_answered: 0.5,
    precision: 0.5,
    recall: 0.5,
    f1: 0.5,
    n: 5,
  });
});

test("abstention: figures without anything to divide by are null, rows without a value counted, strange ones refused", async () => {
  expect(await abstained([[1, 0, 0]])).toEqual({
    answered: 0,
    score_answered: null,
    precision: 0,
    recall: null,
    f1: 0,
    n: 1,
  });
  expect(await abstained([[0, 0, 1]])).toEqual({
    answered: 1,
    score_answered: 1,
    precision: null,
    recall: null,
    f1: null,
    n: 1,
  });
  const there = reach();
  expect(
    await abstained(
      [
        [0, 0, 1],
        [0, 0, null],
      ],
      there,
    ),
  ).toMatchObject({ n: 1 });
  expect([...there.notes.keys()].join()).toContain("abstention: 1 row without a value left out");
  expect(await failure(abstained([[0.5, 0, 1]]))).toContain("E204: 'abstention' takes verdicts");
  expect(await failure(abstained([[0, 0, NaN]]))).toContain("E204: 'abstention' takes numbers");
  expect(await failure(abstained([[null, null, null]]))).toContain("E113");
});

const scores = (...all: readonly (readonly [place: Value, score: Value])[]): Row[] =>
  all.map(([place, score]) => ({ length: place, position: place, score }));

test("effective_length: the longest of which no shorter one falls below", async () => {
  const rows = scores([4, 1], [4, 0.5], [8, 1], [16, 0.5], [32, 1]);
  const length = (at_least: number) => of(effective_length, ["length", "score"], rows, { at_least });
  expect(await length(0.75)).toEqual({ length: 8, below: 16, longest: 32, at_least: 0.75, levels: 4, n: 5 });
  expect(await length(0.5)).toMatchObject({ length: 32, below: null });
  expect(await length(0.8)).toMatchObject({ length: null, below: 4 });
  expect(await failure(of(effective_length, ["length", "score"], scores(["long", 1])))).toContain("E204");
  expect(await failure(of(effective_length, ["length", "score"], []))).toContain("E113");
});

test("middle_loss: the mean of both ends less the middle, each position once", async () => {
  const rows = scores([0, 1], [0, 0.8], [50, 0.4], [50, 0.2], [50, 0.6], [25, 0.6], [100, 0.7]);
  const found = await of(middle_loss, ["position", "score"], rows, { resamples: 200 });
  expect(found).toMatchObject({ first: 0.9, middle: 0.5, last: 0.7, n: 7 });
  expect(found).toMatchObject({ loss: expect.closeTo(0.3, 12) as number });
  const { lo, hi } = found as { lo: number; hi: number };
  expect(lo).toBeLessThan(0.3);
  expect(hi).toBeGreaterThan(0.3);
});

test("middle_loss: an end reaches as far as said; positions with one row are counted", async () => {
  const rows = scores([0, 1], [1, 0.5], [2, 0], [3, 0], [4, 0.5]);
  const there = reach();
  const how = { edge: 0.25, resamples: 200 };
  expect(await of(middle_loss, ["position", "score"], rows, how, there)).toMatchObject({
    first: 0.75,
    middle: 0,
    last: 0.25,
  });
  expect([...there.notes.keys()].join()).toContain("middle_loss: positions with one row");
  const none = of(middle_loss, ["position", "score"], scores([0, 1], [1, 1]));
  expect(await failure(none)).toContain("E113: 'middle_loss' cannot be computed: it needs positions");
  expect(await failure(of(middle_loss, ["position", "score"], rows, { edge: 0.5 }))).toContain(
    "E203: 'middle_loss' takes edge",
  );
  expect(await failure(of(middle_loss, ["position", "score"], scores([1, 1])))).toContain("E113");
});

test("score_per_1k: of all tokens together", async () => {
  const per = (...all: readonly (readonly [score: Value, tokens: Value])[]) =>
    of(
      score_per_1k,
      ["score", "tokens"],
      all.map(([score, tokens]) => ({ score, tokens })),
      { resamples: 200 },
    );
  const found = await per([1, 100], [0, 300]);
  expect(found).toMatchObject({ value: 2.5, score: 0.5, tokens: 400, n: 2 });
  expect(await failure(per([1, 0]))).toContain(
    "E113: 'score_per_1k' cannot be computed: the rows have no tokens",
  );
  expect(await failure(per([1, -1]))).toContain("E204: 'score_per_1k' takes numbers of tokens");
  expect(await failure(per([1, "many"]))).toContain("E204");
});
