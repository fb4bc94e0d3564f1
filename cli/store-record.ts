// One whole record, named by the beginning of its key.
import { dataError } from "../runtime/problem.ts";
import { isDamage } from "../runtime/store/every.ts";
import { findKey } from "../runtime/store/find.ts";
import type { Store, Stored } from "../runtime/store.ts";

/** Errors: E108 where there is none, several, or one that is damaged. */
export async function recordOf(store: Store, begin: string): Promise<Stored> {
  const record = await store.read(await findKey(store, begin));
  if (!record) throw dataError("E108", `the record whose key begins with '${begin}' was just removed`);
  if (isDamage(record))
    throw dataError(
      "E108",
      `record ${record.key} is damaged: ${record.why}`,
      "strux store gc --yes removes it",
    );
  return record;
}
