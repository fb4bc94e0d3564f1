// The world of records as a table: documents in several views, a task on each, its exact answer and what decides it.
import { many } from "../dsl/tell/count.ts";
import * as types from "../dsl/types/types.ts";
import { TASKS } from "../models/world/records/items.ts";
import { type Row as Made, rows } from "../models/world/records/rows.ts";
import type { Tree as Outline } from "../models/world/records/views.ts";
import { choice, doc, either, int, listOf, maybe, num, operator } from "./operator.ts";
import { typeError } from "./problem.ts";
import { paced } from "./progress.ts";
import { ranged } from "./ranged.ts";
import { fromRows } from "./table.ts";
import type { Row, Tree } from "./value.ts";

const columns: types.Fields = {
  id: types.text,
  draw: types.int,
  domain: types.text,
  task: types.text,
  facts: types.int,
  prose: types.text,
  numbered: types.text,
  list: types.text,
  json: types.text,
  outline: types.outlineTree,
  noisy: types.outlineTree,
  sentences: types.list(types.text),
  question: types.text,
  answers: types.list(types.text),
  aspect: types.nullable(types.text),
  evidence: types.list(types.int),
  keep: types.list(types.int),
  passage: types.nullable(types.text),
  negatives: types.list(types.text),
};
const FACTS = { least: 1, most: 128 };
/** Of the domains: "lab", "product", "city", "event" are trained, "ship" and "museum" held out. */
const NAMES = ["lab", "product", "city", "event", "ship", "museum"] as const;
/** Rows in all. */
const MOST = 100_000;

/**
 * `world_tasks(n, task, facts, draws, split, seed, domain, forms, depth)`: n documents per draw and number of facts, each with
 * one task of that kind. Same arguments, same rows, on every machine. The "test" split has names of held-out pieces only and,
 * unless `forms` says otherwise, held-out sentence and question forms.
 * Errors: E203 (a number out of range, too few facts for the task, something held out asked of "train"), E130 (interrupted).
 */
export const worldTasks = operator({
  name: "world_tasks",
  family: "read",
  doc: "generated documents with a task each: look-ups in one and two steps, counts, comparisons, needles, citations, structures",
  params: {
    n: doc("documents per draw and number of facts", ranged(int, { least: 1, most: MOST })),
    task: doc("what is asked", choice(...TASKS)),
    facts: doc(
      "facts per document, 1 to 128; several: so many documents of each",
      ranged(either(int, listOf(int)), FACTS),
    ),
    draws: doc("independent draws; left out: one", maybe(listOf(int))),
    split: doc("test: names of pieces never seen in training", choice("train", "test")),
    seed: doc("the same seed gives the same rows", int),
    domain: doc("one domain; left out: a trained one per document", maybe(choice(...NAMES))),
    forms: doc(
      "sentence and question forms; left out: those of the split",
      maybe(choice("trained", "heldout")),
    ),
    depth: doc(
      "where a needle stands, 0 to 1; left out: anywhere",
      maybe(ranged(num, { least: 0, most: 1 })),
    ),
  },
  returns: types.table(columns),
  rows: "drawn",
  run: async ({ n, task, facts, draws, split, seed, domain, forms, depth }, reach) => {
    const counts = typeof facts === "number" ? [facts] : facts;
    const odd = counts.find((count) => count < FACTS.least || count > FACTS.most);
    if (odd !== undefined)
      throw typeError("E203", `'world_tasks' takes facts: ${FACTS.least} to ${FACTS.most}, but got ${odd}`);
    if (depth !== null && task !== "needle")
      throw typeError(
        "E203",
        `'world_tasks' takes depth where the task is "needle", but the task is "${task}"`,
      );
    const size = n * counts.length * (draws?.length ?? 1);
    if (size > MOST)
      throw typeError("E203", `'world_tasks' makes 1 to ${many(MOST)} rows, but ${many(size)} are asked for`);
    const options = {
      n,
      task,
      split,
      seed,
      facts: counts,
      draws: draws ?? [1],
      ...(domain !== null && { domain }),
      ...(forms && { forms: forms === "trained" ? ("train" as const) : ("test" as const) }),
      ...(depth !== null && { depth }),
    };
    const all: Row[] = [];
    for await (const made of paced(told(rows(options)), size, reach)) all.push(row(made));
    return fromRows(all);
  },
});

/** The generator says in a plain error what it cannot make. */
function* told<T>(made: Iterable<T>): Generator<T> {
  try {
    yield* made;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw typeError("E203", error.message);
  }
}

const row = ({ outline, noisy, passages, query, ...made }: Made): Row => ({
  ...Object.fromEntries(PLAIN.map((name) => [name, made[name]])),
  aspect: query?.aspect ?? null,
  outline: tree(outline),
  noisy: tree(noisy),
  passage: passages?.passage ?? null,
  negatives: passages?.negatives ?? [],
});

/** Columns that are taken as the generator has them. */
const PLAIN = [
  "id",
  "draw",
  "domain",
  "task",
  "facts",
  "prose",
  "numbered",
  "list",
  "json",
  "sentences",
  "question",
  "answers",
  "evidence",
  "keep",
] as const;

const tree = ({ scope, aspects }: Outline): Tree => ({
  kind: "tree",
  scope,
  aspects: aspects.map(({ name, descriptions }) => ({ name, descriptions })),
});
