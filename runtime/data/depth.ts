// How deep a value from outside may nest. `JSON.parse` has no such limit, and most that walks a value ends there.
import { many } from "../../dsl/tell/count.ts";

/** Levels of lists and records in each other. */
export const DEEPEST = 500;

export const deepWords = `values nest deeper than ${many(DEEPEST)} levels`;

export function tooDeep(root: unknown): boolean {
  let level: unknown[] = [root];
  for (let depth = 0; level.length > 0; depth++) {
    level = level.filter((value) => typeof value === "object" && value !== null);
    if (depth === DEEPEST && level.length > 0) return true;
    level = level.flatMap((value) => Object.values(value as object) as unknown[]);
  }
  return false;
}
