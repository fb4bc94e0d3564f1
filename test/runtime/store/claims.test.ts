// Claims: of several processes at the same calls each call is one's; what the dead leave is taken over, and no clock on a wall is believed.
import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { digest } from "../../../runtime/digest.ts";
import { type Claims, tableClaims } from "../../../runtime/store/claims.ts";
import type { Driver } from "../../../runtime/store/driver.ts";
import { fileDriver } from "../../../runtime/store/files.ts";
import { lmdbDriver } from "../../../runtime/store/lmdb.ts";
import { startOf } from "../../../runtime/process.ts";
import { self } from "../../../runtime/store/owner.ts";

const made: string[] = [];
const drivers: Driver[] = [];
const claims: Claims[] = [];
afterAll(async () => {
  for (const one of claims) await one.close();
  for (const driver of drivers) await driver.close();
  made.forEach((folder) => rmSync(folder, { recursive: true, force: true }));
});
const DRIVERS = ["lmdb", "files"] as const;
function table(name: (typeof DRIVERS)[number]) {
  const folder = mkdtempSync(join(tmpdir(), "strux-claims-"));
  made.push(folder);
  const driver = name === "lmdb" ? lmdbDriver(folder) : fileDriver(folder);
  drivers.push(driver);
  return driver.claims;
}
const open = (...given: Parameters<typeof tableClaims>): Claims => {
  const one = tableClaims(...given);
  claims.push(one);
  return one;
};
const keys = ["a", "b", "c"].map(digest);
const [a = "", b = "", c = ""] = keys;

test.each(DRIVERS)("%s: a key is one owner's until it is released", async (driver) => {
  const shared = table(driver);
  const [one, two] = [open(shared), open(shared)];
  expect((await one.claim([a, b])).mine).toEqual(new Set([a, b]));
  const second = await two.claim(keys);
  expect([[...second.mine], [...second.held.keys()]]).toEqual([[c], [a, b]]);
  // who has it already has it still
  expect((await one.claim([a])).mine).toEqual(new Set([a]));
  await one.release([a]);
  expect((await two.claim([a])).mine).toEqual(new Set([a]));
});

test.each(DRIVERS)("%s: of many who want it at once, each key has one owner", async (driver) => {
  const shared = table(driver);
  const all = Array.from({ length: 200 }, (_, n) => digest(`key ${n}`));
  const won = await Promise.all(Array.from({ length: 5 }, () => open(shared).claim(all)));
  const owners = won.flatMap(({ mine }) => [...mine]);
  expect(owners.toSorted()).toEqual(all.toSorted());
});

test.each(DRIVERS)("%s: what a killed process of this machine held is taken over at once", async (driver) => {
  const shared = table(driver);
  const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const pid = child.pid ?? 0;
  const theirs = open(shared, undefined, { ...self(), pid, start: startOf(pid) });
  await theirs.claim([a]);
  expect((await open(shared).claim([a])).mine.size).toBe(0);
  child.kill("SIGKILL");
  await ended;
  expect((await open(shared).claim([a])).mine).toEqual(new Set([a]));
});

test("the file that claims are links to may be taken for a left one: what is claimed then is claimed, and all is released", async () => {
  const shared = table("files");
  const one = open(shared);
  await one.claim([a]);
  const folder = made.at(-1) ?? "";
  const parts = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) =>
    path.endsWith(".mark"),
  );
  expect(parts).toHaveLength(1);
  for (const path of parts) rmSync(join(folder, path));
  expect((await one.claim([b])).mine).toEqual(new Set([b]));
  expect((await open(shared).claim([a, b])).mine.size).toBe(0);
  await one.release([a, b]);
  expect((await open(shared).claim([a, b])).mine).toEqual(new Set([a, b]));
});

test("a process that has the number of a dead one is not taken for it", async () => {
  const shared = table("files");
  const theirs = open(shared, undefined, { ...self(), start: "1" });
  await theirs.claim([a]);
  expect((await open(shared).claim([a])).mine).toEqual(new Set([a]));
});

test("of another machine, only silence tells: a beat that changes holds the claim, by a clock that never goes back", async () => {
  const shared = table("files");
  let now = 0;
  const times = { clock: () => now, beat: 10, lease: 1000 };
  const far = open(shared, { ...times, beat: 20 }, { ...self(), host: "another machine" });
  const here = open(shared, times);
  await far.claim([a]);
  expect((await here.claim([a])).mine.size).toBe(0);
  for (let n = 0; n < 8; n++) {
    // longer than it takes to beat
    await new Promise((resolve) => setTimeout(resolve, 50));
    now += 700;
    expect((await here.claim([a])).mine.size).toBe(0);
  }
  await far.close();
  expect((await here.claim([a])).mine).toEqual(new Set([a]));
});

test("of another machine that is silent, the claim is taken over after the lease and not before", async () => {
  const shared = table("files");
  let now = 0;
  const never = { clock: () => now, beat: 1_000_000, lease: 1000 };
  await open(shared, never, { ...self(), host: "another machine" }).claim([a]);
  const here = open(shared, never);
  expect((await here.claim([a])).mine.size).toBe(0);
  now = 999;
  expect((await here.claim([a])).mine.size).toBe(0);
  now = 1000;
  expect((await here.claim([a])).mine).toEqual(new Set([a]));
});
