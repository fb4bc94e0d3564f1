// Calls operators as a program would: named arguments in, value and notes out.
import type { Operator, Reach, RowFn } from "../../runtime/operator.ts";
import { shut } from "../../runtime/net.ts";
import { counting, unmetered } from "../../runtime/progress.ts";
import { fromRows, rows, type Table } from "../../runtime/table.ts";
import { words } from "../../runtime/tokens.ts";
import type { Row, Value } from "../../runtime/value.ts";

type Args = { readonly [name: string]: Value | RowFn<Value> };

/** What a test lets an operator touch: nothing but word counts, unless it says otherwise. */
export function reach(over: Partial<Reach> = {}): Reach & { readonly notes: Map<string, number> } {
  const notes = new Map<string, number>();
  const signal = over.signal ?? new AbortController().signal;
  return {
    signal,
    files: {
      read: () => Promise.reject(new Error("no files here")),
      locate: () => Promise.reject(new Error("no files here")),
      dataset: () => Promise.reject(new Error("no files here")),
      stamp: () => Promise.resolve(""),
      entries: () => Promise.resolve([]),
      name: () => Promise.reject(new Error("no files here")),
      from: () => reach(over).files,
    },
    counter: () => words,
    infer: () => Promise.reject(new Error("no models here")),
    write: () => Promise.reject(new Error("no models here")),
    print: () => undefined,
    count: counting(signal),
    meter: unmetered,
    net: shut,
    note: (text, count = 1) => notes.set(text, (notes.get(text) ?? 0) + count),
    ...over,
    notes,
  };
}

/** The operator's value. */
export async function call(operator: Operator, args: Args, over: Partial<Reach> = {}): Promise<Value> {
  return operator.run(args, reach(over));
}

/** The rows of a table, as plain objects. */
export const plain = (table: Value): Row[] => rows(table as Table).map((row) => ({ ...row }));

/** Code and words of what goes wrong. */
export async function failure(run: Promise<unknown>): Promise<string> {
  const problem = await run.then(
    () => new Error("nothing went wrong"),
    (error: unknown) => error as Error & { code?: string },
  );
  return "code" in problem ? `${problem.code}: ${problem.message}` : problem.message;
}

export const table = (...all: Row[]): Table => fromRows(all);
