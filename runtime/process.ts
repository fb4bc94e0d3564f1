// Processes of this machine: whether one is there, and when it started, which tells it from another that has its number by now.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** Where the system does not say when a process started, its number is all there is. */
export function answers(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** In the system's words. Null where there is no such process, it has ended and nobody has asked yet how, or nothing says when. */
export function startOf(pid: number): string | null {
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
