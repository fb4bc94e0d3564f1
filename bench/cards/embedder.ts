// The table of the embedder: how often the passage that answers comes first of a pool, beside BM25 on the same questions and passages.
import { pool, type Passages, type Pool } from "../../models/world/records/retrieval.ts";
import { scored } from "../../runtime/context/bm25.ts";
import { compared, nearestTo } from "../../runtime/context/similar.ts";
import { tally, terms } from "../../runtime/context/terms.ts";
import { highest } from "../../runtime/context/top.ts";
import { startRunner } from "../../runtime/model/index.ts";
import type { Index } from "../../runtime/value.ts";
import type { Counts } from "./counts.ts";
import type { Column, Table } from "./table.ts";

/** Vectors of texts, in their order. */
export type Embed = (texts: readonly string[], dimensions: number) => Promise<readonly Float32Array[]>;
/** For each question the passage that it takes for the best; -1: none. */
type Ranker = (passages: readonly string[], questions: readonly string[]) => Promise<readonly number[]>;

const DIMENSIONS = [128, 64, 32];
const SEED = 2024;
const PASSAGES = 200;
/** Questions of a pool. */
const QUESTIONS = 60;
const [QUICK, FULL] = [2, 10];

interface Of extends Pick<Pool, "domain" | "forms" | "sentences"> {
  /** Questions that name their aspect, or those that have another word for it; left out: both. */
  readonly named?: boolean;
}

const ROWS: readonly (readonly [name: string, of: Of])[] = [
  ["held-out forms", {}],
  ["held-out forms, the question names the aspect", { named: true }],
  ["held-out forms, it has other words for it", { named: false }],
  ["trained forms", { forms: "train" }],
  ["ship, held out", { domain: "ship" }],
  ["museum, held out", { domain: "museum" }],
  ["held-out forms, three sentences a passage", { sentences: 3 }],
];

export function embedderTables(embed: Embed): Table[] {
  const rankers: readonly (readonly [name: string, ranker: Ranker])[] = [
    ...DIMENSIONS.map((size) => [`${size} dimensions`, nearest(embed, size)] as const),
    ["BM25", best],
  ];
  return [
    {
      title: "recall@1",
      about:
        "Questions whose passage comes first of 200. Passages are single sentences but in the last row; some tell nothing, and may name an entity " +
        "or an aspect all the same. Held-out names; in the domains that are held out also held-out forms.",
      columns: rankers.map(([name]): Column => ({ name, shown: "share" })),
      quick: QUICK * QUESTIONS,
      full: FULL * QUESTIONS,
      rows: ROWS.map(([name, of]) => ({
        name,
        measure: async (n) => {
          const drawn = pools(n / QUESTIONS, of);
          const columns: Counts[][] = [];
          for (const [, ranker] of rankers) columns.push(await marks(drawn, ranker));
          return columns;
        },
      })),
    },
  ];
}

const pools = (count: number, { named, ...of }: Of): readonly Passages[] =>
  Array.from({ length: count }, (_, draw) => {
    const { passages, queries } = pool({ seed: SEED, draw, passages: PASSAGES, queries: PASSAGES, ...of });
    const asked = queries.filter(({ text, key }) => {
      const [, aspect = ""] = key.split("\n");
      return named === undefined || text.includes(aspect) === named;
    });
    return { passages, queries: asked.slice(0, QUESTIONS) };
  });

async function marks(drawn: readonly Passages[], ranker: Ranker): Promise<Counts[]> {
  const counts: Counts[] = [];
  for (const { passages, queries } of drawn) {
    const first = await ranker(
      passages,
      queries.map(({ text }) => text),
    );
    counts.push(...queries.map(({ at }, query) => ({ n: 1, correct: Number(first[query] === at) })));
  }
  return counts;
}

function nearest(embed: Embed, dimensions: number): Ranker {
  return async (passages, questions) => {
    const vectors = await embed([...passages, ...questions], dimensions);
    const told = compared(vectors.slice(0, passages.length), "cosine");
    const { signal } = new AbortController();
    const found: number[] = [];
    for (const asked of vectors.slice(passages.length))
      found.push((await nearestTo(asked, told, 1, signal))[0]?.[0] ?? -1);
    return found;
  };
}

const UNCOUNTED = { count: () => ({ add: async () => {}, end: () => {} }) };

/** By BM25 as it is where nothing is said of it; of equal ones the first, as `retrieve` has it. */
async function best(passages: readonly string[], questions: readonly string[]): Promise<number[]> {
  const index: Index = {
    kind: "index",
    ranker: { kind: "ranker", name: "bm25", options: {} },
    passages: passages.map((text, at) => ({ kind: "passage", id: String(at), text })),
  };
  const found: number[] = [];
  for (const question of questions) {
    const told = await scored(index, tally(terms(question)), UNCOUNTED);
    found.push(highest(told.scores, 1, told.found)[0] ?? -1);
  }
  return found;
}

/** The model in a folder, on the CPU. `entry`: the built runner. */
export async function embedding(
  dir: string,
  entry: string,
): Promise<{ readonly embed: Embed; readonly close: () => Promise<void> }> {
  const runner = startRunner({ entry, threads: 1 });
  const { handle } = await runner.load({ dir, providers: [{ kind: "cpu" }] });
  return {
    async embed(texts, dimensions) {
      const inputs = texts.map((text) => ({ text }));
      const vectors: Float32Array[] = [];
      for await (const { index, value } of runner.infer(handle, inputs, { kind: "embed", dimensions }))
        vectors[index] = value as Float32Array;
      return vectors;
    },
    close: () => runner.close(),
  };
}
