// TypeScript cells in a notebook whose cells are run one by one: what they give, what grows stale, what is refused.
import { stripVTControlCharacters } from "node:util";
import { afterAll, expect, test } from "vitest";
import { type Out, session } from "../../../kernel/session.ts";
import { typescriptCells } from "../../../kernel/typescript/scripts.ts";
import { answering } from "../../../runtime/facts.ts";
import { nodeFiles } from "../../../runtime/files-node.ts";
import type { Runner } from "../../../runtime/model/index.ts";
import { operatorsByName } from "../../../runtime/registry.ts";
import { memoryStore } from "../../../runtime/store.ts";
import { folder } from "../../runtime/module/help.ts";

const at = folder({});
const files = nodeFiles({ folder: at, env: {} });
const scripts = typescriptCells(at, files);
afterAll(() => scripts.close());

interface Run {
  (code: string, cellId?: string): Promise<string[]>;
  /** The error of the cell that ran last, line by line, without colours. */
  readonly trace: () => readonly string[];
  /** Names and their states. */
  readonly states: () => readonly string[];
}

/** A notebook; all of them share what runs the cells, as names of other notebooks are not used. */
function notebook(given: typeof scripts | null = scripts): Run {
  const opened = session(
    {
      operators: operatorsByName,
      scripts: given,
      files,
      runner: {} as Runner,
      store: memoryStore(),
      clock: () => 0,
    },
    answering(files, null),
  );
  let trace: readonly string[] = [];
  const run = async (code: string, cellId?: string): Promise<string[]> => {
    const lines: string[] = [];
    await opened.execute({ code, ...(cellId !== undefined && { cellId }) }, (event) => {
      lines.push(...line(event));
      if (event.kind === "error") trace = event.traceback.map(stripVTControlCharacters);
    });
    return lines;
  };
  return Object.assign(run, {
    trace: () => trace,
    states: () => opened.names().map(({ name, state }) => `${name} ${state}`),
  });
}

function line(event: Out): string[] {
  const plain = (bundle: { readonly data: { readonly [mime: string]: unknown } }): string =>
    String(bundle.data["text/plain"]).split("\n", 1)[0] ?? "";
  switch (event.kind) {
    case "stream":
      return [`${event.name}: ${event.text.trimEnd()}`];
    case "result":
      return [`= ${plain(event.bundle)}`];
    case "display":
    case "told":
      return [plain(event.bundle)];
    case "stale":
      return [`${event.code} ${plain(event.bundle)}`];
    case "clear":
      return ["(cleared)"];
    case "waiting":
      return [`... ${plain(event.bundle)}`];
    case "error":
      return [`! ${event.name} ${event.value}`];
    default:
      return [];
  }
}

test("the first checked cell of a kernel says what it waits for, until something else is there to see", async () => {
  const run = notebook();
  expect(await run("%%ts --no-check\n1")).toEqual(["= 1"]);
  expect(await run("%%ts\nconsole.log('here'); 2")).toEqual([
    "... preparing TypeScript ...",
    "(cleared)",
    "stdout: here",
    "= 2",
  ]);
  expect(await run("%%ts\n3")).toEqual(["= 3"]);
  expect(await notebook()("%%ts\n4")).toEqual(["= 4"]);
}, 60_000);

test("values go both ways: tables into TypeScript, functions and values out of it", async () => {
  const run = notebook();
  await run('data t = table([{ id: 1, v: 2, g: "a" }, { id: 2, v: 4, g: "b" }])', "t");
  await run("let n = 2", "n");
  expect(
    await run(
      "%%ts\nexport const part = (v: number): number => v / n;\nexport const total = t.reduce((sum, r) => sum + r.v, 0);\nconsole.log(t.length); total",
      "ts",
    ),
  ).toEqual(["stdout: 2", "= 6"]);
  expect(await run("part(total)", "use")).toEqual(["= 3"]);
  expect(await run("(t |> derive(p: part(.v)) |> sort(.p))[0].p", "row")).toEqual(["= 1"]);
});

test("what rests on a cell grows stale with its text, and with the values it reads", async () => {
  const run = notebook();
  await run("let n = 2", "n");
  await run("%%ts\nexport const scaled = (v: number): number => v * n; console.log('ran')", "ts");
  expect(await run("scaled(5)", "use")).toEqual(["= 10"]);
  expect(
    await run("%%ts\nexport const scaled = (v: number): number => v * n * 10; console.log('ran')", "ts"),
  ).toEqual(["stdout: ran", "W103 1 cell now stale: In[3]: run `refresh`"]);
  expect(await run("scaled(5)", "use")).toEqual(["= 100"]);
  expect(await run("let n = 3", "n")).toEqual(["W103 2 cells now stale: In[4], In[5]: run `refresh`"]);
  expect(await run("refresh", "r")).toEqual(["stdout: ran", "150", "computed: In[4], In[5]"]);
  expect(await run("scaled(5)", "use")).toEqual(["= 150"]);
});

test("what an export of another type breaks is listed with its own error", async () => {
  const run = notebook();
  await run("%%ts\nexport const v = 1", "ts");
  await run("let g = v + 1", "g");
  await run("g", "use");
  const why = "E211 '+' does not work on Text[] and Int, in In[2]";
  expect(await run('%%ts\nexport const v = ["a"]', "ts")).toEqual([
    `W104 2 cells now broken: g, In[3]: ${why}`,
  ]);
  expect(await run("refresh", "r")).toEqual([`nothing is stale; broken: g, In[3]: ${why}`]);
});

test("names a cell exports are as fresh as the cell is", async () => {
  const run = notebook();
  await run("let n = 2", "n");
  await run("%%ts\nexport const scaled = (v: number): number => v * n;", "ts");
  expect(run.states()).toEqual(["n fresh", "scaled fresh"]);
  await run("let n = 3", "n");
  expect(run.states()).toEqual(["n fresh", "scaled stale"]);
  await run("refresh", "r");
  expect(run.states()).toEqual(["n fresh", "scaled fresh"]);
  await run("%%ts\nexport const scaled = (v: number): number => v * n; throw new Error('no')", "ts");
  expect(run.states()).toEqual(["n fresh", "scaled failed"]);
});

test("a cell is run every time it is run, and once for all that wants it", async () => {
  const run = notebook();
  const cell = "%%ts\nlet times = 0; export const count = () => times; console.log('again')";
  expect(await run(cell, "ts")).toEqual(["stdout: again"]);
  expect(await run(cell, "ts")).toEqual(["stdout: again"]);
  expect(await run("count() + count()", "use")).toEqual(["= 0"]);
});

test("run again, a cell may export other values: what rests on it is stale then, and computed from the new ones", async () => {
  const run = notebook();
  const cell =
    "%%ts\nexport const turn: number = (globalThis as any).turn = ((globalThis as any).turn ?? 0) + 1; export const one = 1;";
  await run(cell, "ts");
  expect(await run("turn * 10", "use")).toEqual(["= 10"]);
  await run("let later = turn + 1", "later");
  expect(await run(cell, "ts")).toEqual(["W103 1 cell now stale: In[2]: run `refresh`"]);
  expect(run.states()).toEqual(["turn fresh", "one fresh", "later not computed"]);
  expect(await run("refresh", "r")).toEqual(["20", "computed: In[2]"]);
  expect(await run("later", "use2")).toEqual(["= 3"]);
  const same =
    "%%ts\nexport const list: number[] = [1, NaN]; export const half = (x: number): number => x / 2;";
  await run(same, "same");
  await run("half(len(list))", "use3");
  expect(await run(same, "same")).toEqual([]);
});

test("what a function prints and shows is shown in the cell that calls it", async () => {
  const run = notebook();
  await run(
    '%%ts\nimport * as tslab from "tslab";\nexport const loud = (x: number): number => { console.log("x is", x); tslab.display.text("shown"); return x }',
  );
  expect(await run("loud(3)")).toEqual(["stdout: x is 3", "shown", "= 3"]);
});

test("console.clear takes away what the cell has shown", async () => {
  expect(await notebook()("%%ts\nconsole.log(1); console.clear(); console.log(2)")).toEqual([
    "stdout: 1",
    "(cleared)",
    "stdout: 2",
  ]);
});

test("a cell that cannot be read is a syntax error: TypeScript's words and the place; unchecked types would not help", async () => {
  const run = notebook();
  expect(await run("%%ts\nconsole.log('not run');\nconst n = (1;")).toEqual([
    "! StruxSyntaxError E020 ')' expected",
  ]);
  expect(run.trace()).toEqual([
    "StruxSyntaxError: E020  ')' expected",
    "  --> In[1]:3:13",
    "   |",
    " 3 | const n = (1;",
    "   |             ^",
    "   = TS1005, from TypeScript",
  ]);
  // what the grammar lets through and TypeScript forbids for its form alone
  expect(await run("%%ts\nconst unset: number;")).toEqual([
    "! StruxSyntaxError E020 'const' declarations must be initialized",
  ]);
  expect(await run("%%ts\nexport default 1")).toEqual([
    "! StruxSyntaxError E020 a default export has no name to be called by",
  ]);
});

test("type errors are told before anything runs, failures with their place", async () => {
  const run = notebook();
  expect(await run("%%ts\nconsole.log('not run'); const s: string = 1")).toEqual([
    "! StruxTypeError E131 Type 'number' is not assignable to type 'string'",
  ]);
  expect(await run("%%ts\nexport const bad = (x: number): number => 'a' as any")).toEqual([]);
  expect(await run("bad(1)")).toEqual([
    expect.stringMatching(/^! HostError E128 'bad' does not return what its type says: it is "a", not Num/),
  ]);
  expect(
    await run("%%ts\nexport const thrower = (x: number): number => { throw new RangeError('no') }"),
  ).toEqual([]);
  expect(await run("thrower(1)")).toEqual([
    expect.stringMatching(/^! HostError E129 'thrower' fails at In\[4\] line 2: RangeError: no/),
  ]);
});

test("the place of a failure counts the comments above '%%ts'", async () => {
  const run = notebook();
  await run("// why\n\n%%ts\nexport const thrower = (x: number): number => {\n  throw new Error('no');\n}");
  expect(await run("thrower(1)")).toEqual([
    expect.stringMatching(/^! HostError E129 'thrower' fails at In\[1\] line 5: Error: no/),
  ]);
  await run("// why\n%%ts\n\nthrow new Error('here')");
  expect(run.trace().slice(0, 4)).toEqual([
    "HostError: E129  Error: here",
    "  --> In[3]:4:7",
    "   |",
    " 4 | throw new Error('here')",
  ]);
});

test("cells without an id: names stay for later cells, also those of a cell that exports nothing", async () => {
  const run = notebook();
  await run("%%ts\nconst first = 1; type Kind = 'a' | 'b'");
  await run("let other = 1");
  await run("let other = 2");
  expect(await run("%%ts\nconst kind: Kind = 'a'; export const second = first + 1")).toEqual([]);
  expect(await run("second")).toEqual(["= 2"]);
});

test("a cell that failed is not run again for its names, nor because other cells went", async () => {
  const run = notebook();
  await run("let unused = 1", "gone");
  expect(await run("%%ts\nconst made = 1; console.log('once'); throw new Error('no')", "ts")).toEqual([
    "stdout: once",
    "! HostError E129 Error: no",
  ]);
  expect(await run("%%ts\nexport const more = made + 1;", "more")).toEqual([]);
  expect(await run("more", "use")).toEqual(["= 2"]);
  await run("%%ts\nexport const lost = () => 1; throw new Error('no')", "lost");
  expect(await run("lost()", "call")).toEqual(["! HostError E129 'lost' is of In[5], which has failed"]);
});

test("without a host no cell is run", async () => {
  const run = notebook(null);
  expect(await run("%%ts\n1 + 1")).toEqual(["! HostError E126 In[1] is TypeScript, and is not run here"]);
});
