// strux store show: one record, all that is known of it.
import { dataError } from "../runtime/problem.ts";
import { isDamage } from "../runtime/store/every.ts";
import { findKey } from "../runtime/store/find.ts";
import { command, fail } from "./command.ts";
import { recordLines } from "./store-text.ts";
import { atStore } from "./store.ts";

export const storeShow = command({
  name: "store show",
  options: { json: { type: "boolean" } },
  async run(values, [begin, ...more]) {
    if (begin === undefined || more.length > 0)
      return fail("store show takes a key, or the beginning of one");
    return atStore("show", async ({ store }, { say }) => {
      const key = await findKey(store, begin);
      const record = await store.read(key);
      if (!record) throw dataError("E108", `record ${key} was just removed`);
      if (isDamage(record)) {
        say(values.json ? JSON.stringify(record) : `${key}  damaged: ${record.why}`);
        return 1;
      }
      const { names: _, ...told } = record;
      if (values.json) say(JSON.stringify(told));
      else for (const line of recordLines(record)) say(line);
      return 0;
    });
  },
});
