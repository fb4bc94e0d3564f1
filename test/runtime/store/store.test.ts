// The store: what was put comes back whole or not at all, whoever writes, dies or damages it; the same of every driver.
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { digest } from "../../../runtime/digest.ts";
import { reserved } from "../../../runtime/store/outputs.ts";
import { openStore, remote, storePlace } from "../../../runtime/store/open.ts";
import { differ, type Entry, keyed, memoryStore, type Store } from "../../../runtime/store.ts";

const made: string[] = [];
const opened: Store[] = [];
afterAll(async () => {
  for (const store of opened) await store.close();
  made.forEach((place) => rmSync(place, { recursive: true, force: true }));
});
const place = (): string => {
  const folder = mkdtempSync(join(tmpdir(), "strux-store-"));
  made.push(folder);
  return join(folder, "store");
};
type Driver = "lmdb" | "files";
const open = (driver: Driver, folder = place()): Store => {
  const store = openStore(folder, driver === "lmdb" ? null : "nfs");
  opened.push(store);
  return store;
};
const files = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
    statSync(join(folder, name)).isFile(),
  );

const { key, parts } = keyed({ model: "m", provider: "cpu" }, { prompt: "3 tokens a1", seed: 0 });
const entry: Entry = {
  value: { text: "line\nbreak, “quotes”, \u0000 and 😀", n: 1.5, list: [null, true] },
  spent: { ms: 3 },
  made: { runtime: "1" },
  parts,
};
const other = digest("another");
const large: Entry = { ...entry, value: { text: "x".repeat(200_000) } };
const long: Entry = { ...entry, value: { text: "é and so on, ".repeat(1000) } };
/** What is given back of an entry where only its result is wanted. */
const content = ({ value, spent, made }: Entry): Partial<Entry> => ({
  value,
  ...(spent !== undefined && { spent }),
  made,
});
const DRIVERS = ["lmdb", "files"] as const;

test("a key is the digest of all its parts, whichever of them many calls share", () => {
  expect(keyed({ a: 1 }, { b: 2 }).key).toBe(keyed({}, { b: 2, a: 1 }).key);
  expect(keyed({ a: 1 }, { b: 2 }).key).not.toBe(keyed({ a: 1 }, { b: 3 }).key);
});

test.each(DRIVERS)(
  "%s: what was put comes back with all that is known of it, another key does not",
  async (driver) => {
    const store = open(driver);
    expect(await store.get(key)).toBeUndefined();
    await store.put(key, entry);
    expect(await store.get(key)).toMatchObject(content(entry));
    expect(await store.read(key)).toMatchObject({ ...entry, key });
    expect(await store.get(other)).toBeUndefined();
    expect(store.damaged()).toEqual([]);
  },
);

test.each(DRIVERS)(
  "%s: nothing is made by looking; what was put outlasts the process that wrote it",
  async (driver) => {
    const folder = place();
    const first = open(driver, folder);
    expect(await first.get(key)).toBeUndefined();
    expect(() => statSync(folder)).toThrow(/ENOENT/);
    await first.put(key, entry);
    await first.close();
    // it stays with the driver it began with
    const second = openStore(folder, driver === "lmdb" ? "nfs" : null);
    opened.push(second);
    expect(await second.get(key)).toMatchObject(content(entry));
  },
);

test.each(DRIVERS)("%s: the first result stays; one that differs is told with both", async (driver) => {
  const store = open(driver);
  await store.put(key, entry);
  await store.put(key, { ...entry, spent: { ms: 4 }, made: { runtime: "2" } });
  expect(store.conflicts()).toEqual([]);
  await store.put(key, { ...entry, value: "B" });
  expect(store.conflicts()).toEqual([{ key, kept: entry.value, other: "B" }]);
  expect(await store.get(key)).toMatchObject(content(entry));
});

test.each(DRIVERS)("%s: a long value is deflated, and comes back letter for letter", async (driver) => {
  const store = open(driver);
  await store.put(key, long);
  const there = await store.read(key);
  expect(there).toMatchObject(long);
  expect(there).toMatchObject({ bytes: expect.toSatisfy((bytes: number) => bytes < 1000) });
});

test.each(DRIVERS)(
  "%s: a large value is a file beside the record; where it is gone, the record is damaged",
  async (driver) => {
    const folder = place();
    const store = open(driver, folder);
    await store.put(key, large);
    expect(await store.get(key)).toMatchObject(content(large));
    const [file = ""] = files(join(folder, "values"));
    writeFileSync(join(folder, "values", file), "not what was written");
    expect(await store.get(key)).toBeUndefined();
    expect(store.damaged()).toEqual([{ key, why: expect.stringMatching(/its value, a file of its own/) }]);
  },
);

test.each(DRIVERS)("%s: keys come in order, by how they begin; a removed one is gone", async (driver) => {
  const store = open(driver);
  const all = Array.from({ length: 40 }, (_, n) => digest(String(n)));
  await Promise.all(all.map((one) => store.put(one, entry)));
  const found: string[] = [];
  for await (const one of store.keys()) found.push(one);
  expect(found).toEqual(all.toSorted());
  const [first = ""] = all;
  const alike: string[] = [];
  for await (const one of store.keys(first.slice(0, 1))) alike.push(one);
  expect(alike).toEqual(all.filter((one) => one.startsWith(first.slice(0, 1))).toSorted());
  await store.remove(first);
  expect(await store.get(first)).toBeUndefined();
});

const FILE_DAMAGE: readonly (readonly [string, (bytes: Buffer) => Buffer, RegExp])[] = [
  ["cut short", (bytes) => bytes.subarray(0, bytes.length - 20), /not those that were written/],
  ["empty", () => Buffer.alloc(0), /cut off/],
  [
    "one bit changed",
    (bytes) => Buffer.from(bytes.map((byte, at) => (at === bytes.length - 9 ? byte ^ 1 : byte))),
    /not those/,
  ],
  ["another version", (bytes) => Buffer.concat([Buffer.from([9]), bytes.subarray(1)]), /version 9/],
];
test.each(FILE_DAMAGE)(
  "a damaged record is not returned, is named, and is whole again when it is put again: %s",
  async (_, damage, why) => {
    const folder = place();
    const store = open("files", folder);
    await store.put(key, entry);
    const file = join(folder, "records", key.slice(0, 2), key);
    writeFileSync(file, damage(readFileSync(file)));
    expect(await store.get(key)).toBeUndefined();
    expect(store.damaged()).toEqual([{ key, why: expect.stringMatching(why) }]);
    await store.put(key, entry);
    expect(await store.get(key)).toMatchObject(content(entry));
  },
);

test("a record under the key of another is damaged", async () => {
  const folder = place();
  const store = open("files", folder);
  await store.put(key, entry);
  const moved = join(folder, "records", other.slice(0, 2), other);
  mkdirSync(dirname(moved), { recursive: true });
  copyFileSync(join(folder, "records", key.slice(0, 2), key), moved);
  expect(await store.get(other)).toBeUndefined();
});

test.each(DRIVERS)("%s: many writers of one key leave one whole record", async (driver) => {
  const folder = place();
  const stores = Array.from({ length: 8 }, () => open(driver, folder));
  await Promise.all(stores.map((store) => store.put(key, entry)));
  for (const store of stores) {
    expect(await store.get(key)).toMatchObject(content(entry));
    expect(store.conflicts()).toEqual([]);
  }
  expect(files(folder).filter((name) => name.endsWith(".part"))).toEqual([]);
});

test("a store of a newer version, and a folder that is none, are refused by name", async () => {
  const folder = place();
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "format.json"), '{"format":2,"driver":"lmdb"}');
  expect(() => openStore(folder)).toThrow(/is of version 2, and this program reads up to 1/);
  writeFileSync(join(folder, "format.json"), "[]");
  expect(() => openStore(folder)).toThrow(/does not say what the store is/);
});

test("a disk that is full is told with what helps, and loses nothing that is there", async () => {
  const folder = place();
  const store = open("files", folder);
  await store.put(key, entry);
  // writes there fail as on a full disk
  const full = openStore("/dev/full/store", "nfs");
  await expect(full.put(other, entry)).rejects.toMatchObject({ code: "E116" });
  expect(await store.get(key)).toMatchObject(content(entry));
});

test.each(DRIVERS)(
  "%s: a folder that vanishes ends the run that puts results there, and says so",
  async (driver) => {
    const folder = place();
    const store = open(driver, folder);
    await store.put(key, entry);
    await new Promise((resolve) => setTimeout(resolve, 600));
    await store.put(digest("second"), entry);
    rmSync(folder, { recursive: true });
    await new Promise((resolve) => setTimeout(resolve, 600));
    await expect(store.put(digest("third"), entry)).rejects.toMatchObject({
      code: "E116",
      message: expect.stringMatching(/its folder has vanished while it was in use/),
    });
  },
);

test("an output file is one run's at a time; with the process that wrote it goes its claim", async () => {
  const folder = place();
  const [one, two] = [open("lmdb", folder), open("lmdb", folder)];
  const free = await reserved(["out.ipynb"], one);
  await expect(reserved(["./out.ipynb", "b.jsonl"], two)).rejects.toMatchObject({
    code: "E115",
    message: `./out.ipynb is being written by another run (process ${process.pid})`,
  });
  await free();
  await (
    await reserved(["out.ipynb", "b.jsonl"], two)
  )();
});

test("on file systems that machines share, each record is a file, and that is said", () => {
  expect(remote("/any", () => 0x6969)).toBe("nfs");
  expect(remote("/any", () => 0xff534d42 | 0)).toBe("cifs");
  expect(remote("/any", () => 0xef53)).toBe(null);
  // the folder is not there yet: the one above tells
  expect(remote("/a/b", (at) => (at === "/" ? 0x0bd00bd0 : undefined))).toBe("lustre");
  expect(openStore(place(), "nfs").remark()).toMatch(/keeps each result as a file: it is on nfs/);
  expect(openStore(place(), null).remark()).toBe(null);
});

test("late digits of numbers are no other result: prompts that were computed together move them", () => {
  expect(differ({ text: "a", logprob: -0.00015865 }, { text: "a", logprob: -0.00015878 })).toBe(false);
  expect(differ({ logprob: -31.2501 }, { logprob: -31.2502 })).toBe(false);
  expect(differ({ logprob: -0.1 }, { logprob: -0.2 })).toBe(true);
  expect(differ({ text: "a" }, { text: "b" })).toBe(true);
  expect(differ(["a"], ["a", "b"])).toBe(true);
  expect(differ({ text: "a" }, { text: "a", cut: true })).toBe(true);
});

test("in memory the same holds", async () => {
  const store = memoryStore();
  await store.put(key, entry);
  await store.put(key, { ...entry, value: "B" });
  expect(await store.get(key)).toMatchObject(content(entry));
  expect(store.conflicts()).toHaveLength(1);
});

test("where the store lies: STRUX_STORE, else the user's cache folder", () => {
  expect(storePlace({ STRUX_STORE: "/a" })).toBe("/a");
  expect(storePlace({ XDG_CACHE_HOME: "/cache" })).toBe(join("/cache", "strux", "store"));
  expect(storePlace({})).toMatch(/\.cache.strux.store$/);
});
