// strux store ls: what lies in the store.
import { beginning } from "../runtime/store/find.ts";
import { listed } from "../runtime/store/list.ts";
import { command, fail } from "./command.ts";
import { listingLines } from "./store-text.ts";
import { atStore } from "./store.ts";

export const storeLs = command({
  name: "store ls",
  options: { json: { type: "boolean" } },
  async run(values, [begin = "", ...more]) {
    if (more.length > 0) return fail("store ls takes the beginning of a key at most");
    return atStore("ls", async (whole, { say, ...going }) => {
      const found = await listed(whole, beginning(begin), going);
      if (values.json) say(JSON.stringify(found));
      else for (const line of listingLines(found)) say(line);
      return 0;
    });
  },
});
