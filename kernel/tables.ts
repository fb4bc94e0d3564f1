// Tables of a program that are written to files when it has run: those that whoever runs it has named, and no others.
import { resolve } from "node:path";
import { counted } from "../dsl/tell/count.ts";
import type { Plan, Step } from "../dsl/plan/plan.ts";
import type { Memory } from "../runtime/memory.ts";
import { dataError, Problem } from "../runtime/problem.ts";
import { kindOf, type Run, type Table, type Value } from "../runtime/value.ts";
import { writable, writeTable } from "../runtime/written/table.ts";

/** A run or table by its name, and the file it goes to. */
export interface TableOut {
  readonly name: string;
  readonly path: string;
}
/** What went wrong in a cell of a run, in its summary. */
export interface Failure {
  readonly cell: number;
  readonly name: string;
  readonly code: string;
  readonly message: string;
}
interface Asked extends TableOut {
  readonly step: Step;
}

/** What is to be written, before anything has a cost. Errors: E133 for a name that is no table, or a file that cannot be written. */
export async function asked(tables: readonly TableOut[], { steps }: Plan): Promise<readonly Asked[]> {
  const known = steps.filter(({ kind }) => kind === "run" || kind === "data");
  const found: Asked[] = [];
  for (const { name, path } of tables) {
    const step = known.find(({ id }) => id === name);
    if (!step)
      throw dataError(
        "E133",
        `there is no run and no data '${name}' to write`,
        known.length === 0 ? "it has none" : `it has: ${known.map(({ id }) => id).join(", ")}`,
      );
    if (found.some((other) => resolve(other.path) === resolve(path)))
      throw dataError("E133", `two tables go to '${path}'`, "name a file for each");
    await writable(path);
    found.push({ name, path, step });
  }
  return found;
}

/** Writes them. Gives those that could not be, as failures of the run. */
export async function written(
  tables: readonly Asked[],
  { kept, keyOf }: Pick<Memory, "kept" | "keyOf">,
  { tell }: { readonly tell: (text: string) => void },
): Promise<Failure[]> {
  const failed: Failure[] = [];
  for (const { name, path, step } of tables) {
    try {
      const table = tableOf(kept.get(keyOf(step))?.value);
      if (!table) throw dataError("E133", `'${path}' is not written: '${name}' was not computed`);
      for (const note of await writeTable(table, path)) tell(`${path}: ${note}`);
      tell(`${path}: ${counted(table.size, "row")} of '${name}'`);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const { name: kind, code, message } = error;
      tell(`${code}  ${message}`);
      failed.push({ cell: step.span.cell + 1, name: kind, code, message });
    }
  }
  return failed;
}

function tableOf(value: Value | undefined): Table | null {
  const kind = value === undefined ? undefined : kindOf(value);
  return kind === "run" ? (value as Run).table : kind === "table" ? (value as Table) : null;
}
