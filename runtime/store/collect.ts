// The collector: what a store holds that no run will take any more, how much room it takes, and its removal.
import { rm } from "node:fs/promises";
import type { Damage, Stored } from "../store.ts";
import { turnUnless } from "../turn.ts";
import { removeRun, runIds, runInfo, weighRun } from "../log/runs.ts";
import { type Going, isDamage, shareOf, waves } from "./every.ts";
import { type Living, living } from "./living.ts";
import type { Whole } from "./open.ts";
import { partFiles } from "./parted.ts";
import { valueFiles } from "./values.ts";

export interface Heap {
  readonly count: number;
  readonly bytes: number;
}
export const KINDS = ["damaged", "old", "runs", "values", "shared", "parts", "claims"] as const;
export type Kind = (typeof KINDS)[number];
export interface Collected {
  readonly heaps: { readonly [K in Kind]: Heap };
  /** Records that stay. */
  readonly stay: number;
  /** Processes that are at the store: what they claim stays, and what many records share. */
  readonly owners: number;
}

export interface Collecting extends Going {
  /** Records from before then (ms since 1970) go too, and runs that wrote nothing since. */
  readonly before: number | null;
  /** Else it is only counted. */
  readonly remove: boolean;
  readonly now: number;
  /** Waits while other machines are watched. */
  readonly watch: (owners: number, ms: number) => Promise<void>;
}

/** A run on another machine that has written nothing for so long, in ms, is over. */
const SILENT = 86_400_000;
/** Files that nothing names are left alone for so long, in ms: whoever writes one may be about to name it. */
const GRACE = 3_600_000;

/**
 * Each removal is whole by itself, so that one that is interrupted has removed less and harmed nothing. A record is removed as it
 * was seen: one that was written anew meanwhile stays. Errors: E130, E116.
 */
export async function collect(whole: Whole, how: Collecting): Promise<Collected> {
  const { store, driver } = whole;
  const heaps = Object.fromEntries(KINDS.map((kind) => [kind, { count: 0, bytes: 0 }])) as {
    [K in Kind]: { count: number; bytes: number };
  };
  const take = async (kind: Kind, bytes: number, remove: () => Promise<boolean>): Promise<boolean> => {
    await turnUnless(how.signal);
    if (how.remove && !(await remove())) return false;
    heaps[kind].count++;
    heaps[kind].bytes += bytes;
    return true;
  };
  const here = await living(driver, how.watch);
  const values = valueFiles(store.place);
  const large = new Map<string, number>();
  for await (const { name, bytes, at } of values.list()) if (at < how.now - GRACE) large.set(name, bytes);
  const sections = new Map<string, number>();
  const shared = driver.table("shared");
  for await (const name of shared.keys(""))
    sections.set(name, (await shared.get(name, ({ length }) => length)) ?? 0);

  const stay = await records(whole, here, how, take, (names) => {
    for (const name of names) if (!large.delete(name)) sections.delete(name);
  });
  if (how.before !== null)
    for (const id of await runIds(store.place)) {
      const [{ state }, { bytes, age }] = [await runInfo(store.place, id), await weighRun(store.place, id)];
      if (state === "running" || (state === "unknown" && age < SILENT) || age <= how.now - how.before)
        continue;
      await take("runs", bytes, () => removeRun(store.place, id).then(() => true));
    }
  for (const [name, bytes] of large) await take("values", bytes, () => values.remove(name, how.now - GRACE));
  // a process that has written one, or read one, may be about to name it
  if (await nobody()) for (const [name, bytes] of sections) await take("shared", bytes, () => dropped(name));
  for await (const { path, bytes, at } of partFiles(store.place))
    if (at < how.now - GRACE) await take("parts", bytes, () => rm(path, { force: true }).then(() => true));
  for (const [key, bytes] of here.left)
    await take("claims", bytes.length, () => driver.claims.swap(key, bytes, null));
  return { heaps, stay, owners: here.owners };

  async function nobody(): Promise<boolean> {
    if (here.owners > 0) return false;
    for await (const key of driver.claims.keys("")) if (!here.left.has(key)) return false;
    return true;
  }
  async function dropped(name: string): Promise<boolean> {
    const bytes = await shared.get(name, (found) => Buffer.from(found));
    return bytes !== undefined && shared.swap(name, bytes, null);
  }
}

/** Goes over the records, takes those that are to go, and tells what those that stay rest on. How many these are. */
async function records(
  { store, driver }: Whole,
  { claimed }: Living,
  { before, signal, heard }: Collecting,
  take: (kind: Kind, bytes: number, remove: () => Promise<boolean>) => Promise<boolean>,
  stays: (names: readonly string[]) => void,
): Promise<number> {
  const table = driver.table("records");
  const fate = (key: string, record: Stored | Damage): Kind | null =>
    claimed.has(key)
      ? null
      : isDamage(record)
        ? "damaged"
        : before !== null && record.at < before
          ? "old"
          : null;
  let [done, stay] = [0, 0];
  // keys are gathered before any is removed
  for await (const keys of waves(store.keys())) {
    await turnUnless(signal);
    const found = await Promise.all(keys.map((key) => store.read(key)));
    for (const [at, record] of found.entries()) {
      const key = keys[at] ?? "";
      const kind = record && fate(key, record);
      if (kind && (await drop(key, kind))) continue;
      // one that was to go and did not is another by now
      const now = kind ? await store.read(key) : record;
      if (!now) continue;
      stay++;
      if (!isDamage(now)) stays(now.names);
    }
    done += keys.length;
    heard?.(done, shareOf(keys.at(-1) ?? ""));
  }
  return stay;

  async function drop(key: string, kind: Kind): Promise<boolean> {
    const bytes = await table.get(key, (there) => Buffer.from(there));
    const again = bytes && (await store.read(key));
    if (!bytes || !again || fate(key, again) !== kind) return false;
    return take(kind, bytes.length, () => table.swap(key, bytes, null));
  }
}
