// What is said where the store cannot be used.
import { statfsSync } from "node:fs";
import { dirname } from "node:path";
import { dataError, type Problem } from "../problem.ts";

/** E116, whatever went wrong below. */
export function unusable(place: string, error: unknown): Problem {
  const why = error instanceof Error ? error.message : String(error);
  return full(place)
    ? dataError(
        "E116",
        `the disk with the store at ${place} is full (${why})`,
        "make room there (strux store gc says what can go), or set STRUX_STORE to a folder on another disk; what is finished is kept",
      )
    : dataError(
        "E116",
        `the store at ${place} cannot be used: ${why}`,
        "set STRUX_STORE to a folder that can be written",
      );
}

/** Bytes below which a disk counts as full: a page or two are always left. */
const ROOM = 1 << 20;

function full(place: string): boolean {
  for (let at = place; ; at = dirname(at)) {
    try {
      const { bavail, bsize, blocks } = statfsSync(at);
      return blocks > 0 && bavail * bsize < ROOM;
    } catch {
      if (at === dirname(at)) return false;
    }
  }
}
