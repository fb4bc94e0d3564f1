// Whether an earlier run would be laid out today as it was then: the same steps, over files with the same bytes.
import type { Plan, Step } from "../../dsl/plan/plan.ts";
import { nameIn } from "../../dsl/names/local.ts";
import type { FileBytes, Files } from "../files.ts";
import type { Read } from "../log/entry.ts";
import { dataError } from "../problem.ts";

/** What moves a run has changed since. */
const CHANGED = "E136";

/** Hashes of steps, as a log has them. */
export type Hashes = { readonly [step: string]: string };

/**
 * Holds the runs that some steps rest on against the plan of the log. Errors: E136 with the steps that differ, those that
 * rest on another one of them left out.
 */
export function sameRuns(plan: Plan, ids: readonly string[], then: Hashes, run: string): void {
  const steps = new Map(plan.steps.map((step) => [step.id, step]));
  const below = (from: readonly string[]): Step[] => {
    const found = new Map<string, Step>();
    const open = [...from];
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      const step = steps.get(id);
      if (!step || found.has(id)) continue;
      found.set(id, step);
      open.push(...step.needs);
    }
    return [...found.values()];
  };
  const differs = ({ id, hash }: Step): boolean => then[id] !== hash;
  const wrong = below(ids).find((step) => step.kind === "run" && differs(step));
  if (!wrong) return;
  const all = below([wrong.id]).filter(differs);
  const first = all.filter(({ needs }) => !needs.some((id) => all.some((one) => one.id === id)));
  const said = first
    .map(({ kind, id }) => `${kind} '${nameIn(id)}'`)
    .toSorted()
    .join(", ");
  throw dataError(
    CHANGED,
    `'${nameIn(wrong.id)}' is not what it was in run ${run}: ${said} differs`,
    "what it rests on is in another file that has changed, is defined anew by the scores, or is computed in another way by this version",
  );
}

/** Files whose bytes are those that a run has read; a file that it has not read is free. Errors: E136 for other bytes. */
export function unchanged(files: Files, reads: readonly Read[], run: string): Files {
  const digests = new Map<string, Set<string>>();
  const name = (by: string, path: string): string => JSON.stringify([by, path]);
  for (const { by, path, digest } of reads) {
    const key = name(by, path);
    digests.set(key, (digests.get(key) ?? new Set()).add(digest));
  }
  const held = (by: string, path: string, file: FileBytes): void => {
    const then = digests.get(name(by, path));
    if (!then || then.has(file.digest)) return;
    const was = [...then].map((digest) => digest.slice(0, 12)).join(", ");
    throw dataError(
      CHANGED,
      `'${path}' has changed since run ${run}: sha256 ${file.digest.slice(0, 12)}…, then ${was}…`,
      "bring back what the run has read, or run the program again: answers of unchanged prompts are in the store",
    );
  };
  const seen = (from: Files, by: string): Files => ({
    ...from,
    from: (file) => seen(from.from(file), file),
    async read(path, head) {
      const file = await from.read(path, head);
      if (head === undefined) held(by, path, file);
      return file;
    },
    async dataset(set) {
      const found = await from.dataset(set);
      if ("file" in found) held(by, set, found.file);
      return found;
    },
  });
  return seen(files, "");
}
