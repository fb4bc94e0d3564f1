// Slots beside seqeval, whose values slots.py wrote, and by hand.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { slot_report } from "../../../runtime/assess/slots.ts";
import { slotF1 } from "../../../runtime/metric/slot-f1.ts";
import { readTag, spansOf } from "../../../runtime/metric/spans.ts";
import type { Row, Value } from "../../../runtime/value.ts";
import { call, failure, plain, reach, table } from "../call.ts";

interface Text {
  readonly tags: readonly string[];
  readonly gold: readonly string[];
  readonly spans: readonly (readonly [type: string, from: number, to: number])[];
}
const { texts, report } = JSON.parse(readFileSync(new URL("slots.json", import.meta.url), "utf8")) as {
  readonly texts: readonly Text[];
  readonly report: { readonly [type: string]: readonly [number, number, number, number] };
};
const spans = (tags: readonly string[]) =>
  spansOf(tags.map((tag) => readTag(tag)!)).map(({ type, from, to }) => [type, from, to]);
const of =
  (name: string) =>
  async (row: Row): Promise<Value> =>
    row[name] ?? null;
const told = async (rows: readonly Row[], more = {}, there = reach()) =>
  plain(
    await call(slot_report, { rows: table(...rows), tags: of("tags"), gold: of("gold"), ...more }, there),
  );

test("tags of any scheme, and of none, mark the spans that seqeval reads", () => {
  for (const { tags, spans: right } of texts) expect(spans(tags)).toEqual(right);
});

test("a report over all texts is seqeval's", async () => {
  const rows = await told(texts.map(({ tags, gold }) => ({ tags, gold })));
  expect(rows).toHaveLength(Object.keys(report).length);
  for (const { type, precision, recall, f1, support } of rows) {
    const [p, r, f, n] = report[String(type)]!;
    expect([precision, recall, f1, support]).toEqual([
      ...[p, r, f].map((one) => expect.closeTo(one, 12) as unknown),
      n,
    ]);
  }
});

test("IOB1 and IOB2 mark the same spans", () => {
  expect(spans(["I-PER", "I-PER", "B-PER", "O", "I-LOC"])).toEqual(
    spans(["B-PER", "I-PER", "B-PER", "O", "B-LOC"]),
  );
  expect(spans(["B-PER", "I-LOC"])).toEqual([
    ["PER", 0, 1],
    ["LOC", 1, 2],
  ]);
});

test("one text: place and type must be right; tags may be a text", async () => {
  const f1 = (tags: Value, gold: Value, more = {}) => call(slotF1, { tags, gold, ...more });
  expect(await f1("B-PER I-PER O B-LOC", ["B-PER", "I-PER", "O", "B-ORG"])).toBe(0.5);
  expect(await f1("B-PER O O O", "B-PER O B-LOC O", { of: "precision" })).toBe(1);
  expect(await f1("B-PER O O O", "B-PER O B-LOC O", { of: "recall" })).toBe(0.5);
  expect(await f1("O O", "O O")).toBe(1);
  expect(await f1("O O", "O B-PER")).toBe(0);
  expect(await f1([], [])).toBe(1);
});

test("what a model writes may be no tags: an error, or O and counted", async () => {
  const given = { tags: "B-PER PER", gold: "B-PER O O" };
  expect(await failure(call(slotF1, given))).toContain(`E204: 'slot_f1' takes tags, got "PER"`);
  expect(await failure(call(slotF1, { ...given, tags: "B-PER" }))).toContain(
    "E204: 'slot_f1' has 1 tags for 3",
  );
  expect(await failure(call(slotF1, { tags: "O", gold: "X", on_invalid: "outside" }))).toContain("E204");
  const there = reach();
  expect(await call(slotF1, { ...given, on_invalid: "outside" }, there)).toBe(1);
  expect([...there.notes.keys()]).toEqual([
    "slot_f1: tags that are none, taken for O",
    "slot_f1: texts with more or fewer tags than they should have",
  ]);
});

test("rows without tags are counted, values that are none are refused", async () => {
  const there = reach();
  const rows = await told(
    [
      { tags: "B-x", gold: "B-x" },
      { tags: null, gold: "B-x" },
    ],
    {},
    there,
  );
  expect(rows.find(({ type }) => type === "micro")).toEqual({
    type: "micro",
    precision: 1,
    recall: 1,
    f1: 1,
    support: 1,
  });
  expect([...there.notes.keys()].join()).toContain("1 row without a value left out");
  expect(await failure(told([{ tags: 3, gold: "O" }]))).toContain("E204: 'slot_report' takes tags");
});
