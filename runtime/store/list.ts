// What lies in a store, counted: records by what they are, large values, who is at it. Records are glimpsed at, not read.
import type { Parts } from "../store.ts";
import { turnUnless } from "../turn.ts";
import { type Going, shareOf, waves } from "./every.ts";
import type { Whole } from "./open.ts";
import { type Sort, sortOf } from "./parts.ts";
import { glimpsed, nameOf } from "./record.ts";
import { valueFiles } from "./values.ts";

/** Records that are alike. */
export interface Group {
  readonly records: number;
  readonly bytes: number;
  /** When they were written, in ms since 1970. */
  readonly oldest: number;
  readonly newest: number;
}
export interface Listing {
  readonly place: string;
  readonly driver: "lmdb" | "files";
  /** The most first. */
  readonly sorts: readonly (Sort & Group)[];
  /** Null where there is no record. */
  readonly all: Group | null;
  /** Records of which it cannot be said what they are. */
  readonly unreadable: number;
  readonly large: { readonly files: number; readonly bytes: number };
}

/** Errors: E130, E116. */
export async function listed({ store, driver }: Whole, begin: string, going: Going): Promise<Listing> {
  const records = driver.table("records");
  const groups = new Map<string, Group>();
  let [unreadable, done] = [0, 0];
  for await (const keys of waves(store.keys(begin))) {
    await turnUnless(going.signal);
    const seen = keys.map(async (key) =>
      records.get(key, (bytes) => ({ ...(glimpsed(bytes) ?? { at: 0, shared: null }), bytes: bytes.length })),
    );
    for (const one of await Promise.all(seen)) {
      if (!one) continue;
      if (one.shared === null) unreadable++;
      else groups.set(one.shared, joined(groups.get(one.shared), alone(one)));
    }
    done += keys.length;
    going.heard?.(done, shareOf(keys.at(-1) ?? "", begin));
  }
  const sorts = new Map<string, Sort & Group>();
  for (const [name, group] of groups) {
    const of = await sharedParts(name);
    if (!of) {
      unreadable += group.records;
      continue;
    }
    const sort = sortOf(of);
    const id = JSON.stringify(sort);
    sorts.set(id, { ...sort, ...joined(sorts.get(id), group) });
  }
  const large = { files: 0, bytes: 0 };
  for await (const { bytes } of valueFiles(store.place).list()) {
    large.files++;
    large.bytes += bytes;
  }
  const all = [...sorts.values()].reduce<Group | undefined>((sum, one) => joined(sum, one), undefined);
  return {
    place: store.place,
    driver: driver.name,
    sorts: [...sorts.values()].toSorted((a, b) => b.records - a.records),
    all: all ?? null,
    unreadable,
    large,
  };

  async function sharedParts(name: string): Promise<Parts["of"] | undefined> {
    const text = await driver.table("shared").get(name, (bytes) => bytes.toString());
    if (text === undefined || nameOf(text) !== name) return undefined;
    return (JSON.parse(text) as Pick<Parts, "of">).of;
  }
}

const alone = ({ at, bytes }: { readonly at: number; readonly bytes: number }): Group => ({
  records: 1,
  bytes,
  oldest: at,
  newest: at,
});

function joined(a: Group | undefined, { records, bytes, oldest, newest }: Group): Group {
  if (!a) return { records, bytes, oldest, newest };
  return {
    records: a.records + records,
    bytes: a.bytes + bytes,
    oldest: Math.min(a.oldest, oldest),
    newest: Math.max(a.newest, newest),
  };
}
