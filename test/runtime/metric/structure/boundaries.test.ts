// Pk, WindowDiff and F1 of boundaries beside nltk, segeval and scikit-learn (../segmentation.py wrote the values), and by hand.
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { boundaryF1 } from "../../../../runtime/metric/structure/boundary-f1.ts";
import { pk, windowDiff } from "../../../../runtime/metric/structure/windows.ts";
import { bare, type Value } from "../../../../runtime/value.ts";
import { shared } from "../../../shared.ts";
import { call, failure } from "../../call.ts";

interface Case {
  readonly segments: readonly number[];
  readonly gold: readonly number[];
  readonly k: number;
  readonly nltk: Both;
  readonly segeval: Both;
  readonly f: number;
  readonly precision: number;
  readonly recall: number;
}
interface Both {
  readonly pk: number;
  readonly window_diff: number;
}
interface Meeting {
  readonly topic_list: readonly { readonly relevant_text_span: readonly (readonly [string, string])[] }[];
  readonly meeting_transcripts: readonly unknown[];
}
const cases = JSON.parse(
  readFileSync(new URL("../segmentation.json", import.meta.url), "utf8"),
) as readonly Case[];
const near = (value: number): unknown => expect.closeTo(value, 12);

test.each(cases.map((one, nth) => [nth, one] as const))("segmentation %i", async (_, one) => {
  const { segments, gold, k } = one;
  const told = async (more: { readonly [name: string]: Value }): Promise<Value[]> => [
    await call(pk, { segments, gold, ...more }),
    await call(windowDiff, { segments, gold, ...more }),
  ];
  expect(await told({ k })).toEqual([near(one.nltk.pk), near(one.nltk.window_diff)]);
  expect(await told({})).toEqual([near(one.segeval.pk), near(one.segeval.window_diff)]);
  const none = segments.length + gold.length === 2;
  for (const of of ["f", "precision", "recall"] as const)
    // scikit-learn has no convention of its own for two sides without a boundary
    expect(await call(boundaryF1, { segments, gold, of })).toEqual(near(none ? 1 : one[of]));
});

test("within a tolerance each boundary counts for one", async () => {
  const f1 = (tolerance: number) =>
    call(boundaryF1, { segments: [4, 1, 5], gold: [5, 5], tolerance, of: "precision" });
  expect(await f1(0)).toBe(0.5);
  expect(await f1(1)).toBe(0.5);
  expect(await call(boundaryF1, { segments: [3, 4, 3], gold: [4, 4, 2], tolerance: 1 })).toBe(1);
});

const tree = (...ranges: readonly (readonly [number, number])[]): Value => ({
  kind: "tree",
  scope: "",
  aspects: ranges.map((range, at) => ({ name: `a${at}`, descriptions: [], range })),
});

test("a tree is cut where its aspects begin and end", async () => {
  expect(await call(boundaryF1, { segments: tree([1, 2], [3, 6]), gold: [2, 4] })).toBe(1);
  expect(await call(pk, { segments: tree([1, 6]), gold: tree([1, 3], [4, 6]) })).toBe(0.5);
});

test("between ranges, and where they share units, there are segments too", async () => {
  const same = (segments: Value, gold: Value, more = {}) => call(boundaryF1, { segments, gold, ...more });
  expect(
    await same(
      [
        [2, 3],
        [5, 6],
      ],
      [1, 2, 1, 2],
    ),
  ).toBe(1);
  expect(
    await same(
      [
        [1, 4],
        [3, 6],
      ],
      [2, 2, 2],
    ),
  ).toBe(1);
  // whoever comes back to a topic begins a segment, in whatever order the ranges are
  expect(
    await same(
      [
        [5, 6],
        [1, 2],
        [3, 4],
      ],
      [2, 2, 2],
    ),
  ).toBe(1);
  expect(await same([[1, 2]], [[1, 2]], { units: 5 })).toBe(1);
  expect(await same([[1, 2]], [[1, 5]])).toBe(0);
});

const meetings = shared("data/Yale-LILY__QMSum/data/ALL/jsonl/val.jsonl.gz");

test.skipIf(meetings === undefined)(
  "the topics of QMSum's 35 meetings, with gaps and returns, are ways to cut them",
  async () => {
    const lines = gunzipSync(readFileSync(meetings!))
      .toString("utf8")
      .split("\n")
      .filter((line) => line !== "");
    expect(lines).toHaveLength(35);
    for (const line of lines) {
      const { topic_list, meeting_transcripts } = JSON.parse(line) as Meeting;
      const gold = topic_list.flatMap(({ relevant_text_span: spans }) =>
        spans.map(([from, to]) => [Number(from) + 1, Number(to) + 1]),
      );
      const told = (segments: Value) =>
        Promise.all(
          [boundaryF1, pk, windowDiff].map((metric) =>
            call(metric, { segments, gold, units: meeting_transcripts.length }),
          ),
        );
      expect(await told(gold)).toEqual([1, 0, 0]);
      const [f1, ...errors] = (await told([meeting_transcripts.length])) as number[];
      expect(f1).toBe(0);
      for (const error of errors) expect(error).toBeGreaterThan(0);
    }
  },
);

test("a text of one unit has nothing to cut", async () => {
  expect(await call(pk, { segments: [1], gold: [1] })).toBe(0);
  expect(await call(windowDiff, { segments: [1], gold: [1] })).toBe(0);
  expect(await call(boundaryF1, { segments: [1], gold: [1] })).toBe(1);
});

test.each<readonly [Value, Value, { readonly [name: string]: Value }, string]>([
  [[2, 3], [2, 4], {}, "E204: 'pk' takes two ways to cut a text of 5 units, but one is of 6"],
  [[], [2], {}, "E204: 'pk' takes the lengths of segments, 1 or more each, got none"],
  [[2, 0], [2], {}, "E204: 'pk' takes the lengths of segments, 1 or more each, got 0"],
  [tree(), [5], {}, "E204: 'pk' takes ranges of a first and a last unit, from 1, got none"],
  [[[3, 1]], [5], {}, "E204: 'pk' takes ranges of a first and a last unit, from 1, got [3,1]"],
  [[[0, 1]], [5], {}, "got [0,1]"],
  [[[1, 2, 3]], [5], {}, "got [1,2,3]"],
  [[[1, 6]], [5], {}, "E204: 'pk' takes two ways to cut a text of 5 units, but one is of 6"],
  [[5], [5], { units: 6 }, "E204: 'pk' takes two ways to cut a text of 6 units, but one is of 5"],
  [[2, 3], [5], { k: 5 }, "E203: 'pk' takes k below the number of units, 5, but got 5"],
  [[2, 3], [5], { k: 0 }, "E203: 'pk' takes k"],
  [[2.5, 2.5], [5], {}, "E203: 'pk' takes segments"],
  [null, [5], {}, "E203: 'pk' takes segments"],
  [bare([["a", NaN]]), [5], {}, "E203: 'pk' takes segments"],
])("what cannot be: %j against %j", async (segments, gold, more, error) => {
  expect(await failure(call(pk, { segments, gold, ...more }))).toContain(error);
});
