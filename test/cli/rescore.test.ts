// Earlier runs under other scores, as their users do it: `strux rescore`.
import { cpSync, existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { root } from "../../bin/build.mjs";
import { openStore } from "../../runtime/store/open.ts";
import type { Stored } from "../../runtime/store.ts";
import { type Done, errors, notebook, project, strux } from "./help.ts";

/** Two arms of three items; what the model says does not matter, what its prompts are made of does. */
const book = notebook(
  'data qa = jsonl("qa.jsonl")',
  `model m = onnx("nano") on cpu { max_tokens: 3 }
prompt plain(text: Text) -> Text { user """{{ text }}""" }
prompt short(text: Text) -> Text { user """Short: {{ text }}""" }
run r over qa
  vary arm in { a: plain(.text |> pack(16)), b: short(.text) }
{
  step cut = .text |> truncate(4, tokenizer: m)
  ask arm with m
}`,
  `score s of r by [arm] { metric em = exact(.output, .answers) }
check s |> delta(em, arm: ["a", "b"]).mean <= 1 as "there is a score"`,
);
const lines = ["one", "two", "three"].map((text, at) => ({ id: `q${at}`, text, answers: [text] }));
const qa = lines.map((line) => `${JSON.stringify(line)}\n`).join("");
const scores = `fn length_of(output: Text) -> Int = len(output)
score s of r by [arm] {
  metric f1 = token_f1(.output, .answers)
  metric letters = length_of(.output)
}
check s |> delta(f1, arm: ["a", "b"]).mean <= 1 as "at most one"
`;

/** A project in which the book has run; its model is gone. */
async function finished(): Promise<{ folder: string; run: string; done: Done }> {
  const folder = project({ "in.ipynb": book, "qa.jsonl": qa, "other.strux": scores });
  cpSync(join(root, "models/strux-nano"), join(folder, "nano"), { recursive: true });
  const done = await strux(folder, "run", "in.ipynb");
  rmSync(join(folder, "nano"), { recursive: true });
  return { folder, run: readdirSync(join(folder, ".store", "runs"))[0] ?? "", done };
}
let made: Awaited<ReturnType<typeof finished>>;
beforeAll(async () => void (made = await finished()), 60_000);
/** How far it is depends on how fast the machine is. */
async function rescore(...args: readonly string[]): Promise<Done> {
  const done = await strux(made.folder, "rescore", made.run, ...args);
  return { ...done, stderr: done.stderr.replaceAll(/^.*rows\/s.*\n/gm, "") };
}
/** A file of the project as a test wants it, and as it was afterwards. */
async function changed(path: string, text: string, work: () => Promise<void>): Promise<void> {
  const place = join(made.folder, path);
  const before = existsSync(place) ? readFileSync(place) : null;
  writeFileSync(place, text);
  await work().finally(() => (before ? writeFileSync(place, before) : rmSync(place)));
}

test("other scores over the answers of a run whose model folder is gone: no model is loaded, and a name of the run's scores is defined anew", async () => {
  expect(made.done.status).toBe(0);
  expect(existsSync(join(made.folder, "nano"))).toBe(false);
  const again = await rescore("--with", "other.strux");
  expect(again).toEqual({
    status: 0,
    stderr: `run ${made.run}: 6 answers\n`,
    stdout: expect.stringMatching(
      /^f1: token_f1\.squad1 v1\nletters: expression[\s\S]*✓ holds: at most one/m,
    ) as string,
  });
});

test("without --with: the scores, charts and checks of the run itself, as it showed them", async () => {
  const again = await rescore();
  const table = (text: string): string[] =>
    /^arm {5}em[\s\S]*?^em: exact.squad1 v1$/m.exec(text)?.[0].split("\n") ?? [];
  expect(table(again.stdout)).toHaveLength(5);
  expect(table(again.stdout)).toEqual(table(made.done.stdout));
  expect(again.stdout).toContain("holds: there is a score");
});

test("--json: what there was, what held, and the status, in one line", async () => {
  const { stdout } = await rescore("--with", "other.strux", "--json");
  expect(JSON.parse(stdout)).toEqual({
    run: made.run,
    scores: "other.strux",
    status: 0,
    found: { answers: 6, failed: 0, absent: [] },
    failed: [],
    checks: [{ pass: true, text: "holds: at most one (0 <= 1)" }],
    errors: 0,
    kept: { taken: 0, added: 0, why: null },
  });
});

test("data that has changed since is refused by its name, and so is a column that only a model could make", async () => {
  await changed("qa.jsonl", qa.replace('["two"]', '["zwei"]'), async () => {
    const { status, stderr } = await rescore("--with", "other.strux");
    expect([status, errors({ status, stderr, stdout: "" })]).toEqual([
      1,
      [
        expect.stringMatching(
          /^E136 {2}'qa\.jsonl' has changed since run \w+: sha256 \w{12}…, then \w{12}…$/,
        ),
      ],
    ]);
  });
  await changed("cut.strux", "score c of r { metric size = len(.cut) }", async () => {
    const { status, stderr } = await rescore("--with", "cut.strux");
    expect([status, stderr]).toEqual([1, expect.stringContaining("E135  a model is wanted where")]);
  });
});

test.each([
  [
    "a run and a model",
    "model n = scripted(p => p)\nrun z over qa { ask plain(.text) with n }",
    ["E137", "E137"],
  ],
  ["a name with a letter too few", "score x of rr { metric em = exact(.output, .answers) }", ["E101"]],
  ["a column that is not there", "score x of r { metric em = exact(.outputs, .answers) }", ["E201"]],
  [
    "data of the run under another meaning",
    'data qa = table([{ id: "q0", text: "x", answers: ["x"] }])\nscore x of r { metric em = exact(.output, .answers) }',
    ["E136"],
  ],
])("scores that cannot be are refused before anything is computed: %s", async (_, text, codes) => {
  await changed("bad.strux", text, async () => {
    const done = await rescore("--with", "bad.strux");
    expect([done.status, done.stdout]).toEqual([2, ""]);
    expect(errors(done).map((line) => /E\d{3}/.exec(line)?.[0])).toEqual(codes);
  });
});

test("a column with a letter too much: what was meant is told", async () => {
  await changed("bad.strux", "score x of r { metric em = exact(.outputs, .answers) }", async () => {
    expect((await rescore("--with", "bad.strux")).stderr).toContain("did you mean 'output'?");
  });
});

test("usage: a run that is not there, two runs, a file that is not there", async () => {
  const { folder } = made;
  expect((await strux(folder, "rescore", "zzz")).stderr).toContain("E119  no run begins with 'zzz'");
  expect((await strux(folder, "rescore", made.run.slice(0, 8))).status).toBe(0);
  expect((await strux(folder, "rescore")).stderr).toContain("rescore takes one run; strux log lists them");
  expect((await rescore("--with", "none.strux")).stderr).toContain("E110");
  for (const args of [["rescore", "zzz"], ["rescore"], ["rescore", made.run, "--with", ""]])
    expect((await strux(folder, ...args)).status).toBe(2);
});

test("a run that died half-way: what is there is scored, what is not is named and counted, with a status of its own that --partial takes away", async () => {
  const log = join(".store", "runs", made.run, "log.jsonl");
  const all = readFileSync(join(made.folder, log), "utf8").split("\n");
  const items = all.flatMap((line, at) => (line.includes('"kind":"item"') ? [at] : []));
  // its last line broke off
  const half = [...all.slice(0, items[5]), all[items[5]!]!.slice(0, 40)].join("\n");
  await changed(log, half, async () => {
    const some = await rescore("--with", "other.strux");
    expect(some.status).toBe(4);
    const told = some.stderr.split("\n");
    expect(told.slice(0, 2)).toEqual([
      "strux: the last line of the log broke off and is left out",
      `run ${made.run}: 5 answers, 1 not at hand:`,
    ]);
    expect(told[2]).toMatch(/^ {2}r\.output, item "q\d", arm = "[ab]": the log tells of no such call$/);
    expect(some.stdout).toMatch(/^note: f1: 1 of 6 rows without a value, left out$/m);
    expect((await rescore("--with", "other.strux", "--partial")).status).toBe(0);
  });
});

test("an answer that is gone from the store is named", async () => {
  const store = openStore(join(made.folder, ".store"));
  const keys: string[] = [];
  for await (const key of store.keys()) keys.push(key);
  const lost = (await store.read(keys[0]!)) as Stored;
  await store.remove(keys[0]!);
  await store.close();
  const { status, stderr } = await rescore("--with", "other.strux");
  expect(status).toBe(4);
  expect(stderr).toMatch(
    /: 5 answers, 1 not at hand:\n {2}r\.output, item .*: its record is no longer in the store\n$/,
  );
  const again = openStore(join(made.folder, ".store"));
  await again.put(lost.key, lost);
  await again.close();
});

test("functions of TypeScript are metrics, unless none is to be run", async () => {
  await changed("m.ts", "export const letters = (text: string): number => text.length;\n", () =>
    changed(
      "ts.strux",
      'use { letters } from "./m.ts"\nscore x of r { metric size = letters(.output) }',
      async () => {
        const done = await rescore("--with", "ts.strux");
        expect([done.status, done.stderr]).toEqual([
          0,
          expect.stringContaining("runs TypeScript from 'm.ts'"),
        ]);
        expect(done.stdout).toMatch(/^size: letters \(m\.ts \w{12}\)$/m);
        expect(errors(await rescore("--with", "ts.strux", "--no-host"))).toEqual([
          expect.stringMatching(/^E126/),
        ]);
      },
    ),
  );
});
