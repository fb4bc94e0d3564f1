// Files of trec_eval: what they say, what is broken in them, and runs beside their judgments.
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../../../bin/build.mjs";
import { columnFact } from "../../../runtime/data/columns.ts";
import { trecQrels, trecRun } from "../../../runtime/data/trec.ts";
import { answering } from "../../../runtime/facts.ts";
import { nodeFiles } from "../../../runtime/files-node.ts";
import type { Files } from "../../../runtime/files.ts";
import type { Runner } from "../../../runtime/model/index.ts";
import type { Operator } from "../../../runtime/operator.ts";
import { prepare } from "../../../runtime/prepare.ts";
import type { Value } from "../../../runtime/value.ts";
import { judged } from "../../../runtime/verbs/judged.ts";
import { call, failure, plain, reach, table } from "../call.ts";

const holding = (text: string): Files => ({
  ...reach().files,
  read: (path) => Promise.resolve({ path, bytes: new TextEncoder().encode(text), digest: "" }),
});
const read = (operator: Operator, text: string, args: { [name: string]: Value } = {}, noted = reach()) =>
  call(operator, { path: "x", ...args }, { files: holding(text), note: noted.note });
const rows = async (...args: Parameters<typeof read>) => plain(await read(...args));

const run = `2 Q0 d1 1 0.5 mine with more words
1\tQ0\td1\t9\t0.25\tmine

# a remark
1 Q0 d9 2 1e1 mine\r
1 Q0 1 3 0.25 mine
`;

test("trec_run: ranked by score, whatever the ranks say, equal scores from the last id", async () => {
  expect(await rows(trecRun, run)).toEqual([
    { id: "2", ranking: ["d1"], scores: [0.5] },
    { id: "1", ranking: ["d9", "d1", "1"], scores: [10, 0.25, 0.25] },
  ]);
});

test("trec_run: no more than depth, and without the query itself", async () => {
  const noted = reach();
  expect(await rows(trecRun, run, { depth: 2 })).toMatchObject([{}, { ranking: ["d9", "d1"] }]);
  expect(await rows(trecRun, run, { same_id: "drop" }, noted)).toMatchObject([
    { ranking: ["d1"] },
    { ranking: ["d9", "d1"] },
  ]);
  expect([...noted.notes]).toEqual([["trec_run: documents whose id is the query's left out", 1]]);
});

test("trec_qrels: grades by document", async () => {
  expect(await rows(trecQrels, "1 0 a 2\n1 0 b -1\n2 0 a 0\n")).toEqual([
    { id: "1", relevant: { a: 2, b: -1 } },
    { id: "2", relevant: { a: 0 } },
  ]);
});

test.each([
  [trecRun, "1 Q0 a 1 0.5\n", "E112: 'x' line 1 has 5 words, not 6"],
  [trecRun, "1 Q0 a 1 0.5 r\n1 Q0 b 1 nan r\n", "E112: 'x' line 2: 'nan' is not a score"],
  [trecRun, "1 Q0 a 1 1e999 r\n", "E112: 'x' line 1: '1e999' is not a score"],
  [
    trecRun,
    "1 Q0 a 1 1 r\n2 Q0 a 1 1 r\n1 Q0 a 2 1 r\n",
    "E112: 'x' line 3: document 'a' stands twice for query '1'",
  ],
  [trecRun, "1 Q0 __proto__ 1 1 r\n", "E210: '__proto__' cannot be a column or key"],
  [trecRun, "\n# nothing\n", "E113: 'x' has no lines"],
  [trecQrels, "1 0 a 1\n1 0 a 1\n", "E112: 'x' line 2: document 'a' stands twice for query '1'"],
  [trecQrels, "1 0 a 0.5\n", "E112: 'x' line 1: '0.5' is not a whole number for a grade"],
  [trecQrels, "1 0 a 1 more\n", "E112: 'x' line 1 has 5 words, not 4"],
  [trecQrels, "query-id\tcorpus-id\tscore\n", "E112: 'x' line 1 has 3 words, not 4"],
])("%#: what is broken is named", async (operator, text, message) => {
  expect(await failure(read(operator, text))).toBe(message);
});

test("a line that is too long is named", async () => {
  expect(await failure(read(trecRun, `1 Q0 a 1 1 r\n${"x".repeat(16_000_001)}`))).toMatch(
    /^E112: 'x': line 2 has more than/,
  );
});

test("columns are known before the file is read", async () => {
  const fact = await columnFact("trec_run", { path: "x" }, holding(run));
  expect(fact).toEqual({
    columns: {
      id: { kind: "id" },
      ranking: { kind: "list", of: { kind: "text" } },
      scores: { kind: "list", of: { kind: "num" } },
    },
  });
  expect(await columnFact("trec_qrels", { path: "x" }, holding("1 0 a 1"))).toHaveProperty(
    "columns.relevant",
  );
});

test("what is wrong with a program over them is told before it runs", async () => {
  const said = async (text: string) => {
    const files = nodeFiles({ folder: join(root, "test/corpus"), env: {} });
    const cells = [{ id: "c", label: "c", text }];
    const { diagnostics } = await prepare({ cells }, answering(files, {} as Runner));
    return diagnostics.map(({ code, message }) => `${code} ${message}`);
  };
  const qrels = 'trec_qrels("data/search.qrels")';
  // which documents there are is data
  expect(await said(`data q = ${qrels} |> derive(grade: .relevant.d03 > 0)`)).toEqual([]);
  expect(
    await said(`let q = trec_run("data/search.run") |> judged(${qrels}) |> where(len(.ranking) > 2)`),
  ).toEqual([]);
  expect(await said(`let q = ${qrels} |> judged(${qrels})`)).toEqual([
    expect.stringMatching(
      /^E203 'judged' takes run: .*ranking.* but got Table<{id: Id, relevant: {…: Num}}>/,
    ),
  ]);
});

const ids = (all: readonly string[]) => table(...all.map((id) => ({ id, ranking: ["a"] })));
const qrels = (all: readonly string[]) => table(...all.map((id) => ({ id, relevant: ["a"] })));
async function together(
  run: readonly string[],
  judgments: readonly string[],
  how: { [name: string]: Value } = {},
) {
  const noted = reach();
  const made = plain(
    await call(judged, { run: ids(run), with: qrels(judgments), ...how }, { note: noted.note }),
  );
  return { rows: made, notes: [...noted.notes] };
}

test("judged: queries of both, what one side lacks is counted", async () => {
  expect(await together(["1", "2", "3", "9"], ["3", "2", "1", "4", "5"])).toEqual({
    rows: ["1", "2", "3"].map((id) => ({ id, ranking: ["a"], relevant: ["a"] })),
    notes: [
      ["judged: queries of the run that nobody judged left out", 1],
      ['judged: queries that the run lacks left out; on_missing: "zero" counts them as 0', 2],
    ],
  });
  const { rows: all, notes } = await together(["1"], ["1", "4"], { on_missing: "zero" });
  expect(all[1]).toEqual({ id: "4", ranking: [], relevant: ["a"] });
  expect(notes).toEqual([["judged: queries that the run lacks count as 0", 1]]);
});

test("judged: ids that hardly meet are told, ids that never meet are an error", async () => {
  // as with Cranfield, whose qrels count queries by position and whose queries have numbers with gaps
  const { notes } = await together(["1", "2", "4", "8", "9"], ["1", "2", "3", "4", "5"]);
  expect(notes[0]).toEqual([
    "judged: only 3 of 5 query ids of the run are among the judged ones; the run has 1, 2, 4 …, the judgments 1, 2, 3 …: are they counted by position?",
    1,
  ]);
  expect(await failure(together(["301", "302"], ["1", "2"]))).toBe(
    "E303: no query id of the run is among the judged ones",
  );
});

test("judged: rankings that meet nothing that was judged are counted, once", async () => {
  const noted = reach();
  const run = table({ id: "1", ranking: ["x"] }, { id: "2", ranking: [] }, { id: "3", ranking: null });
  const made = await call(judged, { run, with: qrels(["1", "2", "3"]) }, { note: noted.note });
  expect([...noted.notes]).toEqual([["judged: rankings none of whose documents were judged", 1]]);
  // no ranking is no value, and not an empty one
  expect(plain(made)[2]).toEqual({ id: "3", ranking: null, relevant: ["a"] });
});

test("judged: a query with two rows, or none that it could be told by", async () => {
  expect(await failure(together(["1", "1"], ["1"]))).toBe(
    "E303: the query '1' has two rows with a column 'ranking'",
  );
  const nameless = table({ id: null, ranking: ["a"] });
  expect(await failure(call(judged, { run: nameless, with: qrels(["1"]) }))).toBe(
    "E303: row 1 has no item id in column 'id'",
  );
  const odd = table({ id: "1", ranking: "a b" });
  expect(await failure(call(judged, { run: odd, with: qrels(["1"]) }))).toBe(
    `E203: 'judged' takes .ranking: (Text | Int)[] | Passage[] | {…: Num}, but row 1 has "a b"`,
  );
  expect(await failure(call(judged, { run: qrels(["1"]), with: qrels(["1"]) }))).toMatch(/^E201.*'ranking'/);
});
