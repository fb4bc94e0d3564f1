// The log of a run on disk: whole lines and broken ones, a disk that is full, a folder that is gone, large entries, runs by name.
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { spawn } from "node:child_process";
import { afterAll, expect, test } from "vitest";
import type { Body, Entry, Head } from "../../../runtime/log/entry.ts";
import { isRunId, runId, typed } from "../../../runtime/log/id.ts";
import { opened, sealed } from "../../../runtime/log/line.ts";
import { lives, ownProcess } from "../../../runtime/log/process.ts";
import { entries, kept, noFlaws } from "../../../runtime/log/read.ts";
import { findRun, listRuns, removeRun, runInfo, weighRun } from "../../../runtime/log/runs.ts";
import { type About, LARGE, LOG, MOST, openLog, type RunLog, runsAt } from "../../../runtime/log/write.ts";

const made: string[] = [];
afterAll(() => made.forEach((folder) => rmSync(folder, { recursive: true, force: true })));
function place(): string {
  const folder = mkdtempSync(join(tmpdir(), "strux-log-"));
  made.push(folder);
  return folder;
}

const about: About = {
  what: "file",
  file: "/a/b.ipynb",
  folder: "/a",
  parameters: ["n = 1"],
  args: ["run", "b.ipynb"],
  versions: { strux: "0.0.0" },
  powers: { typescript: false, network: false, read: [] },
};
interface Written {
  readonly log: RunLog;
  readonly at: string;
  readonly folder: string;
  readonly told: readonly string[];
}
async function begun(at = place(), most = MOST): Promise<Written> {
  const told: string[] = [];
  const log = await openLog(at, about, null, (text) => void told.push(text), most);
  return { log, at, folder: join(runsAt(at), log.id!), told };
}

const printed = (text: string): Body => ({
  kind: "shown",
  cell: 0,
  event: { kind: "stream", name: "stdout", text },
});
const display = (text: string): Body => ({
  kind: "shown",
  cell: 0,
  event: {
    kind: "display",
    step: "s",
    volatile: false,
    bundle: { data: { "text/plain": text }, metadata: {} },
  },
});
const item: Body = {
  kind: "item",
  cell: 0,
  step: "r",
  column: "output",
  row: 0,
  item: 1,
  axes: {},
  seed: null,
  key: "k",
  from: "made",
  code: null,
};

async function read(folder: string) {
  const flaws = noFlaws();
  const found: (Head | Entry)[] = [];
  for await (const entry of entries(folder, flaws)) found.push(entry);
  return { flaws, found, kinds: found.map(({ kind }) => kind) };
}
const texts = (found: readonly (Head | Entry)[]): string[] =>
  found.flatMap((entry) =>
    entry.kind === "shown" && entry.event.kind === "stream" ? [entry.event.text] : [],
  );

test("what is added is read back in order; neighbours of one stream are one entry; the end counts the items", async () => {
  const { log, folder, told } = await begun();
  for (const body of [
    display("first"),
    printed("a"),
    printed("b"),
    item,
    { ...item, code: "E518" },
    printed("\u2028c\r"),
  ])
    log.add(body);
  log.end(0);
  log.add(display("after the end"));
  const { flaws, found, kinds } = await read(folder);
  expect(kinds).toEqual(["head", "shown", "shown", "item", "item", "shown", "end"]);
  expect(texts(found)).toEqual(["ab", "\u2028c\r"]);
  expect(found.at(-1)).toMatchObject({
    status: 0,
    items: { made: 2, store: 0, merged: 0, failed: 1 },
    lost: 0,
  });
  expect(flaws).toEqual(noFlaws());
  expect(told).toEqual([]);
  expect(statSync(join(folder, LOG)).mode & 0o777).toBe(0o600);
});

test("what is shown is written at once; many calls behind each other are gathered, and written without being asked", async () => {
  const { log, folder } = await begun();
  const lines = (): number => readFileSync(join(folder, LOG), "utf8").split("\n").length - 1;
  log.add(display("first"));
  expect(lines()).toBe(2);
  for (let n = 0; n < 2000; n++) log.add(item);
  expect(lines()).toBeLessThan(2002);
  await expect.poll(lines, { timeout: 2000, interval: 10 }).toBe(2002);
  log.end(0);
});

test("a line that broke off at the end, a damaged line and foreign text are counted, and the others are read", async () => {
  const { log, folder } = await begun();
  log.add(item);
  log.add(display("last"));
  const path = join(folder, LOG);
  const whole = readFileSync(path, "utf8");
  truncateSync(path, Buffer.byteLength(whole) - 9);
  const cut = await read(folder);
  expect(cut.kinds).toEqual(["head", "item"]);
  expect(cut.flaws).toEqual({ torn: true, damaged: 0, missing: 0 });
  writeFileSync(path, whole.replace('"last"', '"lost"'));
  appendFileSync(path, "hello\n");
  const spoilt = await read(folder);
  expect(spoilt.kinds).toEqual(["head", "item"]);
  expect(spoilt.flaws).toEqual({ torn: false, damaged: 2, missing: 0 });
  log.end(0);
});

test("every prefix of a line fails its checksum but the whole one", () => {
  const line = sealed(JSON.stringify(item)).slice(0, -1);
  expect(opened(line)).toBe(JSON.stringify(item));
  const passing = Array.from(line, (_, at) => line.slice(0, at)).filter((part) => opened(part) !== null);
  expect(passing).toEqual([]);
});

test("large entries lie beside the log, equal ones once; one that is changed or gone is counted", async () => {
  const { log, folder } = await begun();
  const long = "x".repeat(100_000);
  log.add(display(long));
  log.add(item);
  log.end(0);
  expect(statSync(join(folder, LOG)).size).toBeLessThan(2000);
  const { found } = await read(folder);
  expect(found[1]).toMatchObject({ event: { bundle: { data: { "text/plain": long } } } });
  const [name = ""] = readdirSync(join(folder, LARGE));
  expect(await kept(folder, name)).toContain(long);
  appendFileSync(join(folder, LARGE, name), " ");
  expect((await read(folder)).flaws).toEqual({ torn: false, damaged: 0, missing: 1 });
});

test("a full disk: the run goes on, hears of it once, and what could not be written is counted", async () => {
  const { log, folder, told, at } = await begun();
  log.add(display("before"));
  const path = join(folder, LOG);
  const before = readFileSync(path);
  // a device on which there is never room
  rmSync(path);
  symlinkSync("/dev/full", path);
  for (const text of ["one", "two"]) log.add(display(text));
  expect(told).toEqual([expect.stringMatching(/^the log of this run is incomplete: ENOSPC/)]);
  rmSync(path);
  // as far as the disk took it
  writeFileSync(path, Buffer.concat([before, Buffer.from('["00')]));
  log.add(printed("room again"));
  log.end(0);
  const { flaws, found, kinds } = await read(folder);
  expect(kinds).toEqual(["head", "shown", "lost", "shown", "end"]);
  expect(found[2]).toMatchObject({ entries: 2, why: expect.stringContaining("ENOSPC") });
  expect(flaws).toEqual({ torn: false, damaged: 1, missing: 0 });
  expect(await runInfo(at, log.id!)).toMatchObject({ state: "finished", lost: 2 });
});

test("a folder that vanishes: the run goes on and hears of it once; the folder is not made anew", async () => {
  const { log, folder, told } = await begun();
  rmSync(folder, { recursive: true });
  for (const text of ["one", "two"]) log.add(display(text));
  log.end(0);
  expect(told).toEqual([expect.stringMatching(/^the log of this run is incomplete: ENOENT/)]);
  expect(existsSync(folder)).toBe(false);
});

test("a place that takes no folder: no log, which is told once, and nothing else", async () => {
  const told: string[] = [];
  const log = await openLog("/proc/nowhere", about, null, (text) => void told.push(text));
  log.add(item);
  log.end(0);
  expect(log.id).toBe(null);
  expect(told).toEqual([expect.stringMatching(/^this run has no log: /)]);
});

test("bounds: an entry that is too large has a line in its place, and a log that is full takes its end alone", async () => {
  const { log, folder, told, at } = await begun(place(), { entry: 30_000, log: 60_000 });
  log.add(display("x".repeat(40_000)));
  expect(told).toEqual(["the log of this run is incomplete: an output of 40.1 KB is too large for it"]);
  for (let n = 0; n < 400; n++) log.add(display("y".repeat(1000)));
  log.end(3);
  const { found, flaws } = await read(folder);
  expect(found[1]).toMatchObject({ kind: "lost", entries: 1 });
  expect(found.at(-1)).toMatchObject({ kind: "end", status: 3 });
  expect(flaws).toEqual(noFlaws());
  expect(statSync(join(folder, LOG)).size).toBeLessThan(62_000);
  expect((await runInfo(at, log.id!)).lost).toBeGreaterThan(300);
  expect(told).toHaveLength(1);
});

test("names sort by time, are what they were typed as, and two of one moment differ", async () => {
  const ids = [0, 1000, 10 ** 9, 10 ** 11].map((later) => runId(Date.UTC(2026, 5) + later, 5));
  expect(ids.toSorted()).toEqual(ids);
  expect(ids.every(isRunId)).toBe(true);
  expect(typed("O8GMI")).toBe("08gm1");
  const at = place();
  const logs = await Promise.all(Array.from({ length: 8 }, () => openLog(at, about, null, () => undefined)));
  expect(new Set(logs.map(({ id }) => id)).size).toBe(8);
  for (const log of logs) log.end(0);
});

test("the beginning of a name stands for the run where it is the only one", async () => {
  const at = place();
  expect(await listRuns(at)).toEqual([]);
  const { log } = await begun(at);
  log.end(0);
  const { log: later } = await begun(at);
  later.end(1);
  const [first, second] = [log.id!, later.id!];
  const shared = [...first].findIndex((letter, i) => letter !== second[i]);
  expect(await findRun(at, first)).toBe(first);
  expect(await findRun(at, first.slice(0, shared + 1).toUpperCase())).toBe(first);
  await expect(findRun(at, first.slice(0, shared))).rejects.toMatchObject({ code: "E119" });
  await expect(findRun(at, "zzzz")).rejects.toMatchObject({
    code: "E119",
    message: "no run begins with 'zzzz'",
  });
  await expect(findRun(at, "")).rejects.toMatchObject({ code: "E119" });
});

test("how a run ended: finished, interrupted, died, running; its size and age; taken away unless it runs", async () => {
  const at = place();
  const states: [RunLog, string][] = [];
  for (const [status, state] of [
    [0, "finished"],
    [3, "finished"],
    [130, "interrupted"],
    [138, "died"],
  ] as const) {
    const { log } = await begun(at);
    log.end(status);
    states.push([log, state]);
  }
  const { log: mine, folder } = await begun(at);
  mine.add(item);
  mine.add({ kind: "done", cell: 0 });
  states.push([mine, "running"]);
  for (const [log, state] of states) expect((await runInfo(at, log.id!)).state).toBe(state);
  expect((await runInfo(at, mine.id!)).items).toMatchObject({ made: 1 });
  await expect(removeRun(at, mine.id!)).rejects.toMatchObject({ code: "E119" });
  const { bytes, age } = await weighRun(at, mine.id!);
  expect(bytes).toBe(statSync(join(folder, LOG)).size);
  expect(age).toBeLessThan(60_000);
  mine.end(0);
  await removeRun(at, mine.id!);
  expect((await listRuns(at)).map(({ id }) => id)).toEqual(
    states
      .slice(0, -1)
      .map(([log]) => String(log.id))
      .toSorted()
      .toReversed(),
  );
});

test("a process is told from another that got its number, from one that ended, and from one elsewhere", async () => {
  const own = ownProcess();
  expect(lives(own)).toBe(true);
  expect(lives({ ...own, started: `${own.started}1` })).toBe(false);
  expect(lives({ ...own, host: `not-${hostname()}` })).toBe(null);
  const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
  const started = await new Promise<string>((resolve) => {
    const look = spawn(process.execPath, [
      "-e",
      `const text = require("node:fs").readFileSync("/proc/${child.pid}/stat", "utf8");
       process.stdout.write(text.slice(text.lastIndexOf(")") + 2).split(" ")[19]);`,
    ]);
    look.stdout.on("data", (text: Buffer) => resolve(text.toString()));
  });
  const boot = own.started!.split(" ")[0]!;
  const its = { ...own, pid: child.pid!, started: `${boot} ${started}` };
  expect(lives(its)).toBe(true);
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await ended;
  expect(lives(its)).toBe(false);
});
