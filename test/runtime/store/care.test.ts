// Looking after a store: it is counted, verified, compared, carried to another machine and cleared of what no run takes; the same of every driver.
import { randomBytes } from "node:crypto";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { writeWhole } from "../../../runtime/folder.ts";
import { type Collecting, collect } from "../../../runtime/store/collect.ts";
import { compared } from "../../../runtime/store/compare.ts";
import { everyRecord } from "../../../runtime/store/every.ts";
import { folded, lineOf } from "../../../runtime/store/exchange.ts";
import { findKey } from "../../../runtime/store/find.ts";
import { listed } from "../../../runtime/store/list.ts";
import { isStore, openStore, type Whole } from "../../../runtime/store/open.ts";
import { self } from "../../../runtime/store/owner.ts";
import { keyed, type Store, type Stored } from "../../../runtime/store.ts";
import { call, DRIVERS, entry, filled, folder, gathered, whole } from "./places.ts";

const { signal } = new AbortController();
const HOUR = 3_600_000;
const collecting = (more: Partial<Collecting> = {}): Collecting => ({
  signal,
  before: null,
  remove: true,
  now: Date.now(),
  watch: () => Promise.reject(new Error("nobody is on another machine")),
  ...more,
});
const counts = async (
  of: Whole,
  more: Partial<Collecting> = {},
): Promise<{ readonly [kind: string]: number }> => {
  const { heaps, stay } = await collect(of, collecting(more));
  const found = Object.entries(heaps).flatMap(([kind, { count }]) =>
    count > 0 ? [[kind, count] as const] : [],
  );
  return { ...Object.fromEntries(found), stay };
};
const keysOf = (store: Store): Promise<string[]> => gathered(store.keys());
/** Breaks a record: its bytes are others. */
const spoil = async ({ driver }: Whole, key: string): Promise<void> =>
  driver.table("records").put(key, randomBytes(200));
const large = "x".repeat(100_000);
/** Makes all files below a folder as old as this, in ms. */
function age(place: string, ms: number): void {
  const then = new Date(Date.now() - ms);
  for (const one of readdirSync(place, { recursive: true, withFileTypes: true }))
    if (one.isFile()) utimesSync(join(one.parentPath, one.name), then, then);
}

test.each(DRIVERS)(
  "%s: records are counted by what they are, from when they are, how large",
  async (driver) => {
    const one = whole(driver);
    await filled(one, 80, 1000);
    const weighed = keyed({ likelihood: 1, model: "d".repeat(64), provider: "webgpu" }, { texts: "e" });
    await one.store.put(weighed.key, entry(weighed, large), 5000);
    const found = await listed(one, "", { signal });
    expect(found).toMatchObject({
      driver,
      all: { records: 81, oldest: 1000, newest: 5000 },
      unreadable: 0,
      large: { files: 1 },
      sorts: [
        {
          what: "generate",
          model: "a".repeat(64),
          provider: "cpu",
          records: 80,
          oldest: 1000,
          newest: 1000,
        },
        { what: "likelihood", provider: "webgpu", records: 1, oldest: 5000 },
      ],
    });
    const bytes = (await gathered(everyRecord(one.store, "", { signal }))) as Stored[];
    expect(found.all?.bytes).toBe(bytes.reduce((sum, record) => sum + record.bytes, 0));
    const begin = weighed.key.slice(0, 6);
    expect((await listed(one, begin, { signal })).all?.records).toBe(1);
  },
);

test("what is no record at all is counted as such", async () => {
  const one = whole("files");
  const [key = ""] = await filled(one, 3);
  await one.driver.table("records").put(key, Buffer.from("short"));
  expect(await listed(one, "", { signal })).toMatchObject({ unreadable: 1, all: { records: 2 } });
});

test.each(DRIVERS)(
  "%s: a record is found by the beginning of its key, unless several begin so",
  async (driver) => {
    const { store, driver: table } = whole(driver);
    const { key } = call(0);
    await store.put(key, entry(call(0)));
    expect(await findKey(store, key.slice(0, 5).toUpperCase())).toBe(key);
    await expect(findKey(store, key.startsWith("0") ? "1" : "0")).rejects.toMatchObject({ code: "E108" });
    await expect(findKey(store, "../x")).rejects.toThrow(/is not the beginning of a key/);
    const alike = `${key.slice(0, 60)}${key.endsWith("0000") ? "1111" : "0000"}`;
    await table.table("records").put(alike, Buffer.from("x"));
    await expect(findKey(store, key.slice(0, 60))).rejects.toThrow(
      new RegExp(`several keys begin with .*${key.slice(0, 64)}`),
    );
    expect(await findKey(store, key)).toBe(key);
  },
);

test.each(DRIVERS)("%s: every record that is not what was written is named with why", async (driver) => {
  const one = whole(driver);
  const keys = await filled(one, 80);
  const [first = "", second = "", third = ""] = keys;
  await spoil(one, first);
  // whole by its checksum, under the key of other parts
  await one.store.remove(second);
  await one.store.put(second, entry(call(9999)));
  const big = call(5000);
  await one.store.put(big.key, entry(big, large));
  rmSync(join(one.store.place, "values"), { recursive: true });
  const found = await gathered(everyRecord(one.store, "", { signal }));
  expect(found).toHaveLength(81);
  const damaged = found.flatMap((record) => ("why" in record ? [record] : []));
  expect(damaged).toHaveLength(3);
  expect(Object.fromEntries(damaged.map(({ key, why }) => [key, why]))).toMatchObject({
    [first]: expect.stringMatching(/version|not those that were written/),
    [second]: "its key is not the digest of its parts",
    [big.key]: expect.stringMatching(/its value, a file of its own, is gone/),
  });
  expect(await one.store.read(third)).toMatchObject({ key: third });
});

test("an interrupt is heard while records are read", async () => {
  const one = whole("lmdb");
  await filled(one, 1000);
  const stop = new AbortController();
  setTimeout(() => stop.abort());
  await expect(gathered(everyRecord(one.store, "", { signal: stop.signal }))).rejects.toMatchObject({
    code: "E130",
  });
});

test.each(DRIVERS)("%s: two stores: keys of one alone, and other results under one key", async (driver) => {
  const [a, b] = [whole(driver), whole("files")];
  const keys = await filled(a, 20);
  await filled(b, 20);
  const [only = "", other = "", broken = ""] = keys;
  await b.store.remove(only);
  const extra = call(1000);
  await b.store.put(extra.key, entry(extra));
  await b.store.remove(other);
  const changed = (await a.store.read(other)) as Stored;
  await b.store.put(other, { ...changed, value: { text: "not the same" } });
  await spoil(b, broken);
  const found = await gathered(compared(a.store, b.store, signal));
  expect(found.map(({ key }) => key)).toEqual([...keys, extra.key].toSorted());
  expect(found.flatMap(({ apart }) => apart ?? []).toSorted((x, y) => (x.kind < y.kind ? -1 : 1))).toEqual([
    { key: broken, kind: "damaged", place: b.store.place, why: expect.any(String) },
    { key: other, kind: "differ" },
    { key: only, kind: "first" },
    { key: extra.key, kind: "second" },
  ]);
});

test.each(DRIVERS)(
  "%s: what is carried to another machine is the same there, times and all",
  async (driver) => {
    const [here, there] = [whole(driver), whole(driver === "lmdb" ? "files" : "lmdb")];
    await filled(here, 80, 12_345);
    const big = call(5000);
    await here.store.put(big.key, entry(big, `${large}\u0085\u001b[31m\u2028`));
    const file = join(folder(), "out.jsonl");
    const lines = async (store: Store): Promise<string[]> =>
      ((await gathered(everyRecord(store, "", { signal }))) as Stored[]).map(lineOf);
    const written = await lines(here.store);
    writeFileSync(file, written.join(""));
    expect(await folded(file, there.store, { signal })).toMatchObject({ added: 81, known: 0, differ: 0 });
    expect(await lines(there.store)).toEqual(written);
    expect(await folded(file, there.store, { signal })).toMatchObject({ added: 0, known: 81, differ: 0 });
    expect(there.store.conflicts()).toEqual([]);
  },
);

test("lines that are no record, or say a key that is not theirs, are counted by why; the others are taken", async () => {
  const { store } = whole("lmdb");
  const [good, forged, other] = [call(1), call(2), call(3)];
  await store.put(other.key, entry(other, "mine"));
  const line = (more: object): string => JSON.stringify({ key: good.key, at: 1, ...entry(good), ...more });
  const deep = `${"[".repeat(5000)}${"]".repeat(5000)}`;
  const file = join(folder(), "in.jsonl");
  const all = [
    line({}),
    line({}),
    "",
    "{",
    "[1]",
    '"text"',
    line({ key: forged.key }),
    line({ parts: { of: {} } }),
    line({ at: "yesterday" }),
    line({ at: 1e300 }),
    `{"key":"${good.key}","at":1,"made":{},"value":${deep},"parts":{"of":{},"own":{}}}`,
    `{"key":"../../x","at":1,"made":{},"value":1,"parts":{"of":{"__proto__":{"x":1}},"own":{}}}`,
    JSON.stringify({ key: other.key, at: 1, ...entry(other, "theirs") }),
    line({ value: undefined }),
  ];
  writeFileSync(file, all.join("\n"));
  const { refused, ...told } = await folded(file, store, { signal });
  expect(told).toEqual({ added: 1, known: 1, differ: 1, differing: [other.key] });
  expect(Object.fromEntries(refused)).toEqual({
    "it is not JSON": { lines: 1, first: 4 },
    "it is not a record of a store": { lines: 6, first: 5 },
    "its key is not the digest of its parts": { lines: 2, first: 7 },
    "it does not say the parts of its key": { lines: 1, first: 8 },
  });
  expect(await store.get(other.key)).toMatchObject({ value: { text: "mine" } });
  expect({}).not.toHaveProperty("x");
});

test("a file that comes in pieces is there as a whole or not at all", async () => {
  const file = join(folder(), "out.jsonl");
  await writeWhole(file, "before");
  async function* broken(): AsyncGenerator<string> {
    yield "half of it";
    throw new Error("broke off");
  }
  await expect(writeWhole(file, broken())).rejects.toThrow("broke off");
  expect(readFileSync(file, "utf8")).toBe("before");
  expect(readdirSync(dirname(file))).toEqual(["out.jsonl"]);
});

test.each(DRIVERS)(
  "%s: the collector takes damaged records, and says before what it would",
  async (driver) => {
    const one = whole(driver);
    // more than are looked up at once
    const n = driver === "lmdb" ? 600 : 90;
    const keys = await filled(one, n);
    const bad = new Set(keys.filter((_, at) => at % 3 === 0));
    for (const key of bad) await spoil(one, key);
    expect(await counts(one, { remove: false })).toEqual({ damaged: n / 3, stay: (2 * n) / 3 });
    expect(await keysOf(one.store)).toEqual(keys);
    expect(await counts(one)).toEqual({ damaged: n / 3, stay: (2 * n) / 3 });
    expect(await keysOf(one.store)).toEqual(keys.filter((key) => !bad.has(key)));
    expect(await counts(one)).toEqual({ stay: (2 * n) / 3 });
  },
);

test.each(DRIVERS)("%s: records from before a moment go with what they alone rest on", async (driver) => {
  const one = whole(driver);
  await filled(one, 10, 1000);
  const [old, young] = [call(1000, 0.5), call(1001)];
  await one.store.put(old.key, entry(old, large), 1000);
  await one.store.put(young.key, entry(young, `${large}, other`), 9000);
  age(join(one.store.place, "values"), 2 * HOUR);
  expect(await counts(one, { before: 5000 })).toEqual({ old: 11, values: 1, shared: 1, stay: 1 });
  expect(await keysOf(one.store)).toEqual([young.key]);
  expect(await one.store.read(young.key)).toMatchObject(entry(young, `${large}, other`));
});

test("a large value that was just written, or is wanted again, stays", async () => {
  const one = whole("lmdb");
  await one.store.put(call(1).key, entry(call(1), large));
  await one.store.remove(call(1).key);
  expect(await counts(one)).toMatchObject({ stay: 0, shared: 1 });
  age(join(one.store.place, "values"), 2 * HOUR);
  await one.store.put(call(2).key, entry(call(2), large));
  await one.store.remove(call(2).key);
  expect((await collect(one, collecting())).heaps.values.count).toBe(0);
  age(join(one.store.place, "values"), 2 * HOUR);
  expect((await collect(one, collecting())).heaps.values.count).toBe(1);
});

test.each(DRIVERS)(
  "%s: what a live process claims stays, and so does what it may be about to name",
  async (driver) => {
    const one = whole(driver);
    const [claimed = "", free = ""] = await filled(one, 2, 1000);
    const other = openStore(one.store.place);
    await other.claims.claim([claimed]);
    const { heaps, owners, stay } = await collect(one, collecting({ before: 5000 }));
    expect([heaps.old.count, heaps.claims.count, heaps.shared.count, owners, stay]).toEqual([1, 0, 0, 1, 1]);
    expect(await keysOf(one.store)).toEqual([claimed]);
    await other.claims.release([claimed]);
    await other.close();
    expect(await counts(one, { before: 5000 })).toEqual({ old: 1, shared: 1, stay: 0 });
    expect(free).not.toBe(claimed);
  },
);

test.each(DRIVERS)(
  "%s: claims of the dead go; one that says nothing from another machine is dead",
  async (driver) => {
    const one = whole(driver);
    const table = one.driver.claims;
    const owner = async (name: string, more: object): Promise<void> => {
      await table.put(name.repeat(64), Buffer.from(JSON.stringify({ ...self(), beats: 1, ...more })));
      await table.put(`${name}0`.repeat(32), Buffer.from(name.repeat(64), "hex"));
    };
    await owner("a", { pid: 2 ** 30, start: "1" });
    await owner("b", { host: "elsewhere" });
    await owner("c", { host: "elsewhere" });
    await owner("d", {});
    const watched: number[] = [];
    const watch = async (owners: number, ms: number): Promise<void> => {
      watched.push(owners, ms);
      await owner("b", { host: "elsewhere", beats: 2 });
    };
    expect(await counts(one, { watch })).toEqual({ claims: 4, stay: 0 });
    expect(watched).toEqual([2, 30_000]);
    expect(await gathered(table.keys(""))).toEqual(
      ["b0".repeat(32), "b".repeat(64), "d0".repeat(32), "d".repeat(64)].toSorted(),
    );
  },
);

test("unfinished files go when they are old, in the folders of a store alone", async () => {
  const one = whole("files");
  await filled(one, 3);
  const { place } = one.store;
  const at = (...path: string[]): string => join(place, ...path);
  const old = [
    at("records", "ab", "abc.1.part"),
    at("runs", "r", "program.part"),
    at("format.json.0a1b2c3d.part"),
  ];
  const kept = [at("films", "mine.part"), at("mine.part")];
  for (const path of [...old, ...kept]) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, "half");
  }
  expect(await counts(one)).toEqual({ stay: 3 });
  expect(await counts(one, { now: Date.now() + 2 * HOUR })).toEqual({ parts: 3, stay: 3 });
  expect([...old, ...kept].map((path) => existsSync(path))).toEqual([false, false, false, true, true]);
});

test("a damaged record that was made whole meanwhile stays", async () => {
  const one = whole("files");
  const [key = ""] = await filled(one, 1);
  const good = join(folder(), "good");
  const file = join(one.store.place, "records", key.slice(0, 2), key);
  copyFileSync(file, good);
  await spoil(one, key);
  const { read } = one.store;
  let reads = 0;
  const store = {
    ...one.store,
    async read(wanted: string) {
      const found = await read(wanted);
      // another process computes it again just after it was looked at
      if (++reads === 1) copyFileSync(good, file);
      return found;
    },
  };
  expect(await counts({ ...one, store })).toEqual({ stay: 1 });
  expect(await one.store.read(key)).toMatchObject({ key });
});

test("nothing is made by looking after a store that is not there", async () => {
  const place = join(folder(), "none");
  const one = whole("lmdb", place);
  expect(await listed(one, "", { signal })).toMatchObject({ all: null, sorts: [] });
  expect(await counts(one)).toEqual({ stay: 0 });
  expect(await gathered(everyRecord(one.store, "", { signal }))).toEqual([]);
  expect([existsSync(place), isStore(place)]).toEqual([false, false]);
});
