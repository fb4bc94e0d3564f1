// strux store diff: two records part by part, or two stores key by key.
import { counted, many } from "../dsl/tell/count.ts";
import { type Apart, compared } from "../runtime/store/compare.ts";
import { shareOf } from "../runtime/store/every.ts";
import { isStore, openStore, type Whole } from "../runtime/store/open.ts";
import { differences, differenceText } from "../runtime/store/parts.ts";
import { differ } from "../runtime/store.ts";
import { command, fail } from "./command.ts";
import { recordOf } from "./store-record.ts";
import { atStore, type Telling } from "./store.ts";

export const storeDiff = command({
  name: "store diff",
  options: { json: { type: "boolean" } },
  async run({ json = false }, [first, second, ...more]) {
    if (first === undefined || second === undefined || more.length > 0)
      return fail("store diff takes two keys, or the folders of two stores");
    const stores = [first, second].filter(isStore);
    if (stores.length === 1)
      return fail(
        `'${stores[0] === first ? second : first}' is not a store; give two keys, or the folders of two stores`,
      );
    return atStore("diff", (whole, telling) =>
      stores.length === 2
        ? folders(first, second, json, telling)
        : records(first, second, json, whole, telling),
    );
  },
});

/** Status 1 where they differ. */
async function records(
  first: string,
  second: string,
  json: boolean,
  { store }: Whole,
  { say }: Telling,
): Promise<number> {
  const [a, b] = [await recordOf(store, first), await recordOf(store, second)];
  const parts = differences(a.parts, b.parts);
  const results = differ(a.value, b.value);
  if (json) say(JSON.stringify({ first: a.key, second: b.key, parts, results }));
  else {
    for (const one of parts) say(differenceText(one));
    if (parts.length === 0) say("the same record");
    else say(results ? "the results differ" : "the results are the same");
  }
  return parts.length > 0 ? 1 : 0;
}

/** Keys that are named of each kind; --json names all. */
const SOME = 10;
const KINDS: { readonly [K in Apart["kind"]]: string } = {
  first: "only in the first",
  second: "only in the second",
  differ: "with different results",
  damaged: "damaged",
};

async function folders(
  first: string,
  second: string,
  json: boolean,
  { say, signal, heard }: Telling,
): Promise<number> {
  const [a, b] = [openStore(first), openStore(second)];
  const counts = { first: 0, second: 0, differ: 0, damaged: 0 };
  const named: { [K in Apart["kind"]]: string[] } = { first: [], second: [], differ: [], damaged: [] };
  let [keys, same] = [0, 0];
  try {
    for await (const { key, apart } of compared(a, b, signal)) {
      heard?.(++keys, shareOf(key));
      if (!apart) {
        same++;
        continue;
      }
      counts[apart.kind]++;
      if (json) say(JSON.stringify(apart));
      else if (named[apart.kind].length < SOME)
        named[apart.kind].push(apart.kind === "damaged" ? `${key}  in ${apart.place}: ${apart.why}` : key);
    }
  } finally {
    await a.close();
    await b.close();
  }
  if (json) say(JSON.stringify({ folders: [a.place, b.place], same, ...counts }));
  else {
    say(`${counted(keys, "key")}, ${many(same)} in both with the same result`);
    for (const kind of Object.keys(KINDS) as Apart["kind"][]) {
      if (counts[kind] === 0) continue;
      say(`${many(counts[kind])} ${KINDS[kind]}`);
      for (const key of named[kind]) say(`  ${key}`);
      const left = counts[kind] - named[kind].length;
      if (left > 0) say(`  and ${many(left)} more: --json names all`);
    }
  }
  return same === keys ? 0 : 1;
}
