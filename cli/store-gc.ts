// strux store gc: what no run will take any more, and with --yes its removal.
import { collect } from "../runtime/store/collect.ts";
import { pause } from "../runtime/turn.ts";
import { command, fail } from "./command.ts";
import { collectedLines } from "./store-text.ts";
import { atStore } from "./store.ts";

const DAY = 86_400_000;

export const storeGc = command({
  name: "store gc",
  options: { yes: { type: "boolean" }, older: { type: "string" }, json: { type: "boolean" } },
  async run({ yes = false, older, json }, more) {
    if (more.length > 0) return fail("store gc takes options alone");
    const days = older === undefined ? null : Number(older);
    if (days !== null && !(older?.trim() !== "" && days >= 0 && Number.isFinite(days)))
      return fail(`--older is ${older}; give a number of days`);
    return atStore("gc", async (whole, { say, warn, ...going }) => {
      const now = Date.now();
      const found = await collect(whole, {
        ...going,
        now,
        before: days === null ? null : now - days * DAY,
        remove: yes,
        async watch(owners, ms) {
          warn(
            `processes on other machines claim here: ${owners}; waiting ${ms / 1000} s for a sign of them`,
          );
          await pause(ms, going.signal);
        },
      });
      if (json) say(JSON.stringify({ place: whole.store.place, removed: yes, ...found }));
      else for (const line of collectedLines(found, yes, whole.driver.name)) say(line);
      return 0;
    });
  },
});
