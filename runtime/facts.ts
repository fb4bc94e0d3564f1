// Answers to the compiler's questions, remembered until a file they rest on changes: one desk for check, explain, runs and editors.
import type { Facts, Need } from "../dsl/types/known.ts";
import { columnFact } from "./data/columns.ts";
import type { Files } from "./files.ts";
import type { Runner } from "./model/index.ts";
import { tokenCounts } from "./count-fact.ts";
import { modelFact } from "./model-fact.ts";
import { moduleFact } from "./module/fact.ts";
import { outlineFact, scriptOf } from "./module/script.ts";
import { watched } from "./watched.ts";

export interface Answers {
  /** The facts whose files are as they were; the others are forgotten. One look at each file's date, nothing is read. */
  known(): Promise<Facts>;
  /** The facts with those that were asked for. What nobody here can answer stays open. */
  answer(needs: readonly Need[]): Promise<Facts>;
}

type List = keyof Facts;
interface Kept {
  readonly list: List;
  readonly fact: unknown;
  /** Whether the files this fact came from are as they were. */
  readonly holds: () => Promise<boolean>;
}

/** Facts kept at a time: those of the longest notebook, and of its last few edits. */
const MOST = 2_000;

/** A desk for the programs of one folder. Without a runner no tokens are counted. */
export function answering(files: Files, runner: Runner | null): Answers {
  const kept = new Map<string, Kept>();
  const count = runner && tokenCounts(runner);
  const kinds: { readonly [K in Need["kind"]]: readonly [List, Ask<K> | null] } = {
    columns: ["columns", (need, seen) => columnFact(need.reader, need.args, seen)],
    model: [
      "models",
      (need, seen) => modelFact(String(need.args["folder"]), seen, runner, need.file !== undefined),
    ],
    count: ["counts", count],
    module: ["modules", (need, seen) => moduleFact(need.path, seen)],
    outline: ["outlines", (need) => outlineFact(need.text)],
    script: ["scripts", (need, seen) => scriptOf(need, seen)],
  };
  const facts = (): Facts => {
    const lists: { [L in List]: { [key: string]: unknown } } = {
      columns: {},
      models: {},
      counts: {},
      modules: {},
      outlines: {},
      scripts: {},
    };
    for (const [key, { list, fact }] of kept) lists[list][key] = fact;
    // each list holds what the function of its row returned
    return lists as Facts;
  };
  return {
    async known() {
      await Promise.all(
        [...kept].map(async ([key, { holds }]) => {
          if (!(await holds())) kept.delete(key);
        }),
      );
      return facts();
    },
    async answer(needs) {
      await Promise.all(
        needs.map(async (need) => {
          const [list, ask] = kinds[need.kind];
          if (!ask) return;
          const seen = watched(need.file === undefined ? files : files.from(need.file));
          // the row is that of the need's kind; TypeScript cannot correlate the two
          kept.set(need.key, { list, fact: await ask(need as never, seen), holds: seen.unchanged });
        }),
      );
      for (const key of kept.keys()) if (kept.size > MOST) kept.delete(key);
      return facts();
    },
  };
}

type Ask<K extends Need["kind"]> = (need: Extract<Need, { kind: K }>, files: Files) => Promise<unknown>;
