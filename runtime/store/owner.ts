// A process that holds claims: how it is told from others, and whether it is still there.
import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";
import { answers, startOf } from "../process.ts";

export interface Owner {
  /** The machine since it was started, and the processes that see each other on it. */
  readonly host: string;
  readonly pid: number;
  /** When the process began, so that another one of the same number is not taken for it; null where that cannot be told. */
  readonly start: string | null;
  /** How often it has said that it lives. */
  readonly beats: number;
}

export const self = (): Omit<Owner, "beats"> => ({
  host: host(),
  pid: process.pid,
  start: startOf(process.pid),
});

/** Whether an owner is gone; null where that cannot be seen from here. No clock is asked: clocks may jump. */
export function gone(owner: Owner, me: Omit<Owner, "beats">): boolean | null {
  if (owner.host !== me.host) return null;
  if (owner.start !== null) return startOf(owner.pid) !== owner.start;
  return answers(owner.pid) ? null : true;
}

function host(): string {
  const told = [
    () => readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim(),
    () => readlinkSync("/proc/self/ns/pid"),
  ];
  return [hostname(), ...told.map((ask) => attempt(ask))].join(" ");
}

function attempt(ask: () => string): string {
  try {
    return ask();
  } catch {
    return "";
  }
}
