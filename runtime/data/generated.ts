// What the columns of a generated table hold, from its first rows: made as the program would, only fewer.
import type { ColumnFact } from "../../dsl/types/known.ts";
import type { Files } from "../files.ts";
import type { Operator } from "../operator.ts";
import { shut } from "../net.ts";
import { counting, unmetered } from "../progress.ts";
import { type Table, rows } from "../table.ts";
import { words } from "../tokens.ts";
import type { Value } from "../value.ts";
import { worldTasks } from "../world-tasks.ts";
import { world } from "../world.ts";
import { longestOf } from "./longest.ts";
import { columnsOf } from "./types.ts";

type Args = { readonly [name: string]: unknown };

/** Rows that are made to look at them. */
const ROWS = 200;

/** Arguments with the number of rows lowered: `n` documents for each of the others' items. */
function fewer(args: Args): Args {
  const times = [args["facts"], args["draws"]].map((one) => (Array.isArray(one) ? one.length : 1));
  const each = times.reduce((all, one) => all * one, 1);
  return { ...args, n: Math.min(Number(args["n"]), Math.max(1, Math.floor(ROWS / each))) };
}

const generators: { readonly [name: string]: Operator } = { world, world_tasks: worldTasks };

/** The columns of a generator's rows; null where there is no such generator. Errors: those of the generator. */
export async function generatedFact(name: string, args: Args, files: Files): Promise<ColumnFact | null> {
  const operator = Object.hasOwn(generators, name) ? generators[name] : undefined;
  if (!operator) return null;
  const given = fewer(args);
  const { signal } = new AbortController();
  const reach = {
    signal,
    count: counting(signal),
    files,
    counter: () => words,
    infer: () => Promise.resolve([]),
    write: () => Promise.resolve([]),
    note: () => undefined,
    print: () => undefined,
    meter: unmetered,
    net: shut,
  };
  // literal arguments are plain data; the operator tests them
  const table = (await operator.run(given as { readonly [name: string]: Value }, reach)) as Table;
  const made = rows(table);
  return { columns: columnsOf(made), longest: longestOf(made, given["n"] === args["n"]) };
}
