// An output file is one run's at a time: two that write the same would each leave the other's half.
import { resolve } from "node:path";
import { digest } from "../digest.ts";
import { dataError } from "../problem.ts";
import type { Store } from "../store.ts";

/**
 * Files that this run alone writes, until what is returned is called, or its process ends.
 * Errors: E115 for one that another run writes, E116.
 */
export async function reserved(paths: readonly string[], { claims }: Store): Promise<() => Promise<void>> {
  const keys = new Map(paths.map((path) => [digest(`output ${resolve(path)}`), path]));
  const { mine, held } = await claims.claim([...keys.keys()]);
  const [taken] = held;
  if (!taken) return () => claims.release(mine);
  await claims.release(mine);
  const [key, who] = taken;
  throw dataError(
    "E115",
    `${keys.get(key)} is being written by another run (${who})`,
    "wait for it, or name another file; answers that it finishes are this run's too",
  );
}
