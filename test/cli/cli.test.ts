// The command line: what it prints where, its exit statuses, and what it says to wrong usage.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { text } from "../help.ts";
import { notebook, project, strux, unfinished } from "./help.ts";

const run = async (files: { readonly [path: string]: string }, ...args: readonly string[]) =>
  strux(project(files), ...args);

test("0: everything ran and every check holds; results go to stdout", async () => {
  const done = await run({ "x.strux": 'let a = 1 + 1\nshow a\ncheck a == 2 as "two"\n' }, "run", "x.strux");
  expect(done).toEqual({ status: 0, stdout: "2\n✓ holds: two (2 == 2)\n", stderr: "" });
});

test("1: a statement failed while running", async () => {
  const done = await run({ "x.strux": "let a = [1, 2]\nshow a[5]\nshow a[0]\n" }, "run", "x.strux");
  expect(done.status).toBe(1);
  expect(done.stdout).toBe("1\n");
});

test("2: the program has an error; healthy statements run, models are not asked", async () => {
  const program = `let a = zz
model m = onnx("models/strux-nano") on cpu
prompt p(text: Text) -> Text { user """{{ text }}""" }
run r over table([{ text: "x" }]) { ask p(.text) with m { max_tokens: 1 } }
show 7
`;
  const done = await run({ "x.strux": program }, "run", "x.strux");
  expect(done.status).toBe(2);
  expect(done.stdout).toBe("7\n");
  expect(done.stderr).toContain("E308  run 'r' was not started, because the program has errors");
});

test("3: a check failed, and its numbers are shown", async () => {
  const done = await run({ "x.strux": 'check 1 + 1 == 3 as "odd"\n' }, "run", "x.strux");
  expect(done).toMatchObject({ status: 3, stdout: "✗ fails: odd (2 == 3)\n" });
  expect(done.stderr).toMatch(/^E801 {2}'odd' does not hold: 2 == 3\n {2}--> x.strux:1:1$/m);
});

test("check reports all problems of a file and runs nothing", async () => {
  const folder = project({ "x.strux": 'let a = zz\nshow 1 / "x"\nshow 3\n' });
  const done = await strux(folder, "check", "x.strux");
  expect(done.status).toBe(2);
  expect(done.stdout).toContain("E101  unknown name 'zz'");
  expect(done.stdout).toContain("E211  '/' does not work on Int and \"x\"");
  expect(done.stdout).toContain("x.strux: 1 step, 2 errors, 0 other notices");
  expect(existsSync(join(folder, ".store"))).toBe(false);
  expect((await run({ "x.strux": "let a = 1" }, "check", "x.strux")).status).toBe(0);
});

test("check --json: diagnostics as data, one line per file", async () => {
  const { stdout } = await run({ "x.strux": "let a = zz" }, "check", "x.strux", "--json");
  expect(JSON.parse(stdout)).toMatchObject({
    file: "x.strux",
    diagnostics: [{ code: "E101", severity: "error", span: { cell: 0, start: 8, end: 10 } }],
  });
});

test("check --json: lines and columns beside the offsets, in fixes too", async () => {
  const { stdout } = await run({ "x.strux": "let size = 1\nlet a = sise" }, "check", "x.strux", "--json");
  const span = {
    ...{ cell: 0, start: 21, end: 25 },
    ...{ from: { line: 2, column: 9 }, to: { line: 2, column: 13 } },
  };
  expect(JSON.parse(stdout)).toMatchObject({
    diagnostics: [{ code: "E101", span, fixes: [{ title: "replace with 'size'", text: "size", span }] }],
  });
});

test("check --expect: programs below a folder, each against the frames at its end", async () => {
  const folder = project({
    "p/good.strux": "let a = 1\n// the end\n",
    "p/deep/bad.strux": "show zz\n\n// E101  unknown name 'yy'\n",
    "p/book.ipynb": notebook("show 1", "show xx"),
    "p/.ipynb_checkpoints/book.ipynb": "{",
  });
  const missed = await strux(folder, "check", "--expect", "p");
  expect(missed.status).toBe(1);
  expect(missed.stdout).toBe(`p/book.ipynb, cell 2:
+ // E101  unknown name 'xx'
+ //   --> cell 2:1:6
+ //    |
+ //  1 | show xx
+ //    |      ^^

p/deep/bad.strux, bad.strux:
- // E101  unknown name 'yy'
+ // E101  unknown name 'zz'
+ //   --> bad.strux:1:6
+ //    |
+ //  1 | show zz
+ //    |      ^^

1 programs as expected, 2 not
`);
  const written = await strux(folder, "check", "--expect", "--write", "p");
  expect(written).toMatchObject({ status: 0, stderr: "" });
  expect(written.stdout).toContain("1 programs as expected, 2 not, rewritten");
  const after = await strux(folder, "check", "--expect", "p");
  expect(after).toEqual({ status: 0, stdout: "3 programs as expected, 0 not\n", stderr: "" });
  expect(unfinished(folder)).toEqual([]);
});

test("check --expect: usage", async () => {
  const folder = project({ "x.strux": "", "none/a.txt": "" });
  const wrong = async (...args: readonly string[]) => strux(folder, "check", ...args);
  expect(await wrong("x.strux", "--write")).toMatchObject({
    status: 2,
    stderr: "strux: --write belongs to --expect\n",
  });
  expect((await wrong("--expect", "x.strux", "-p", "n=1")).status).toBe(2);
  expect((await wrong("--expect", "none")).stderr).toContain(
    "there is no .strux or .ipynb file below 'none'",
  );
  expect((await wrong("--expect", "no.strux")).status).toBe(2);
});

test("a model of the package answers by its name alone", async () => {
  const program = `model m = onnx("strux-nano") on cpu { temperature: 0, max_tokens: 2 }
prompt p(text: Text) -> Text { user """{{ text }}""" }
run r over table([{ text: "Question: What is the price of Tarvel?" }])
{ ask p(.text) with m }
show r
`;
  const done = await run({ "x.strux": program }, "run", "x.strux");
  expect(done).toMatchObject({ status: 0, stderr: expect.stringContaining("1 made, on cpu") });
  const typo = await run({ "x.strux": program.replace("strux-nano", "strux-nana") }, "check", "x.strux");
  expect(typo.status).toBe(2);
  expect(typo.stderr + typo.stdout).toMatch(/E504 .*'strux-nana'[^]*near it: strux-nano/);
}, 60_000);

test("explain prints steps, axes and calls, and loads no graph", async () => {
  const program = `model m = onnx("models/strux-nano") on cpu
prompt p(text: Text) -> Text { user """{{ text }}""" }
run r over table([{ text: "x" }, { text: "y" }])
  vary n in [1, 2]
{ ask p(.text) with m { max_tokens: 3 } step size = n }
`;
  const done = await run({ "x.strux": program }, "explain", "x.strux");
  expect(done.status).toBe(0);
  expect(done.stdout).toContain("vary n in 1, 2");
  expect(done.stdout).toContain("4 cells = 2 rows x n 2");
  expect(done.stdout).toMatch(
    /2 calls: 0 cached, 2 new; \d+ prompt and at most 6 output tokens; on cpu; time unknown/,
  );
  expect(done.stdout).toContain("and 2 calls equal to one of these");
});

test("run --json: the summary alone on stdout", async () => {
  const done = await run({ "x.strux": 'show 1\ncheck false as "never"\n' }, "run", "x.strux", "--json");
  expect(JSON.parse(done.stdout)).toMatchObject({
    file: "x.strux",
    status: 3,
    cells: 1,
    failed: [],
    checks: [{ pass: false, text: "fails: never" }],
    errors: 0,
    warnings: 0,
  });
});

test("-p sets a parameter; a value that reads as JSON is taken as such, anything else is text", async () => {
  const files = { "x.strux": 'param n: Int = 1\nparam who = "nobody"\nshow n + 1\nshow who\n' };
  const done = await run(files, "run", "x.strux", "-p", "n=41", "-p", "who=a b");
  expect(done).toMatchObject({ status: 0, stdout: "42\na b\n" });
});

test("-p: unknown names, wrong types, no value", async () => {
  const files = { "x.strux": "param size: Int = 1\nshow size\n" };
  const unknown = await run(files, "run", "x.strux", "-p", "sise=2");
  expect(unknown).toMatchObject({ status: 2, stdout: "" });
  expect(unknown.stderr).toBe(
    "strux: E101  unknown parameter 'sise'; did you mean 'size'?\n   = parameters: size\n",
  );
  const wrong = await run(files, "run", "x.strux", "-p", "size=big");
  expect(wrong.status).toBe(2);
  expect(wrong.stderr).toMatch(/^E204 {2}parameter 'size' must be Int, got "big"/);
  expect((await run(files, "run", "x.strux", "-p", "size")).stderr).toContain("write -p name=VALUE");
});

test("the notebook itself is left alone; -o writes another, in a folder made for it", async () => {
  const book = notebook("show 1");
  const folder = project({ "x.ipynb": book });
  expect((await strux(folder, "run", "x.ipynb", "-o", "deep/er/out.ipynb")).status).toBe(0);
  expect(readFileSync(join(folder, "x.ipynb"), "utf8")).toBe(book);
  expect(existsSync(join(folder, "deep/er/out.ipynb"))).toBe(true);
});

test.each<readonly [string, readonly string[], string]>([
  ["an unknown command", ["rum"], "strux: there is no command 'rum'"],
  ["no file", ["run"], "strux: run takes one file"],
  ["two files", ["run", "a.strux", "b.strux"], "strux: run takes one file"],
  ["an unknown option", ["run", "x.strux", "--verbos"], "--verbos"],
  ["a file that is not there", ["run", "no.strux"], "strux: E110  'no.strux' was not found"],
  ["a notebook that is not there", ["run", "no.ipynb"], "strux: E110  'no.ipynb' was not found"],
  ["a notebook that is none", ["run", "bad.ipynb"], "strux: E112  'bad.ipynb' is not a notebook"],
  [
    "a notebook of another format",
    ["check", "old.ipynb"],
    "strux: E112  'old.ipynb' is not a notebook of format 4",
  ],
])("usage: %s", async (_, args, says) => {
  const done = await run(
    { "bad.ipynb": "{", "old.ipynb": '{"nbformat": 3, "worksheets": []}', "x.strux": "" },
    ...args,
  );
  expect(done.status).toBe(2);
  expect(done.stdout).toBe("");
  expect(done.stderr).toContain(says);
  expect(done.stderr).not.toMatch(/^\s+at .*:\d+\)?$/m);
});

test("help and version", async () => {
  const help = await run({}, "--help");
  expect(help.status).toBe(0);
  for (const command of ["run", "check", "explain", "doctor"])
    expect(help.stdout).toContain(`strux ${command} `);
  expect((await run({}, "--version")).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});

test("fmt: files and notebooks below a folder, in place; --check tells and writes nothing", async () => {
  const python = JSON.stringify({
    ...{ nbformat: 4, nbformat_minor: 5, metadata: { kernelspec: { name: "python3", language: "python" } } },
    cells: [
      { cell_type: "code", id: "a", metadata: {}, source: "x  = 1", outputs: [], execution_count: null },
    ],
  });
  const folder = project({
    "a.strux": "let a=1\nlet b = (\n",
    "b.strux": "let b = 1\n",
    "book.ipynb": notebook("let c=1", ["parameters", "n  = 'x'"]),
    "other.ipynb": python,
  });
  const checked = await strux(folder, "fmt", "--check", ".");
  expect(checked).toEqual({
    status: 1,
    stdout: text`
      a.strux: 1 statement has a syntax error and is left as written
      a.strux: would be formatted
      book.ipynb: would be formatted
      other.ipynb: skipped, a notebook of 'python'
      4 files, 2 to be formatted`.concat("\n"),
    stderr: "",
  });
  const read = (path: string): string => readFileSync(join(folder, path), "utf8");
  expect(read("a.strux")).toBe("let a=1\nlet b = (\n");
  expect((await strux(folder, "fmt", ".")).status).toBe(0);
  expect([read("a.strux"), read("b.strux"), read("other.ipynb")]).toEqual([
    "let a = 1\nlet b = (\n",
    "let b = 1\n",
    python,
  ]);
  expect(read("book.ipynb")).toBe(notebook("let c = 1", ["parameters", "n  = 'x'"]));
  expect((await strux(folder, "fmt", "--check", ".")).status).toBe(0);
  expect(unfinished(folder)).toEqual([]);
});

test("a notebook of another language is refused, unless its kernel has become Strux meanwhile", async () => {
  const book = (metadata: object): string =>
    JSON.stringify({
      ...{ nbformat: 4, nbformat_minor: 5, metadata },
      cells: [
        { cell_type: "code", id: "a", metadata: {}, source: "1 + 1", outputs: [], execution_count: null },
      ],
    });
  const info = { language_info: { name: "python" } };
  const folder = project({
    "python.ipynb": book({ kernelspec: { name: "python3", language: "python", display_name: "Python 3" } }),
    "executed.ipynb": book(info),
    "switched.ipynb": book({ ...info, kernelspec: { name: "lab", language: "strux", display_name: "Lab" } }),
    "bare.ipynb": book({}),
  });
  const refused = {
    status: 2,
    stdout: "",
    stderr:
      "strux: E118  'python.ipynb' is a notebook of 'python'\n   = choose the kernel of Strux for it in Jupyter, and save it\n",
  };
  expect(await strux(folder, "run", "python.ipynb")).toEqual(refused);
  expect(await strux(folder, "check", "python.ipynb")).toEqual(refused);
  expect((await strux(folder, "run", "executed.ipynb")).status).toBe(2);
  for (const path of ["switched.ipynb", "bare.ipynb"])
    expect(await strux(folder, "run", path)).toMatchObject({ status: 0, stdout: "2\n" });
});

test("fmt: usage", async () => {
  expect((await run({}, "fmt")).status).toBe(2);
  expect((await run({ "x.strux": "" }, "fmt", "-", "x.strux")).stderr).toBe("strux: fmt takes '-' alone\n");
  expect((await run({}, "fmt", "no.strux")).stderr).toContain("E110  'no.strux' was not found");
});

const reading = `data docs = table([{ id: "1", text: "The mill stands at Orrel.", question: "Where?" }, { id: "2", text: "It snows.", question: "What?" }])
model m = onnx("models/strux-nano") on cpu
prompt p(text: Text, question: Text) -> Text { system """Answer.""" user """{{ text }} {{ question }}""" }
run r over docs vary n in [4, 8] { ask p(.text |> pack(n), .question |> pack(20)) with m { max_tokens: 3 } }
`;

test("estimate: the totals; after a run all is cached", { timeout: 60_000 }, async () => {
  const folder = project({ "x.strux": reading });
  const before = await strux(folder, "estimate", "x.strux");
  expect(before).toMatchObject({ status: 0, stderr: "" });
  expect(before.stdout).toMatch(
    /^\d calls: 0 cached, \d new; \d+ prompt and at most \d+ output tokens; on cpu; time unknown: it never ran on cpu\n$/,
  );
  expect((await strux(folder, "run", "x.strux")).status).toBe(0);
  expect((await strux(folder, "estimate", "x.strux")).stdout).toContain("0 new");
  const { prices } = JSON.parse((await strux(folder, "estimate", "x.strux", "--json")).stdout) as {
    prices: { seconds: number }[];
  };
  expect(prices).toMatchObject([{ model: "m", provider: "cpu", seconds: 0 }]);
});

test(
  "preview: text, ids and the window; a wrong expression is told at its place",
  { timeout: 60_000 },
  async () => {
    const folder = project({ "x.strux": reading });
    const done = await strux(folder, "preview", "x.strux", "p for docs[1]");
    expect(done).toMatchObject({ status: 0, stderr: "" });
    expect(done.stdout).toMatch(/^preview p for docs\[1\]\nfor m, asked by r: \d+ tokens\n/);
    expect(done.stdout).toMatch(/\nids: \d+( \d+)+\n$/);
    const wrong = await strux(folder, "preview", "x.strux", "q for docs[1]");
    expect(wrong.status).toBe(2);
    expect(wrong.stderr).toContain("--> preview:1:9");
    const far = await strux(folder, "preview", "x.strux", "p for docs[7]");
    expect(far.status).toBe(1);
    expect(far.stderr).toContain("E215  there is no row 7 among 2");
    expect((await strux(folder, "preview", "x.strux")).status).toBe(2);
  },
);

test(
  "explain --diff: 0 for equal plans, 1 and what differs for others; answers that stay are counted",
  { timeout: 60_000 },
  async () => {
    const folder = project({
      "a.strux": reading,
      "b.strux": reading.replace("[4, 8]", "[8, 400]").replaceAll("docs", "rows"),
    });
    await strux(folder, "run", "a.strux");
    const same = await strux(folder, "explain", "a.strux", "--diff", "a.strux");
    expect(same.status).toBe(0);
    expect(same.stdout).toMatch(
      /^the plans are equal\nanswers of r: before (\d) calls, \1 cached; after \1 calls, \1 cached; \1 the same, \1 of them answered\n$/,
    );
    const other = await strux(folder, "explain", "a.strux", "--diff", "b.strux");
    expect(other.status).toBe(1);
    expect(other.stdout.split("\n").slice(0, 3)).toEqual([
      "data  rows  renamed, was 'docs'",
      "run   r     changed",
      "      axis n: 4, 8 → 8, 400",
    ]);
    expect(
      JSON.parse((await strux(folder, "explain", "a.strux", "--diff", "b.strux", "--json")).stdout),
    ).toMatchObject({
      changes: [{ change: "renamed" }, { change: "changed", id: "r" }],
      answers: [{ run: "r" }],
    });
  },
);

const failing = `model m = onnx("models/strux-nano") on cpu { max_tokens: 2 }
prompt p(text: Text) -> Text { user """{{ text }}""" }
run r over table([{ id: "a", n: 1 }, { id: "b", n: 0 }, { id: "c", n: 2 }]) { ask p(if 1 / .n > 0 then "x" else "y") with m }
`;

test("1: rows of a run failed; the others have their answers, and --json counts those that have not", async () => {
  const folder = project({ "x.strux": failing });
  const done = await strux(folder, "run", "x.strux");
  expect(done.status).toBe(1);
  expect(done.stdout).toContain(
    "1 of 3 rows failed:\n  b: E211 '/' gives no number here: division by zero\n",
  );
  expect(done.stderr).toContain("r: 1 of 3 rows failed\n");
  const { stdout } = await strux(folder, "run", "x.strux", "--json");
  expect(JSON.parse(stdout)).toMatchObject({
    status: 1,
    failed: [],
    rows: [{ cell: 1, run: "r", failed: 1, of: 3, codes: { E211: 1 } }],
  });
});

test("0: answers that cannot be read are a result; they are counted all the same", async () => {
  const unread = failing.replace("-> Text", '-> "yes" | "no"').replace("1 / .n > 0", ".n > 0");
  const { status, stdout } = await run({ "x.strux": unread }, "run", "x.strux", "--json");
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ rows: [{ run: "r", failed: 3, of: 3, codes: { E518: 3 } }] });
});

test("what TypeScript prints stands in its cell of the notebook, and never among the data of --json", async () => {
  const loud = `export const size = (x: string): number => { console.log("sees", x); console.error("odd"); return x.length; };`;
  const folder = project({
    "m.ts": loud,
    "b.ipynb": notebook('use "m.ts" as m\nshow m.size("abc")', 'show m.size("de")'),
  });
  const done = await strux(folder, "run", "b.ipynb", "-o", "out.ipynb", "--json");
  expect(JSON.parse(done.stdout)).toMatchObject({ status: 0, rows: [] });
  expect(done.stderr).toContain("sees abc\nodd\nsees de\nodd\n");
  const book = JSON.parse(readFileSync(join(folder, "out.ipynb"), "utf8")) as {
    cells: { outputs: { output_type: string; name?: string; text?: string }[] }[];
  };
  expect(
    book.cells.map(({ outputs }) => outputs.map(({ name, text: words }) => [name, words].join(": "))),
  ).toEqual([
    ["stdout: sees abc\n", "stderr: odd\n", ": "],
    ["stdout: sees de\n", "stderr: odd\n", ": "],
  ]);
});
