// Whether the process that wrote a log still lives. A number that another process has by now is told from it by when that one started.
import { hostname } from "node:os";
import { answers, startOf } from "../process.ts";

export interface Process {
  readonly pid: number;
  readonly host: string;
  /** When it started, in the system's words; null where the system does not say. */
  readonly started: string | null;
}

export const ownProcess = (): Process => ({
  pid: process.pid,
  host: hostname(),
  started: startOf(process.pid),
});

/** Null: it ran on another machine, which cannot be asked. */
export function lives({ pid, host, started }: Process): boolean | null {
  if (host !== hostname()) return null;
  // where the system does not say when a process started, its number is all there is
  return started === null ? answers(pid) : startOf(pid) === started;
}
