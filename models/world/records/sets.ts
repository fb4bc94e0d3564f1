// The sets that models are trained on and judged by, as lines to be written: same arguments, same lines.
import { stream } from "../random.ts";
import { HELD_OUT } from "./domains/index.ts";
import { TASKS, type Task } from "./items.ts";
import { labelled } from "./keep.ts";
import { lesson, sample, VIEWS } from "./lesson.ts";
import { rows, type Row } from "./rows.ts";
import type { Encoder } from "./tokenizer.ts";
import { abstractText, markdown } from "./views.ts";

export interface SetOf {
  readonly path: string;
  readonly lines: readonly object[];
}

/** Facts of the reader's training documents, one file each: a trainer goes from level to level. */
export const LEVELS = [2, 4, 8, 16, 32, 64];
const TURNS = 10;
const TRAINED_SIZES = [8, 16];
const JUDGED_SIZES = [8, 32, 128];
const DEPTHS = [0, 0.25, 0.5, 0.75, 1];
const LENGTHS = [256, 1024];
/** Draws of the sets for judging: no training set has them. */
const DRAWS = [101, 102, 103];
/** What the answers of these tasks speak of stands in the numbered view only. */
const OF_SENTENCES: readonly Task[] = ["cite", "structurize"];

/**
 * `train/`: `documents` of each view and level for the reader, as ids with the spans of the answers; the same number for each
 * task as token labels and as query-passage pairs. `test/`: `items` for each task, size, draw and kind of domain, as text.
 */
export function* sets(seed: number, documents: number, items: number, encoder: Encoder): Generator<SetOf> {
  for (const view of VIEWS)
    for (const facts of LEVELS)
      yield {
        path: `train/reader/${view}-${facts}.jsonl`,
        lines: Array.from({ length: documents }, (_, at) =>
          sample(lesson(stream(seed, "lesson", view, facts, at), view, facts, TURNS), encoder),
        ),
      };
  const drawn = TASKS.filter((task) => !OF_SENTENCES.includes(task)).flatMap((task) => [
    ...rows({ n: documents, facts: TRAINED_SIZES, draws: [1], task, split: "train", seed }),
  ]);
  yield { path: "train/keep.jsonl", lines: drawn.map((row) => labelled(row, encoder)) };
  yield { path: "train/passages.jsonl", lines: drawn.flatMap(pair) };
  for (const task of TASKS)
    yield { path: `test/${task}.jsonl`, lines: Array.from(judged(task, items, seed), exam) };
  yield { path: "test/needle-depth.jsonl", lines: [...needles(items, seed, encoder)] };
}

const pair = ({ question: query, passages }: Row): object[] => (passages ? [{ query, ...passages }] : []);

/** Held-out names and forms, in the trained domains and in each that is held out. */
function* judged(task: Task, n: number, seed: number): Generator<Row> {
  const wanted = { n, facts: JUDGED_SIZES, draws: DRAWS, task, split: "test", seed } as const;
  yield* rows(wanted);
  for (const { name } of HELD_OUT) yield* rows({ ...wanted, domain: name });
}

/** Single facts at every depth of documents of a given number of tokens; prose only. */
function* needles(n: number, seed: number, { encode }: Encoder): Generator<object> {
  const measure = (text: string): number => encode(text).length;
  const wanted = { n, facts: [32], draws: DRAWS, task: "needle", split: "test", seed, measure } as const;
  for (const length of LENGTHS)
    for (const depth of DEPTHS)
      for (const row of rows({ ...wanted, depth, length }))
        yield { ...labels(row), id: `${row.id}-t${length}`, depth, length, documents: { prose: row.prose } };
}

/** The document in every view that the task can be asked of. */
const exam = (row: Row): object => ({ ...labels(row), documents: documents(row) });

const labels = ({
  id,
  task,
  domain,
  facts,
  question,
  answers,
  evidence,
  keep,
  sentences,
  passages,
}: Row) => ({
  id,
  task,
  domain,
  facts,
  question,
  answers,
  evidence,
  keep,
  sentences,
  passages,
});

function documents({ task, numbered, prose, list, json, outline, abstract, noisy }: Row): object {
  return OF_SENTENCES.includes(task)
    ? { numbered }
    : {
        prose,
        numbered,
        list,
        json,
        outline: markdown(outline),
        abstract: abstractText(abstract),
        noisy: markdown(noisy),
      };
}
