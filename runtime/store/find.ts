// A record by the beginning of its key, as people write it.
import { dataError } from "../problem.ts";
import type { Store } from "../store.ts";

/** Keys that are named where several begin alike. */
const SOME = 3;
/** Letters of a key that are shown: enough to tell it from any other. */
export const SHORT_KEY = 12;

/** What was written, if it can begin a key. Errors: E108. */
export function beginning(text: string): string {
  const small = text.toLowerCase();
  if (/^[0-9a-f]{0,64}$/.test(small)) return small;
  throw dataError(
    "E108",
    `'${text}' is not the beginning of a key`,
    "a key is 64 letters of 0 to 9 and a to f; strux log RUN --items and strux store export say them",
  );
}

/** The one key that begins so. Errors: E108. */
export async function findKey(store: Store, text: string): Promise<string> {
  const begin = beginning(text);
  const found: string[] = [];
  for await (const key of store.keys(begin)) {
    if (found.push(key) > SOME) break;
  }
  const [only, ...more] = found;
  if (only === undefined)
    throw dataError(
      "E108",
      `no record's key begins with '${text}'`,
      `strux store ls says what lies in ${store.place}`,
    );
  if (more.length === 0) return only;
  const some = found.slice(0, SOME).map((key) => key.slice(0, Math.max(SHORT_KEY, begin.length + 4)));
  throw dataError(
    "E108",
    `several keys begin with '${text}': ${some.join(", ")}${found.length > SOME ? " and more" : ""}`,
    "write more of one",
  );
}
