// What the log of a run says of its answers, its steps and the files it read.
import type { Head, Read } from "../log/entry.ts";
import { entries, type Flaws, noFlaws } from "../log/read.ts";
import type { RunInfo } from "../log/runs.ts";
import { dataError } from "../problem.ts";
import { type Calls, callsOf } from "./answers.ts";
import type { Hashes } from "./unchanged.ts";

/** A run whose head can be read. */
export type Readable = RunInfo & { readonly head: Head };

export interface Logged {
  readonly calls: Calls;
  readonly hashes: Hashes;
  readonly reads: readonly Read[];
  /** The log tells of every call that was made: its run came to its end, nothing stopped it, and no line is lost. */
  readonly whole: boolean;
  readonly flaws: Flaws;
}

/** Errors: E119 where the log does not say what its runs rest on. */
export async function logged({ id, folder, state, lost }: Readable): Promise<Logged> {
  const flaws = noFlaws();
  const calls = callsOf();
  const reads: Read[] = [];
  let hashes: Hashes | null = null;
  let stopped = false;
  for await (const entry of entries(folder, flaws)) {
    if (entry.kind === "plan") hashes = entry.steps;
    if (entry.kind === "read") reads.push(entry);
    // those of operators are found by their keys
    if (entry.kind === "item" && !entry.operator) calls.add(entry.step, entry);
    if (entry.kind === "shown" && entry.event.kind === "error") stopped = true;
  }
  if (!hashes)
    throw dataError(
      "E119",
      `the log of run '${id}' does not say what its runs rest on, so they cannot be scored again`,
      "it broke off before its first cell, or an earlier version wrote it; the same command goes on from what is in the store",
    );
  // what is being written now is no fault
  if (state === "running") flaws.torn = false;
  const gaps = lost + flaws.damaged + flaws.missing > 0;
  return { calls, hashes, reads, flaws, whole: state === "finished" && !stopped && !gaps };
}
