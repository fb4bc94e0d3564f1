// Reads the files of trec_eval: runs, what a system found for each query, and qrels, what was judged.
import type { Fields } from "../../dsl/types/types.ts";
import * as types from "../../dsl/types/types.ts";
import type { FileBytes } from "../files.ts";
import { readFile } from "../hub/bring.ts";
import { trecOrder } from "../metric/rank/ranking.ts";
import { choice, doc, int, maybe, operator, opt, type Reach, text } from "../operator.ts";
import { dataError } from "../problem.ts";
import { paced } from "../progress.ts";
import { ranged } from "../ranged.ts";
import { fromRows, type Table } from "../table.ts";
import { bare, type Row } from "../value.ts";
import { lineWithin, nameable } from "./bounds.ts";
import { decode } from "./decode.ts";
import { linesIn, linesOf } from "./lines.ts";
import { NUM } from "./types.ts";

/** What every run has, and all qrels; known without reading the file. */
export const runColumns: Fields = {
  id: { kind: "id" },
  ranking: types.list(types.text),
  scores: types.list(types.num),
};
export const qrelsColumns: Fields = { id: { kind: "id" }, relevant: types.keyed(types.num) };

type Paced = Pick<Reach, "count" | "note">;
interface Kept {
  readonly depth: number | null;
  readonly same_id: "keep" | "drop";
}

/**
 * `trec_run(path, depth, same_id)`: a row per query, `{id, ranking, scores}`, ranked as trec_eval does: by score, equal ones from the
 * last id to the first; the column of ranks counts for nothing. Lines are `query Q0 document rank score run`; words behind that,
 * blank lines and lines that begin with # are passed over. `depth` is trec_eval's -M, `same_id: "drop"` is BEIR's rule.
 * Errors: E110, E111, E112 (a broken line, a document twice for a query), E113 (no line), E130, E210.
 */
export const trecRun = operator({
  name: "trec_run",
  family: "read",
  doc: "what a system found, from a run file of trec_eval: a row per query, ranked",
  params: {
    path: doc("six columns: query, Q0, document, rank, score, name of the run", text),
    depth: doc("only so many documents of each query", maybe(ranged(int, { least: 1 }))),
    same_id: doc(
      "what becomes of a document whose id is the query's: BEIR leaves it out",
      opt(choice("keep", "drop"), "keep"),
    ),
  },
  returns: { kind: "rule", rule: "file" },
  effect: "reads",
  run: async ({ path, ...kept }, reach) => readRun(await readFile(path, reach), kept, reach),
});

/**
 * `trec_qrels(path)`: a row per query, `{id, relevant}`, with the grade of each document that was judged. Lines are
 * `query 0 document grade`. Errors: E110, E111, E112 (a broken line, a document twice for a query), E113 (no line), E130, E210.
 */
export const trecQrels = operator({
  name: "trec_qrels",
  family: "read",
  doc: "what was judged, from a qrels file of trec_eval: a row per query, with the grades of its documents",
  params: { path: doc("four columns: query, 0, document, grade", text) },
  returns: { kind: "rule", rule: "file" },
  effect: "reads",
  run: async ({ path }, reach) => readQrels(await readFile(path, reach), reach),
});

export async function readRun(file: FileBytes, { depth, same_id }: Kept, reach: Paced): Promise<Table> {
  const rows: Row[] = [];
  for (const [id, scored] of await byQuery(file, RUN, reach)) {
    if (same_id === "drop" && scored.delete(id))
      reach.note("trec_run: documents whose id is the query's left out");
    const all = trecOrder([...scored]);
    const ranking = depth === null ? all : all.slice(0, depth);
    rows.push({ id, ranking, scores: ranking.map((found) => scored.get(found) ?? null) });
  }
  return fromRows(rows);
}

export async function readQrels(file: FileBytes, reach: Paced): Promise<Table> {
  const queries = await byQuery(file, QRELS, reach);
  return fromRows([...queries].map(([id, grades]) => ({ id, relevant: bare(grades) })));
}

/** How lines are made. */
interface Form {
  readonly words: string;
  /** Whether more words may follow. */
  readonly more: boolean;
  /** Which word is the number, and what it must look like. */
  readonly at: number;
  readonly is: RegExp;
  readonly what: string;
}
const RUN: Form = { words: "query Q0 document rank score run", more: true, at: 4, is: NUM, what: "a score" };
const QRELS: Form = {
  words: "query 0 document grade",
  more: false,
  at: 3,
  is: /^[+-]?\d{1,9}$/,
  what: "a whole number for a grade",
};

/** Query -> document -> number, in the order of the file. */
async function byQuery(
  file: FileBytes,
  form: Form,
  reach: Paced,
): Promise<ReadonlyMap<string, Map<string, number>>> {
  const { path } = file;
  const read = decode(file);
  const queries = new Map<string, Map<string, number>>();
  for await (const [at, line] of paced(linesOf(read), linesIn(read, path), reach)) {
    const found = fields(line, form, path, at + 1);
    if (!found) continue;
    const [query, document, number] = found;
    const documents = queries.get(query) ?? new Map<string, number>();
    queries.set(query, documents);
    if (documents.has(document))
      throw dataError(
        "E112",
        `'${path}' line ${at + 1}: document '${document}' stands twice for query '${query}'`,
        "each document has one line for a query",
      );
    documents.set(document, number);
  }
  if (queries.size > 0) return queries;
  throw dataError("E113", `'${path}' has no lines`, `each line is: ${form.words}`);
}

/** Null for a line that says nothing. Errors: E112, E210. */
function fields(
  line: string,
  { words, more, at, is, what }: Form,
  path: string,
  nth: number,
): readonly [query: string, document: string, number: number] | null {
  lineWithin(line.length, path, nth);
  if (line.startsWith("#")) return null;
  const found = line.split(/[ \t\v\f\r]+/).filter((word) => word !== "");
  if (found.length === 0) return null;
  const wanted = words.split(" ").length;
  if (found.length < wanted || (found.length > wanted && !more))
    throw dataError(
      "E112",
      `'${path}' line ${nth} has ${found.length} words, not ${wanted}`,
      `each line is: ${words}`,
    );
  const [query = "", , document = ""] = found;
  const number = found[at] ?? "";
  if (!is.test(number) || !Number.isFinite(Number(number)))
    throw dataError("E112", `'${path}' line ${nth}: '${number}' is not ${what}`, `each line is: ${words}`);
  nameable(document);
  return [query, document, Number(number)];
}
