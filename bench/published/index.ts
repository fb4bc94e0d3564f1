// npm run verify:published: every published figure at hand, and whether ours is equal to it; bin/published.mjs starts it.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { infinitebenchSet } from "./infinitebench.ts";
import { llmbar } from "./llmbar.ts";
import { longbenchSet } from "./longbench.ts";
import { rougeSet } from "./rouge.ts";
import type { PublishedSet } from "./set.ts";
import { trec } from "./trec.ts";

const SETS: readonly PublishedSet[] = [longbenchSet, infinitebenchSet, llmbar, rougeSet, trec];

/**
 * Prints a line per figure (`all`), or per set; of figures that differ each. Status 1 where any differs or cannot be read, 0 else, also
 * where nothing is at hand.
 */
export async function verify(root: string | undefined, all: boolean): Promise<number> {
  let [equal, of, failed] = [0, 0, false];
  for (const set of SETS) {
    if (root === undefined || !existsSync(join(root, set.folder))) {
      console.log(
        `${set.name}: not at hand (${root === undefined ? "STRUX_DATA is not set" : join(root, set.folder)})`,
      );
      continue;
    }
    try {
      const figures = await set.check(root);
      const same = figures.filter((figure) => figure.equal);
      [equal, of] = [equal + same.length, of + figures.length];
      console.log(`${set.name}: ${same.length} of ${figures.length} equal`);
      for (const { name, published, ours, equal: is } of figures)
        if (all || !is)
          console.log(
            `  ${name}: published ${published}, ours ${shown(ours)}, ${is ? "equal" : "DIFFERENT"}`,
          );
    } catch (error) {
      failed = true;
      console.log(`${set.name}: cannot be read: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  console.log(`${equal} of ${of} verified`);
  return failed || equal < of ? 1 : 0;
}

const shown = (value: number): string => String(Number(value.toPrecision(8)));
