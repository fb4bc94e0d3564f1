// Stores that somebody wrote to: three results by a driver, the bytes below them, and what is to become of one that was changed.
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { open as openLmdb } from "lmdb";
import { afterAll, expect } from "vitest";
import { openStore } from "../../../runtime/store/open.ts";
import { type Entry, keyed, type Store } from "../../../runtime/store.ts";
import type { Json } from "../../../runtime/value.ts";

const home = mkdtempSync(join(tmpdir(), "strux-tampered-"));
afterAll(() => rmSync(home, { recursive: true, force: true }));
let places = 0;
const place = (): string => join(home, String(places++), "store");

export type Driver = "lmdb" | "files";
export const DRIVERS = ["lmdb", "files"] as const;
export const open = (driver: Driver, folder: string): Store =>
  openStore(folder, driver === "lmdb" ? null : "nfs");
export async function used<T>(driver: Driver, folder: string, act: (store: Store) => Promise<T>): Promise<T> {
  const store = open(driver, folder);
  try {
    return await act(store);
  } finally {
    await store.close();
  }
}

const entry = (n: number, value: Json): Entry & { readonly key: string } => {
  const { key, parts } = keyed({ model: "m" }, { n });
  return { key, value, spent: { ms: n }, made: { runtime: "1" }, parts };
};
export const mine = entry(1, { text: "mine ".repeat(1500) });
export const other = entry(2, { text: "other" });
export const large = entry(3, { text: "large ".repeat(20_000) });

/** The bytes below a driver, by table and key. */
interface Raw {
  get(table: "records" | "shared", key: string): Buffer;
  put(table: "records" | "shared", key: string, bytes: Buffer): void;
}
const fileRaw = (folder: string): Raw => {
  const file = (table: string, key: string): string => join(folder, table, key.slice(0, 2), key);
  return {
    get: (table, key) => readFileSync(file(table, key)),
    put(table, key, bytes) {
      mkdirSync(dirname(file(table, key)), { recursive: true });
      writeFileSync(file(table, key), bytes);
    },
  };
};
export async function tamper(driver: Driver, folder: string, act: (raw: Raw) => void): Promise<void> {
  if (driver === "files") return act(fileRaw(folder));
  const files = fileRaw(folder);
  await withLmdb(folder, ({ records, bytes }) => {
    const place = (key: string): Buffer => records.get(Buffer.from(key, "hex"))!;
    act({
      get: (name, key) => (name === "shared" ? files.get(name, key) : Buffer.from(bytes.get(place(key))!)),
      put(name, key, value) {
        if (name === "shared") files.put(name, key, value);
        else bytes.putSync(place(key), value);
      },
    });
  });
}

export type Tables = { readonly [N in "records" | "bytes"]: ReturnType<typeof lmdbTable> };
const lmdbTable = (root: ReturnType<typeof lmdbRoot>, name: string) =>
  root.openDB<Buffer, Buffer>({ name, encoding: "binary", keyEncoding: "binary" });
const lmdbRoot = (folder: string) =>
  openLmdb<Buffer, Buffer>({
    path: join(folder, "results"),
    maxDbs: 4,
    pageSize: 16_384,
    encoding: "binary",
    keyEncoding: "binary",
  });
export async function withLmdb(folder: string, act: (tables: Tables) => void): Promise<void> {
  const root = lmdbRoot(folder);
  act({
    records: lmdbTable(root, "records"),
    bytes: lmdbTable(root, "bytes"),
  });
  await root.flushed;
  await root.close();
}
/** Three results in a store of a driver. */
export async function filled(driver: Driver): Promise<string> {
  const folder = place();
  await used(driver, folder, async (store) => {
    for (const one of [mine, other, large]) await store.put(one.key, one);
  });
  return folder;
}

/** Why the one is damage: the others are what they were, and once it is computed again it is whole, also for who comes later. */
export async function damageOf(driver: Driver, folder: string, damaged: typeof mine): Promise<string> {
  const all = [mine, other, large];
  const why = await used(driver, folder, async (store) => {
    expect(await store.get(damaged.key)).toBeUndefined();
    const told = store.damaged();
    expect(told).toMatchObject([{ key: damaged.key }]);
    expect(await store.read(damaged.key)).toEqual(told[0]);
    for (const one of all.filter((each) => each !== damaged))
      expect(await store.get(one.key)).toMatchObject({ value: one.value });
    await store.put(damaged.key, damaged);
    expect(store.conflicts()).toEqual([]);
    return told[0]?.why ?? "";
  });
  await used(driver, folder, async (store) => {
    for (const one of all) expect(await store.get(one.key)).toMatchObject({ value: one.value });
    expect(store.damaged()).toEqual([]);
  });
  return why;
}

/** Moves what is there away, out of the store. */
export function elsewhere(file: string): string {
  const to = join(home, `elsewhere${places++}`);
  renameSync(file, to);
  return to;
}

/** JSON that nests 100,000 levels. */
export const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
