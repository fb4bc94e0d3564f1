// strux store export: records as lines of JSON, for another machine or another tool.
import { once } from "node:events";
import { counted } from "../dsl/tell/count.ts";
import { writeWhole } from "../runtime/folder.ts";
import { dataError } from "../runtime/problem.ts";
import { printable } from "../runtime/show/bundle.ts";
import { everyRecord, isDamage } from "../runtime/store/every.ts";
import { lineOf } from "../runtime/store/exchange.ts";
import type { Store } from "../runtime/store.ts";
import { command, fail } from "./command.ts";
import { atStore, type Telling } from "./store.ts";

export const storeExport = command({
  name: "store export",
  options: {},
  async run(_, [path, ...more]) {
    if (more.length > 0) return fail("store export takes one file at most");
    return atStore("export", async ({ store }, telling) => {
      const counts = { written: 0, damaged: 0 };
      const all = lines(store, telling, counts);
      if (path === undefined) await toStdout(all, telling.signal);
      else await toFile(path, all);
      const file = path === undefined ? "" : ` to ${path}`;
      telling.warn(`${counted(counts.written, "record")} written${file}`);
      if (counts.damaged > 0)
        telling.warn(`${counted(counts.damaged, "damaged record")} left out: strux store verify names them`);
      return counts.damaged > 0 ? 1 : 0;
    });
  },
});

/** Letters that are written at once. */
const PIECE = 1 << 18;

async function* lines(
  store: Store,
  going: Telling,
  counts: { written: number; damaged: number },
): AsyncGenerator<string> {
  let piece = "";
  for await (const record of everyRecord(store, "", going)) {
    if (isDamage(record)) counts.damaged++;
    else {
      counts.written++;
      piece += lineOf(record);
    }
    if (piece.length < PIECE) continue;
    yield piece;
    piece = "";
  }
  yield piece;
}

/** In JSON, what is written out as `\u001b` reads as the same character. */
async function toStdout(all: AsyncIterable<string>, signal: AbortSignal): Promise<void> {
  for await (const text of all)
    if (!process.stdout.write(printable(text))) await once(process.stdout, "drain", { signal });
}

async function toFile(path: string, all: AsyncIterable<string>): Promise<void> {
  try {
    await writeWhole(path, all);
  } catch (error) {
    if (!(error instanceof Error && "syscall" in error)) throw error;
    throw dataError(
      "E115",
      `'${path}' cannot be written: ${error.message}`,
      "name a file in a folder that can be written",
    );
  }
}
