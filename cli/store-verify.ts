// strux store verify: every record read and held against its checksum, its key and what it rests on.
import { counted, many } from "../dsl/tell/count.ts";
import { everyRecord, isDamage } from "../runtime/store/every.ts";
import { command, fail } from "./command.ts";
import { atStore } from "./store.ts";

export const storeVerify = command({
  name: "store verify",
  options: { json: { type: "boolean" } },
  async run(values, more) {
    if (more.length > 0) return fail("store verify takes options alone");
    return atStore("verify", async ({ store }, { say, ...going }) => {
      let [records, damaged] = [0, 0];
      for await (const record of everyRecord(store, "", going)) {
        records++;
        if (!isDamage(record)) continue;
        damaged++;
        say(values.json ? JSON.stringify(record) : `${record.key}  ${record.why}`);
      }
      if (values.json) say(JSON.stringify({ place: store.place, records, damaged }));
      else if (damaged === 0) say(`${store.place}: ${counted(records, "record")}, none damaged`);
      else
        say(
          `${store.place}: ${many(damaged)} of ${counted(records, "record")} damaged; no run takes them: strux store gc --yes removes them`,
        );
      return damaged > 0 ? 1 : 0;
    });
  },
});
