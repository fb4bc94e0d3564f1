// The generated world as a table: documents in four views with a question each.
import { many } from "../dsl/tell/count.ts";
import * as types from "../dsl/types/types.ts";
import { type Row as Made, worldRows } from "../models/world/world.ts";
import { choice, doc, either, int, listOf, maybe, operator, text } from "./operator.ts";
import { dataError, typeError } from "./problem.ts";
import { paced } from "./progress.ts";
import { fromRows } from "./table.ts";
import type { Row, Tree } from "./value.ts";

const columns: types.Fields = {
  id: types.text,
  draw: types.int,
  domain: types.text,
  facts: types.int,
  prose: types.text,
  linked: types.text,
  list: types.text,
  outline: types.outlineTree,
  question: types.text,
  answers: types.list(types.text),
  entity: types.text,
  aspect: types.text,
  evidence: types.text,
};
const FACTS = { least: 1, most: 128 };
/** Rows in all. */
const MOST = 100_000;

/**
 * `world(n, facts, draws, split, seed, domain, templates)`: n documents per draw and number of facts, each told as `prose`,
 * `linked`, `list` and `outline`, with one question. Same arguments, same rows, on every machine. The "test" split has only
 * held-out names, and held-out sentence forms unless `templates` says otherwise. A draw is data, not a model's seed.
 * Errors: E203 (a number out of range), E213 (no such domain), E130 (interrupted).
 */
export const world = operator({
  name: "world",
  family: "read",
  doc: "generated documents in four views with questions and exact answers",
  params: {
    n: doc("documents per draw and number of facts", int),
    facts: doc("facts per document, 1 to 128; several: so many documents of each", either(int, listOf(int))),
    draws: doc("independent draws; left out: one", maybe(listOf(int))),
    split: doc("test: entity names never seen in training", choice("train", "test")),
    seed: doc("the same seed gives the same rows", int),
    domain: doc("one domain by name; left out: one of the trained ones per document", maybe(text)),
    templates: doc("sentence forms; left out: those of the split", maybe(choice("trained", "heldout"))),
  },
  returns: types.table(columns),
  rows: "drawn",
  run: async ({ n, facts, draws, split, seed, domain, templates }, reach) => {
    const counts = typeof facts === "number" ? [facts] : facts;
    const odd = counts.find((count) => count < FACTS.least || count > FACTS.most);
    if (odd !== undefined)
      throw typeError("E203", `'world' takes facts: ${FACTS.least} to ${FACTS.most}, but got ${odd}`);
    const size = n * counts.length * (draws?.length ?? 1);
    if (n < 1 || size > MOST)
      throw typeError("E203", `'world' makes 1 to ${many(MOST)} rows, but ${many(size)} are asked for`);
    const options = { n, facts: counts, split, seed };
    const more = {
      ...(draws && { draws }),
      ...(domain !== null && { domain }),
      ...(templates && { templates }),
    };
    const all: Row[] = [];
    for await (const made of paced(known(worldRows({ ...options, ...more })), size, reach))
      all.push(row(made));
    return fromRows(all);
  },
});

/** The generator names an unknown domain in a plain error. */
function* known<T>(made: Iterable<T>): Generator<T> {
  try {
    yield* made;
  } catch (error) {
    throw dataError("E213", error instanceof Error ? error.message : String(error));
  }
}

const row = ({ outline, ...rest }: Made): Row => ({
  ...rest,
  outline: { kind: "tree", ...outline } satisfies Tree,
});
