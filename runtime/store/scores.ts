// Values of metrics that take long, kept beside the results: one file per metric, a line per value. It is a cache: what cannot be read or written
// costs time and moves no number.
import { appendFile, readFile, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { digest } from "../digest.ts";
import { makeFolder } from "../folder.ts";
import { opened, sealed } from "../log/line.ts";

/** What a metric gave for an item. */
export type ScoreValue = number | boolean | null;

/** The values of one metric, by the digest of what it was given. */
export interface KeptScores {
  /** None are known: no key need be made to look for one. */
  readonly empty: boolean;
  get(key: string): ScoreValue | undefined;
  /** Adds values; those of other processes stay. */
  keep(fresh: ReadonlyMap<string, ScoreValue>): Promise<void>;
}
export interface ScoreCache {
  /** @param metric its identity: name, variant, version, options */
  of(metric: string): Promise<KeptScores>;
  /** Values taken and added so far, and why some could not be added. */
  readonly told: () => { readonly taken: number; readonly added: number; readonly why: string | null };
}

/** Bytes of a file beyond which it is begun anew. */
const MOST = 1 << 26;

/** In a folder of the store. `version`: of what computes them; another one has files of its own. */
export function fileScores(place: string, version: string): ScoreCache {
  let [taken, added] = [0, 0];
  let why: string | null = null;
  return {
    told: () => ({ taken, added, why }),
    async of(metric) {
      const path = join(place, "scores", `${digest(JSON.stringify([version, metric]))}.jsonl`);
      const known = await valuesIn(path);
      return {
        empty: known.size === 0,
        get(key) {
          const value = known.get(key);
          if (value !== undefined) taken++;
          return value;
        },
        async keep(fresh) {
          if (fresh.size === 0) return;
          try {
            await makeFolder(dirname(path), 0o700);
            const lines = [...fresh].map((entry) => sealed(JSON.stringify(entry))).join("");
            await appendFile(path, lines, { mode: 0o600, flag: (await large(path)) ? "w" : "a" });
            added += fresh.size;
          } catch (error) {
            why = (error as Error).message;
          }
        },
      };
    },
  };
}

const large = (path: string): Promise<boolean> =>
  stat(path).then(
    ({ size }) => size > MOST,
    () => false,
  );

/** A line that is not what was written, as one of two writers at once may be, is as good as none. */
async function valuesIn(path: string): Promise<Map<string, ScoreValue>> {
  const text = await readFile(path, "utf8").catch(() => "");
  const known = new Map<string, ScoreValue>();
  for (const line of text.split("\n")) {
    const json = line === "" ? null : opened(line);
    // the checksum vouches for what was written
    if (json !== null) known.set(...(JSON.parse(json) as [string, ScoreValue]));
  }
  return known;
}
