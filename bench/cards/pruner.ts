// The tables of the pruner: what it keeps of documents of the world of records, and where it ranks the passage that answers, beside BM25.
import { availableParallelism } from "node:os";
import { stream } from "../../models/world/random.ts";
import { candidates } from "../../models/world/records/candidates.ts";
import { item, type Item, type Task, type Wanted } from "../../models/world/records/items.ts";
import { scored } from "../../runtime/context/bm25.ts";
import { tally, terms } from "../../runtime/context/terms.ts";
import {
  type InferInput,
  type InferredValue,
  startRunner,
  type TextSpan,
} from "../../runtime/model/index.ts";
import type { Index } from "../../runtime/value.ts";
import type { Counts } from "./counts.ts";
import type { Column, Row, Table } from "./table.ts";

export interface Pruning {
  /** Labels of the second texts, or scores of both, in the order of the pairs. */
  readonly infer: (kind: "label" | "rerank", pairs: readonly InferInput[]) => Promise<InferredValue[]>;
  readonly close: () => Promise<void>;
}

/** The model in a folder, on the CPU. `entry`: the built runner. */
export async function pruning(dir: string, entry: string): Promise<Pruning> {
  const runner = startRunner({ entry, threads: Math.min(4, availableParallelism()) });
  const { handle } = await runner.load({ dir, providers: [{ kind: "cpu" }] });
  return {
    async infer(kind, pairs) {
      const out: InferredValue[] = [];
      for await (const { index, value } of runner.infer(handle, pairs, { kind })) out[index] = value;
      return out;
    },
    close: () => runner.close(),
  };
}

const SEED = 2024;
const given = { split: "test", seed: SEED } as const;
const SIZES = [8, 32] as const;
/** More than the trainer has: some 3,800 tokens with held-out names. */
const BEYOND = [128];
const [LIST, LIST_FACTS, CUT] = [20, 16, 10];
/** A sentence is kept when more of its characters than this share are of kept tokens: Provence's rule at T = 0.5, on labels. */
const SHARE = 0.5;

const LOOK_UPS: readonly Task[] = ["single", "needle", "unanswerable"];
const TASKS: readonly Task[] = [...LOOK_UPS, "two_hop", "compare", "count"];
const CELLS: { readonly [name: string]: Pick<Wanted, "forms" | "domain"> } = {
  "held-out forms": {},
  "trained forms": { forms: "train" },
  "held-out domain ship": { domain: "ship" },
  "held-out domain museum": { domain: "museum" },
};
const KEPT: readonly Column[] = [
  { name: "F1 of sentences", shown: "f1" },
  { name: "F1 of characters", shown: "f1" },
  { name: "exactly those needed", shown: "share" },
];

export function prunerTables({ infer }: Pick<Pruning, "infer">): Table[] {
  const kept = (
    name: string,
    tasks: readonly Task[],
    more: Omit<Wanted, "task" | "split" | "seed">,
  ): Row => ({
    name,
    async measure(n) {
      const items = Array.from({ length: n }, (_, at) =>
        item({ ...given, ...more, task: tasks[at % tasks.length]! }, "card", at),
      );
      const spans = await infer(
        "label",
        items.map(({ question, prose }) => ({ text: question, pair: prose })),
      );
      const counted = items.map((one, at) => sentences(one, spans[at] as readonly TextSpan[]));
      return KEPT.map((_, column) => counted.map((counts) => counts[column]!));
    },
  });
  const forms = "Held-out names, sentence and question forms.";
  const byTask = (facts: number, quick: number): Table => ({
    title: `kept of ${facts} facts, by task`,
    about: forms,
    columns: KEPT,
    quick,
    full: 100,
    rows: TASKS.map((task) => kept(task, [task], { facts })),
  });
  const inTurn = (title: string, sizes: readonly number[], quick: number, full: number): Table => ({
    title,
    about: `${forms} The six tasks in turn.`,
    columns: KEPT,
    quick,
    full,
    rows: sizes.map((facts) => kept(`${facts} facts`, TASKS, { facts })),
  });
  return [
    inTurn("kept", SIZES, 30, 510),
    inTurn("kept beyond the training length", BEYOND, 6, 48),
    byTask(SIZES[0], 12),
    byTask(SIZES[1], 6),
    {
      title: "kept of 16 facts, look-ups",
      about: "Single facts, needles and questions half of which have no answer, in turn. Held-out names.",
      columns: KEPT,
      quick: 30,
      full: 201,
      rows: Object.entries(CELLS).map(([name, more]) => kept(name, LOOK_UPS, { facts: 16, ...more })),
    },
    {
      title: `${LIST} passages`,
      about: `One passage answers, six nearly do. Held-out names; BM25 is the product's own, over the same lists.`,
      columns: ["nDCG@10", "BM25's", "first", "BM25's first"].map((name, at) => ({
        name,
        shown: at < 2 ? "mean" : "share",
      })),
      quick: 30,
      full: 250,
      rows: Object.entries(CELLS).map(([name, more]) => ({ name, measure: (n) => ranked(infer, n, more) })),
    },
  ];
}

/** Of one document, for each column. */
function sentences({ sentences: texts, keep }: Item, spans: readonly TextSpan[]): Counts[] {
  let start = 0;
  const each = texts.map((text, at) => {
    const end = start + text.length;
    const covered = spans.reduce(
      (sum, span) => sum + Math.max(0, Math.min(end, span.end) - Math.max(start, span.start)),
      0,
    );
    start = end + 1;
    return { needed: keep[at] === 1, length: text.length, covered, stays: covered > SHARE * text.length };
  });
  const sum = (number: (one: (typeof each)[number]) => number): number =>
    each.reduce((total, one) => total + number(one), 0);
  return [
    {
      n: 1,
      hit: sum((one) => Number(one.needed && one.stays)),
      told: sum((one) => Number(one.stays)),
      gold: sum((one) => Number(one.needed)),
    },
    {
      n: 1,
      hit: sum((one) => (one.needed ? one.covered : 0)),
      told: sum((one) => one.covered),
      gold: sum((one) => (one.needed ? one.length : 0)),
    },
    { n: 1, correct: Number(each.every((one) => one.needed === one.stays)) },
  ];
}

/** Both rankings of `n` lists: with one passage that answers nDCG@10 is 1 / log2(place + 2), 0 beyond the tenth place. */
async function ranked(
  infer: Pruning["infer"],
  n: number,
  more: Pick<Wanted, "forms" | "domain">,
): Promise<Counts[][]> {
  const lists = Array.from({ length: n }, (_, at) => {
    const made = candidates({ ...given, ...more, facts: LIST_FACTS }, LIST, "card", at);
    const texts = made.passages.map(({ text }) => text);
    // in random order, so that equal scores help nobody
    const passages = stream(SEED, "order", at).sample(texts, LIST);
    return { question: made.question, passages, gold: passages.indexOf(texts[0] ?? "") };
  });
  const pairs = lists.flatMap(({ question, passages }) => passages.map((pair) => ({ text: question, pair })));
  const told = (await infer("rerank", pairs)) as number[];
  const own = lists.map(({ gold }, at) => placeOf(gold, told.slice(LIST * at, LIST * (at + 1))));
  const theirs: number[] = [];
  for (const { question, passages, gold } of lists) {
    const { scores } = await scored(indexOf(passages), tally(terms(question)), {
      count: () => ({ add: async () => {}, end: () => {} }),
    });
    theirs.push(placeOf(gold, [...scores]));
  }
  const gains = (places: readonly number[]): Counts[] =>
    places.map((place) => ({ n: 1, sum: place < CUT ? 1 / Math.log2(place + 2) : 0 }));
  const firsts = (places: readonly number[]): Counts[] =>
    places.map((place) => ({ n: 1, correct: Number(place === 0) }));
  return [gains(own), gains(theirs), firsts(own), firsts(theirs)];
}

/** Equal scores keep their order. */
const placeOf = (gold: number, scored: readonly number[]): number =>
  scored.filter((score, at) => score > scored[gold]! || (score === scored[gold] && at < gold)).length;

const indexOf = (texts: readonly string[]): Index => ({
  kind: "index",
  ranker: { kind: "ranker", name: "bm25", options: {} },
  passages: texts.map((text, at) => ({ kind: "passage", id: String(at), text })),
});
