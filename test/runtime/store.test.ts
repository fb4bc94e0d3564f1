// The store: what was put comes back whole or not at all, whoever writes, dies or damages files.
import { spawn } from "node:child_process";
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rolldown } from "rolldown";
import { afterAll, expect, test } from "vitest";
import { digest } from "../../runtime/digest.ts";
import { fileStore, storePlace } from "../../runtime/store-files.ts";
import { memoryStore } from "../../runtime/store.ts";

const made: string[] = [];
afterAll(() => made.forEach((place) => rmSync(place, { recursive: true, force: true })));
const place = (): string => {
  const folder = mkdtempSync(join(tmpdir(), "strux-store-"));
  made.push(folder);
  return join(folder, "store");
};
const files = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => /\.(json|part)$/.test(name));

const key = digest("a call");
const entry = {
  value: { text: "line\nbreak, “quotes”, \u0000 and 😀", n: 1.5, list: [null, true] },
  made: { ms: 3 },
};

test.each([
  ["files", () => fileStore(place())],
  ["memory", memoryStore],
])("in %s: what was put comes back, another key does not", async (_, open) => {
  const store = open();
  expect(await store.get(key)).toBeUndefined();
  await store.put(key, entry);
  expect(await store.get(key)).toEqual(entry);
  expect(await store.get(digest("another"))).toBeUndefined();
  expect(store.damaged()).toBe(0);
});

test("the folder appears with the first entry, and outlasts the process that wrote it", async () => {
  const folder = place();
  await fileStore(folder).put(key, entry);
  expect(files(folder)).toEqual([join(key.slice(0, 2), `${key}.json`)]);
  expect(await fileStore(folder).get(key)).toEqual(entry);
});

test.each<readonly [string, (text: string) => string]>([
  ["cut short", (text) => text.slice(0, text.length - 20)],
  ["empty", () => ""],
  ["one letter changed", (text) => text.replace("1.5", "1.6")],
  ["without its checksum", (text) => text.slice(text.indexOf("\n") + 1)],
  ["another entry's checksum", (text) => `${digest("x")}${text.slice(64)}`],
])("a damaged entry is not returned, and is counted: %s", async (_, damage) => {
  const folder = place();
  const store = fileStore(folder);
  await store.put(key, entry);
  const file = join(folder, files(folder)[0] ?? "");
  writeFileSync(file, damage(readFileSync(file, "utf8")));
  expect(await store.get(key)).toBeUndefined();
  expect(store.damaged()).toBe(1);
  // put again, it is whole again
  await store.put(key, entry);
  expect(await store.get(key)).toEqual(entry);
});

test("the first line is the checksum of the key and the rest: verifiable without the program, useless under another key", async () => {
  const folder = place();
  await fileStore(folder).put(key, entry);
  const [sum, body] = readFileSync(join(folder, files(folder)[0] ?? ""), "utf8").split("\n");
  expect(sum).toBe(digest(`${key}\n${body ?? ""}`));
  const other = key.replace(/^../, "ff");
  mkdirSync(join(folder, "ff"), { recursive: true });
  copyFileSync(join(folder, files(folder)[0] ?? ""), join(folder, "ff", `${other}.json`));
  const store = fileStore(folder);
  expect(await store.get(other)).toBeUndefined();
  expect(store.damaged()).toBe(1);
});

test("many writers of one key leave one whole entry and nothing else", async () => {
  const folder = place();
  await Promise.all(Array.from({ length: 20 }, () => fileStore(folder).put(key, entry)));
  expect(files(folder)).toHaveLength(1);
  expect(await fileStore(folder).get(key)).toEqual(entry);
});

test("a failed write leaves no half file", async () => {
  const folder = place();
  const store = fileStore(folder);
  await store.put(key, entry);
  // a folder stands where the file should go: the rename fails
  const other = digest("blocked");
  const blocked = join(folder, other.slice(0, 2), `${other}.json`, "in the way");

  mkdirSync(blocked, { recursive: true });
  await expect(store.put(other, entry)).rejects.toThrow(/EISDIR|ENOTEMPTY|EEXIST|EPERM/);
  expect(files(folder).filter((name) => name.endsWith(".part"))).toEqual([]);
});

/** Writes entries without end until it is killed. */
const writer = `
import { createHash } from "node:crypto";
const { fileStore } = await import(process.argv[1]);
const store = fileStore(process.argv[2]);
const value = { text: "x".repeat(200_000) };
process.stdout.write("ready\\n");
for (let n = 0; ; n++) await store.put(createHash("sha256").update(String(n)).digest("hex"), { value, made: null });
`;

test("a killed process leaves only whole entries under their names", async () => {
  const folder = place();

  const bundle = await rolldown({
    input: join(import.meta.dirname, "../../runtime/store-files.ts"),
    platform: "node",
    logLevel: "silent",
  });
  const program = join(folder, "..", "store.mjs");
  await bundle.write({ file: program, format: "esm" });
  await bundle.close();
  const child = spawn(process.execPath, ["--input-type=module", "-e", writer, program, folder]);
  await new Promise((resolve) => child.stdout.once("data", resolve));
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const whole = (): string[] => {
    try {
      return files(folder).filter((name) => name.endsWith(".json"));
    } catch {
      return [];
    }
  };
  await expect.poll(() => whole().length, { timeout: 10_000 }).toBeGreaterThan(5);
  child.kill("SIGKILL");
  await ended;
  const store = fileStore(folder);
  for (const name of whole()) expect(await store.get(name.slice(3, -5))).toBeDefined();
  expect(store.damaged()).toBe(0);
});

test("where the store lies: STRUX_STORE, else the user's cache folder", () => {
  expect(storePlace({ STRUX_STORE: "/a" })).toBe("/a");
  expect(storePlace({ XDG_CACHE_HOME: "/cache" })).toBe(join("/cache", "strux", "store"));
  expect(storePlace({})).toMatch(/\.cache.strux.store$/);
});
