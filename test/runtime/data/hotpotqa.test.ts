// HotpotQA: both layouts give the same rows, and the published sample has the counts it should have.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readHotpot } from "../../../runtime/data/hotpotqa.ts";
import { segment } from "../../../runtime/text/segment.ts";
import type { Passage } from "../../../runtime/value.ts";
import { shared } from "../../shared.ts";
import { failure, plain } from "../call.ts";

const file = (value: unknown) => ({
  path: "h.json",
  bytes: new TextEncoder().encode(JSON.stringify(value)),
  digest: "",
});
const none = () => undefined;
const item = { question: "Where?", answer: "There", type: "bridge", level: "hard" };
const original = {
  ...item,
  _id: "5a",
  context: [
    ["A", ["One.", " Two."]],
    ["B", ["Three."]],
  ],
  supporting_facts: [["A", 1]],
};
const columns = {
  ...item,
  id: "5a",
  context: { title: ["A", "B"], sentences: [["One.", " Two."], ["Three."]] },
  supporting_facts: { title: ["A"], sent_id: [1] },
};

test("both layouts give the same row", () => {
  const [row] = plain(readHotpot(file([original]), none));
  expect(row).toEqual({
    ...item,
    id: "5a",
    text: "One. Two.\n\nThree.",
    gold: ["Two."],
    paragraphs: [
      { kind: "passage", id: "0", text: "One. Two.", source: 0, title: "A" },
      { kind: "passage", id: "1", text: "Three.", source: 1, title: "B" },
    ],
    sentences: [
      { kind: "passage", id: "0.0", text: "One.", source: 0, title: "A" },
      { kind: "passage", id: "0.1", text: "Two.", source: 1, title: "A" },
      { kind: "passage", id: "1.0", text: "Three.", source: 2, title: "B" },
    ],
  });
  expect(plain(readHotpot(file([columns]), none))).toEqual([row]);
});

test("a fact that points nowhere is counted, an item that is none is refused", async () => {
  const notes: string[] = [];
  const [row] = plain(
    readHotpot(
      file([
        {
          ...original,
          supporting_facts: [
            ["A", 9],
            ["C", 0],
          ],
        },
      ]),
      (text) => notes.push(text),
    ),
  );
  expect(row?.["gold"]).toEqual([]);
  expect(notes).toHaveLength(2);
  const wrong = async () => readHotpot(file([original, { question: 1 }]), none);
  expect(await failure(wrong())).toBe("E112: 'h.json' item 2 is not a HotpotQA item");
});

const path = shared("data/nakulbh__Meve-framework/data/hotpot_dev_distractor_v1.json");
test.skipIf(!path)("the sample of 100: 992 paragraphs, 243 supporting facts, every one found", () => {
  const notes: string[] = [];
  const bytes = readFileSync(path ?? "");
  const items = plain(readHotpot({ path: "h", bytes, digest: "" }, (text) => notes.push(text)));
  const total = (column: string) =>
    items.reduce((sum, row) => sum + (row[column] as readonly unknown[]).length, 0);
  expect([items.length, total("paragraphs"), total("gold")]).toEqual([100, 992, 243]);
  expect(items.filter((row) => row["type"] === "bridge")).toHaveLength(79);
  expect(items.filter((row) => row["answer"] === "yes" || row["answer"] === "no")).toHaveLength(12);
  expect(notes).toEqual([]);
  for (const row of items) {
    const sentences = (row["sentences"] as readonly Passage[]).map((sentence) => sentence.text);
    for (const gold of row["gold"] as readonly string[]) {
      expect(sentences).toContain(gold);
      expect(row["text"]).toContain(gold);
    }
  }
});

test.skipIf(!path)(
  "its sentences are found again by rule: no text is lost, nine of ten boundaries agree",
  () => {
    const items = plain(readHotpot({ path: "h", bytes: readFileSync(path ?? ""), digest: "" }, none));
    let [hit, found, given] = [0, 0, 0];
    for (const row of items)
      for (const { id, text } of row["paragraphs"] as readonly Passage[]) {
        const spans = segment(text);
        expect(
          spans
            .map(({ start, end }) => text.slice(start, end))
            .join("")
            .replace(/\s/gu, ""),
        ).toBe(text.replace(/\s/gu, ""));
        const mine = new Set(spans.map(({ start, end }) => text.slice(start, end)));
        const theirs = (row["sentences"] as readonly Passage[]).filter((sentence) =>
          sentence.id.startsWith(`${id}.`),
        );
        hit += theirs.filter((sentence) => mine.has(sentence.text)).length;
        found += mine.size;
        given += theirs.length;
      }
    console.log(
      `sentences: precision ${(hit / found).toFixed(3)}, recall ${(hit / given).toFixed(3)} of ${given}`,
    );
    expect(hit / found).toBeGreaterThan(0.9);
    expect(hit / given).toBeGreaterThan(0.9);
  },
);
