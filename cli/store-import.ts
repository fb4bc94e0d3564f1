// strux store import: records that another machine computed, put beside one's own.
import { many } from "../dsl/tell/count.ts";
import { dataError } from "../runtime/problem.ts";
import { folded } from "../runtime/store/exchange.ts";
import { command, fail } from "./command.ts";
import { atStore } from "./store.ts";

export const storeImport = command({
  name: "store import",
  options: { json: { type: "boolean" } },
  async run({ json }, [path, ...more]) {
    if (path === undefined || more.length > 0)
      return fail("store import takes one file, as store export writes it");
    return atStore("import", async ({ store }, { say, ...going }) => {
      const { refused, ...told } = await folded(path, store, going).catch((error: unknown) => {
        if (!(error instanceof Error && "syscall" in error && "path" in error)) throw error;
        throw dataError("E110", `'${path}' cannot be read: ${error.message}`);
      });
      const left = [...refused].map(([why, { lines, first }]) => ({ why, lines, first }));
      if (json) say(JSON.stringify({ place: store.place, ...told, refused: left }));
      else {
        say(`${many(told.added)} added, ${many(told.known)} already there`);
        if (told.differ > 0) {
          say(`${many(told.differ)} there with another result, which stays:`);
          for (const key of told.differing) say(`  ${key}`);
          if (told.differ > told.differing.length) say("  and more");
        }
        for (const { why, lines, first } of left)
          say(`${many(lines)} left out, the first in line ${first}: ${why}`);
      }
      return told.differ > 0 || left.length > 0 ? 1 : 0;
    });
  },
});
