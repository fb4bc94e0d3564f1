// QMSum: meetings as texts, topics as ranges of their sentences; the published set has the counts it should have.
import { expect, test } from "vitest";
import { readQmsum } from "../../../runtime/data/qmsum.ts";
import { dataset } from "../../../runtime/data/dataset.ts";
import { nodeFiles } from "../../../runtime/files-node.ts";
import { sentencesOf } from "../../../runtime/text/sentences.ts";
import type { Table } from "../../../runtime/value.ts";
import { shared } from "../../shared.ts";
import { plain, reach } from "../call.ts";

const file = (...meetings: unknown[]) => ({
  path: "m.jsonl",
  bytes: new TextEncoder().encode(meetings.map((one) => JSON.stringify(one)).join("\n")),
  digest: "",
});
const said = (...turns: string[]) => turns.map((content) => ({ speaker: "A", content }));
const topic = (name: string, ...spans: (readonly [string, string])[]) => ({
  topic: name,
  relevant_text_span: spans,
});

test("spans of turns become ranges of sentences, in the order of the text", () => {
  const seen = reach();
  const table = readQmsum(
    file({
      meeting_transcripts: said("One. Two.", "Three.", " ", "Four. Five. Six."),
      topic_list: [topic("late", ["3", "3"]), topic("early", ["0", "1"], ["2", "2"])],
    }),
    seen.note,
  );
  expect(plain(table)).toEqual([
    {
      id: "0",
      text: "One. Two.\n\nThree.\n\n \n\nFour. Five. Six.",
      sentences: 6,
      topics: ["early", "late"],
      gold: [
        [1, 3],
        [4, 6],
      ],
    },
  ]);
  expect([...seen.notes]).toEqual([["qmsum: spans of turns without a sentence, left out", 1]]);
});

test.each([
  [{ turns: [] }, "no meeting of QMSum"],
  [
    { meeting_transcripts: said("One."), topic_list: [topic("a", ["0", "1"])] },
    'a span of \'a\' is ["0","1"], of 1 turns',
  ],
  [{ meeting_transcripts: said("One."), topic_list: [{ topic: "a" }] }, "a topic without name or spans"],
])("what is no meeting is named: %j", (meeting, words) => {
  expect(() => readQmsum(file(meeting), () => undefined)).toThrow(words);
});

const data = shared("data");
test.skipIf(!data)("the validation set: 35 meetings, 164 spans, none beyond its text", async () => {
  const files = nodeFiles({ folder: ".", env: { STRUX_DATA: data } });
  const table = (await dataset.run({ name: "qmsum-val" }, { ...reach(), files })) as Table;
  const rows = plain(table) as unknown as { text: string; sentences: number; gold: number[][] }[];
  expect(rows).toHaveLength(35);
  expect(rows.reduce((sum, { gold }) => sum + gold.length, 0)).toBe(164);
  for (const { text, sentences, gold } of rows) {
    expect(sentences).toBe(sentencesOf(text).length);
    for (const [from = 0, to = 0] of gold) expect(1 <= from && from <= to && to <= sentences).toBe(true);
  }
});
