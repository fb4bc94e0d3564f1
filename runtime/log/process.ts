// Whether the process that wrote a log still lives. A number that another process has by now is told from it by when that one started.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { hostname } from "node:os";

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

function answers(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Null where there is no such process, or it has ended and nobody has asked yet how. */
function startOf(pid: number): string | null {
  try {
    if (process.platform === "linux") return linux(pid);
    if (process.platform === "win32") return null;
    return execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" }).trim() || null;
  } catch {
    return null;
  }
}

/** Ticks since the machine came up, and which coming up that was. */
function linux(pid: number): string | null {
  const text = readFileSync(`/proc/${pid}/stat`, "utf8");
  // the second field is a name in brackets, which may hold anything
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const [state, ticks] = [fields[0], fields[19]];
  if (ticks === undefined || state === "Z" || state === "X") return null;
  return `${readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()} ${ticks}`;
}
