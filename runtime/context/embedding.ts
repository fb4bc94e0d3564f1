// Passages and rows by their vectors: how an index scores, and rows in the order of how near they are to a text.
import { canonical } from "../../dsl/plan/plan.ts";
import {
  prefixParam,
  similarityParam,
  vectorParams,
  type Vectors,
  vectorsKey,
  vectorsOf,
} from "../encoder/vectors.ts";
import { doc, each, maybe, num, operator, type Reach, rowsOf, text } from "../operator.ts";
import { pick, type Table } from "../table.ts";
import type { Embedding, Index, Ranker } from "../value.ts";
import { compared, type Compared, nearestTo } from "./similar.ts";
import { perRow, tableOf } from "../verbs/rows.ts";

/**
 * `embedding(with: e)`: for `index(passages, by: ...)`. Passages are embedded as documents when the index is made, the query as a
 * query when it is asked; what stands before either is the model's own, unless it is given. Titles are not embedded.
 */
export const embedding = operator({
  name: "embedding",
  family: "context",
  doc: "scores passages by how near their vectors are to that of the query, for index(by: ...)",
  params: {
    ...vectorParams,
    similarity: similarityParam,
    query_prefix: prefixParam("a query"),
    document_prefix: prefixParam("a passage"),
  },
  returns: { kind: "ranker" },
  effect: "model",
  run: ({ similarity, query_prefix: query, document_prefix: document, ...vectors }): Ranker => ({
    kind: "ranker",
    name: "embedding",
    options: {},
    embedding: { ...vectors, similarity, query, document },
  }),
});

/** The vectors of an index live as long as it does. */
const made = new WeakMap<Index, Promise<Compared>>();

type Asking = Pick<Reach, "infer" | "note" | "signal">;

/** Errors: those of the model. */
export function passageVectors(index: Index, by: Embedding, reach: Asking): Promise<Compared> {
  const known = made.get(index);
  if (known) return known;
  const texts = index.passages.map((passage) => passage.text);
  const asked = vectorsOf(texts, by, { as: "document", prefix: by.document }, "index", reach);
  const fresh = asked.then((vectors) => compared(vectors, by.similarity));
  made.set(index, fresh);
  // what failed, or was only looked at, is asked for anew
  fresh.catch(() => made.delete(index));
  return fresh;
}

/** The k passages that are nearest to the query, the nearest first. Errors: those of the model, E130. */
export async function nearestPassages(
  index: Index,
  by: Embedding,
  { query, k }: { readonly query: string; readonly k: number },
  reach: Asking,
): Promise<(readonly [at: number, score: number])[]> {
  const passages = await passageVectors(index, by, reach);
  const [asked] = await vectorsOf([query], by, { as: "query", prefix: by.query }, "retrieve", reach);
  return nearestTo(asked!, passages, k, reach.signal);
}

/**
 * `rows |> nearest(to: question, on: .question, with: e)`: all rows, those first whose text is nearest to `to`; equal ones keep
 * their order. With `least` those that are less near are left out, and counted: SM-UMT takes sentences from a cosine of 0.9 on
 * (arXiv 2410.11006). Both sides are of one kind, so both are embedded as queries. Errors: those of the model.
 */
export const nearest = operator({
  name: "nearest",
  family: "context",
  doc: "the rows of a table, those first whose text is nearest in meaning: demonstrations of shots",
  params: {
    rows: rowsOf,
    to: doc("the text that they are to be near to", text),
    on: doc("over a row, the text that is compared", each(text)),
    ...vectorParams,
    similarity: similarityParam,
    prefix: prefixParam("each text"),
    least: doc("how near a row must be; left out: all stay", maybe(num)),
  },
  returns: { kind: "rule", rule: "same" },
  rows: "fewer",
  effect: "model",
  run: async ({ rows, to, on, similarity, prefix, least, ...vectors }, reach) => {
    const from = tableOf(rows);
    const texts = (await perRow(from, on, reach)).map((one) => one ?? "");
    const [all, asked] = await besides(from, { texts, to, prefix }, vectors, "nearest", reach);
    const order = await nearestTo(asked, compared(all, similarity), from.size, reach.signal);
    const near = order.filter(([, score]) => least === null || score >= least);
    if (near.length < order.length)
      reach.note(`nearest: rows less near than ${least} left out`, order.length - near.length);
    return pick(
      from,
      near.map(([at]) => at),
    );
  },
});

interface Texts {
  /** A text for each row. */
  readonly texts: readonly string[];
  readonly to: string;
  readonly prefix: string | null;
}

/** The vectors of a table's rows, kept for the next prompt, and that of the text they are compared with. Errors: those of the model. */
export async function besides(
  table: Table,
  { texts, to, prefix }: Texts,
  vectors: Vectors,
  operator: string,
  reach: Asking,
): Promise<readonly [rows: readonly Float32Array[], to: Float32Array]> {
  const before = { as: "query", prefix } as const;
  const both = [
    tableVectors(table, texts, [vectorsKey(vectors), prefix], () =>
      vectorsOf(texts, vectors, before, operator, reach),
    ),
    vectorsOf([to], vectors, before, operator, reach),
  ] as const;
  // neither is left behind, so that whoever looks sees both
  await Promise.allSettled(both);
  const [all, [asked]] = await Promise.all(both);
  return [all, asked!];
}

interface Known {
  readonly key: string;
  readonly texts: readonly string[];
  readonly vectors: Promise<readonly Float32Array[]>;
}

/** The last vectors of each table: a prompt that picks its demonstrations asks for the same ones again and again. */
const tables = new WeakMap<Table, Known>();

function tableVectors(
  table: Table,
  texts: readonly string[],
  of: unknown,
  make: () => Promise<readonly Float32Array[]>,
): Promise<readonly Float32Array[]> {
  const key = canonical(of);
  const known = tables.get(table);
  if (known?.key === key && known.texts.every((one, at) => one === texts[at])) return known.vectors;
  const vectors = make();
  tables.set(table, { key, texts, vectors });
  vectors.catch(() => tables.delete(table));
  return vectors;
}
