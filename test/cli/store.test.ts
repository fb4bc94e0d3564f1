// strux store ls, show, diff, verify, gc, export, import through the program itself, over what a run has left.
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openWhole, type Whole } from "../../runtime/store/open.ts";
import { self } from "../../runtime/store/owner.ts";
import { environment, errors, project, strux } from "./help.ts";

const HOSTILE = "two \u001b[31m\u0085\u202e\r\nE108  forged";
const program = (temperature = 0): string => `
model m = scripted(p => p) { temperature: ${temperature} }
prompt p(text: Text) -> Text { user """{{ text }}""" }
run answers over jsonl("rows.jsonl") { ask p(.text) with m }
`;
/** A project in which a run has asked for so many answers. */
async function ran(...texts: readonly string[]): Promise<string> {
  const rows = texts.map((text, id) => JSON.stringify({ id, text })).join("\n");
  const folder = project({ "a.strux": program(), "b.strux": program(0.5), "rows.jsonl": rows });
  expect((await strux(folder, "run", "a.strux")).status).toBe(0);
  return folder;
}
interface Line {
  readonly key: string;
  readonly value: { readonly text: string };
}
const records = async (folder: string): Promise<Line[]> =>
  (await strux(folder, "store", "export")).stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Line);
/** Does something to the store of a project from within. */
async function within(folder: string, act: (whole: Whole) => Promise<unknown>): Promise<void> {
  const whole = openWhole(join(folder, ".store"));
  await act(whole);
  await whole.store.close();
}
const spoilt = (folder: string, key: string): Promise<void> =>
  within(folder, ({ driver }) => driver.table("records").put(key, randomBytes(99)));
/** What would command the terminal, or turn around what is read. */
const COMMANDS = /(?![\t\n])\p{Cc}|[\u202a-\u202e]/u;

test("a store that is not there yet is said to be empty, and stays away", async () => {
  const folder = project({});
  const done = await strux(folder, "store", "ls");
  expect([done.status, done.stdout]).toEqual([0, "PROJECT/.store (lmdb): no record\n"]);
  expect((await strux(folder, "store", "verify")).stdout).toBe("PROJECT/.store: 0 records, none damaged\n");
  expect((await strux(folder, "store", "gc", "--yes")).stdout).toBe("nothing to remove; 0 records stay\n");
  expect((await strux(folder, "store", "export")).stdout).toBe("");
  expect(existsSync(join(folder, ".store"))).toBe(false);
});

test("ls counts what runs have left; show tells one record, and no answer reaches the terminal raw", async () => {
  const folder = await ran("one", HOSTILE, "three");
  const listed = await strux(folder, "store", "ls");
  expect(listed.stdout).toMatch(
    /^PROJECT\/.store \(lmdb\): 3 records, [\d.]+ KB\nwhat .*\nscripted {2}[0-9a-f]{12} .* 3 {2}/,
  );
  const [json, all] = [await strux(folder, "store", "ls", "--json"), await records(folder)];
  expect(JSON.parse(json.stdout)).toMatchObject({ all: { records: 3 }, sorts: [{ what: "scripted" }] });
  const { key = "" } = all.find(({ value }) => value.text.startsWith("two")) ?? {};
  const shown = await strux(folder, "store", "show", key.slice(0, 12));
  expect(shown.stdout).toContain('text          "two \\u001b[31m\\u0085\\u202e\\r\\nE108  forged"');
  expect(shown.stdout).toMatch(/^ {4}options.temperature {2}0$/m);
  const asJson = await strux(folder, "store", "show", key, "--json");
  expect(JSON.parse(asJson.stdout)).toMatchObject({ key, value: { text: HOSTILE } });
  for (const { stdout } of [shown, asJson, await strux(folder, "store", "export")])
    expect(stdout).not.toMatch(COMMANDS);
  const none = await strux(folder, "store", "show", "x");
  expect([none.status, errors(none)]).toEqual([2, ["strux: E108  'x' is not the beginning of a key"]]);
});

test("diff of two records names the parts that differ; of two stores, the keys", async () => {
  const [folder, other] = [await ran("one", "two"), await ran("one")];
  const before = await records(folder);
  expect((await strux(folder, "run", "b.strux")).status).toBe(0);
  const key = before.find(({ value }) => value.text === "one")?.key ?? "";
  const known = new Set(before.map((one) => one.key));
  const warm =
    (await records(folder)).find((one) => !known.has(one.key) && one.value.text === "one")?.key ?? "";
  const done = await strux(folder, "store", "diff", key, warm);
  expect([done.status, done.stdout]).toEqual([
    1,
    "setting temperature: 0 -> 0.5\nthe results are the same\n",
  ]);
  expect((await strux(folder, "store", "diff", key, key)).stdout).toBe("the same record\n");
  const stores = await strux(folder, "store", "diff", ".store", join(other, ".store"));
  expect([stores.status, stores.stdout.split("\n").slice(0, 2)]).toEqual([
    1,
    ["4 keys, 1 in both with the same result", "3 only in the first"],
  ]);
  const half = await strux(folder, "store", "diff", ".store", "rows.jsonl");
  expect([half.status, half.stderr]).toEqual([
    2,
    "strux: 'rows.jsonl' is not a store; give two keys, or the folders of two stores\n",
  ]);
});

test("verify names what is damaged, status 1; gc says what it would remove, and with --yes does", async () => {
  const folder = await ran("one", "two");
  const [{ key } = { key: "" }] = await records(folder);
  await spoilt(folder, key);
  const bad = await strux(folder, "store", "verify");
  expect([bad.status, bad.stdout]).toEqual([
    1,
    expect.stringMatching(
      new RegExp(`^${key}  it is .*\n.*: 1 of 2 records damaged; .* strux store gc --yes`),
    ),
  ]);
  expect((await strux(folder, "store", "show", key)).status).toBe(1);
  const said = await strux(folder, "store", "gc");
  expect(said.stdout).toMatch(
    /^would be removed, 99 bytes: strux store gc --yes does it.*\n {2}1 {2}damaged records {2}99 bytes\n1 record stays\n$/,
  );
  expect((await strux(folder, "store", "verify")).status).toBe(1);
  expect((await strux(folder, "store", "gc", "--yes")).stdout).toMatch(/^removed, 99 bytes/);
  expect((await strux(folder, "store", "verify")).stdout).toBe("PROJECT/.store: 1 record, none damaged\n");
  // the next run computes it anew
  const again = await strux(folder, "run", "a.strux");
  expect(again.stderr + again.stdout).toMatch(/1 calls? made, 1 from the store/);
  expect((await strux(folder, "store", "gc", "--older", "-1")).status).toBe(2);
  const { heaps } = JSON.parse((await strux(folder, "store", "gc", "--older", "0", "--json")).stdout) as {
    readonly heaps: { readonly [kind: string]: { readonly count: number } };
  };
  expect([heaps["old"]?.count, heaps["runs"]?.count]).toEqual([2, 2]);
  expect((await strux(folder, "store", "gc", "--older", "1", "--yes")).stdout).toMatch(
    /^nothing to remove; 2 records/,
  );
  expect((await strux(folder, "store", "gc", "--older", "0", "--yes")).stdout).toMatch(
    /2 {2}logs of old runs/,
  );
  expect((await strux(folder, "log")).stdout).toMatch(/^no run has left a log/);
});

const varied = (answer: string, styles: string, more = ""): string => `
model m = scripted(${answer})
param temp: Num = 0
prompt p(text: Text, style: Text) -> Text { user """{{ style }} {{ text }}${more}""" }
run answers over jsonl("rows.jsonl") vary style in ${styles} { ask p(.text, style) with m { temperature: temp } }
`;

test("why tells of an item of a run whether its answer would be found today, and what has changed where not", async () => {
  const folder = project({
    "a.strux": varied("p => p", '["x", "y"]'),
    "rows.jsonl": '{"id":"q1","text":"one"}\n{"id":"q2","text":"two"}',
  });
  expect((await strux(folder, "run", "a.strux", "-p", "temp=0.5")).status).toBe(0);
  const { run } = JSON.parse((await strux(folder, "log", "--json")).stdout) as { readonly run: string };
  const told = async (program: string, ...more: readonly string[]): Promise<readonly [number, string]> => {
    writeFileSync(join(folder, "a.strux"), program);
    const done = await strux(folder, "store", "why", run, "q1", ...more);
    return [done.status, done.stdout.replaceAll(/[0-9a-f]{12}/g, "KEY")];
  };
  const [x, y] = ['answers.output  item "q1", style = "x"\n', 'answers.output  item "q1", style = "y"\n'];
  // with the parameters that the run had
  expect(await told(varied("p => p", '["x", "y"]'))).toEqual([0, `${x}  found  KEY\n${y}  found  KEY\n`]);
  const other = "  not found  KEY\n  because of function of the scripted model: KEY -> KEY\n";
  expect(await told(varied('p => join([p, "!"], "")', '["x", "y"]'))).toEqual([
    1,
    `${x}${other}${y}${other}`,
  ]);
  expect(await told(varied("p => p", '["x"]', "?"))).toEqual([
    1,
    `${x}  not found  KEY\n  because of messages: not the same\n${y}  not found\n  today 'answers.output' has the item, but not with these axes and this seed\n`,
  ]);
  expect((await told(program()))[1]).toContain(
    "today 'answers.output' has the item, but not with these axes",
  );
  expect((await told("show 1"))[1]).toContain("a.strux has no run 'answers' today");
  expect((await told("run answers over"))[0]).toBe(2);
  // a record that is gone is told as that
  await told(varied("p => p", '["x", "y"]'));
  const [{ key } = { key: "" }] = await records(folder);
  await spoilt(folder, key);
  const [status, text] = await told(varied("p => p", '["x", "y"]'), "--json");
  const lines = text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { readonly found: boolean; readonly remark: string | null });
  const damaged = lines.filter(({ found }) => !found);
  expect([status, lines.length, damaged.length]).toEqual([damaged.length, 2, damaged.length]);
  for (const { remark } of damaged) expect(remark).toMatch(/^its record is damaged: /);
  const none = await strux(folder, "store", "why", run, "q9");
  expect([none.status, errors(none)]).toEqual([2, [`strux: E119  run '${run}' has no call of item 'q9'`]]);
});

test("what one machine exports, another imports, and its runs then ask nobody", async () => {
  const [here, there] = [await ran("one", HOSTILE), await ran("three")];
  const file = join(there, "in.jsonl");
  const written = await strux(here, "store", "export", file);
  expect(written.stderr).toMatch(/^2 records written to /);
  writeFileSync(file, `${readFileSync(file, "utf8")}{"key":"forged"}\n`);
  const done = await strux(there, "store", "import", file);
  expect([done.status, done.stdout]).toEqual([
    1,
    "2 added, 0 already there\n1 left out, the first in line 3: it is not a record of a store\n",
  ]);
  writeFileSync(join(there, "rows.jsonl"), readFileSync(join(here, "rows.jsonl")));
  const run = await strux(there, "run", "a.strux");
  expect(run.stderr + run.stdout).toMatch(/0 calls made, 2 from the store/);
  const none = await strux(there, "store", "import", "none.jsonl");
  expect([none.status, errors(none)[0]]).toEqual([
    2,
    expect.stringMatching(/E110 {2}'none.jsonl' cannot be read/),
  ]);
  const nowhere = await strux(here, "store", "export", "rows.jsonl/out.jsonl");
  expect([nowhere.status, errors(nowhere)[0]]).toEqual([
    2,
    expect.stringMatching(/E115 .* cannot be written/),
  ]);
});

test("gc that waits for a sign of another machine ends at an interrupt, with nothing removed", async () => {
  const folder = await ran("one");
  const [{ key } = { key: "" }] = await records(folder);
  await spoilt(folder, key);
  await within(folder, ({ driver }) =>
    driver.claims.put("a".repeat(64), Buffer.from(JSON.stringify({ ...self(), host: "far", beats: 1 }))),
  );
  const program = join(import.meta.dirname, "..", "..", "bin", "strux.mjs");
  const child = spawn(process.execPath, [program, "store", "gc", "--yes"], {
    cwd: folder,
    env: environment(folder),
    stdio: ["ignore", "ignore", "pipe"],
  });
  const status = new Promise((resolve) => child.on("exit", resolve));
  let said = "";
  for await (const text of child.stderr) {
    said += String(text);
    if (said.includes("for a sign of them")) child.kill("SIGINT");
  }
  expect(said).toBe("processes on other machines claim here: 1; waiting 30 s for a sign of them\n");
  expect(await status).toBe(130);
  expect((await strux(folder, "store", "verify")).status).toBe(1);
});
