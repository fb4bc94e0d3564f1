// TypeScript cells run one after another: names, types, values of the program, output, errors. One converter serves the whole file.
import { describe, expect, test } from "vitest";
import { int, num, table, text } from "../../../dsl/types/types.ts";
import { fromRows } from "../../../runtime/table.ts";
import { notebook } from "./help.ts";

const run = notebook({
  "local.ts": "export const seven: number = 7;\nexport default 'd';",
  "data.json": '{"a": 1}',
  "node_modules/esm-typed/package.json": JSON.stringify({
    name: "esm-typed",
    type: "module",
    exports: { ".": { types: "./i.d.ts", import: "./i.js" } },
  }),
  "node_modules/esm-typed/i.js": "export const t = 'a'; export default 2",
  "node_modules/esm-typed/i.d.ts":
    "export declare const t: string; declare const d: number; export default d;",
  "node_modules/esm-bare/package.json": JSON.stringify({
    name: "esm-bare",
    type: "module",
    exports: { import: "./i.js" },
  }),
  "node_modules/esm-bare/i.js": "export const b = 3",
  "node_modules/common/package.json": JSON.stringify({ name: "common", main: "i.js", types: "i.d.ts" }),
  "node_modules/common/i.js": "exports.c = 4; process.stdout.write('loaded\\n')",
  "node_modules/common/i.d.ts": "export const c: number",
});

describe("the reader", () => {
  test("is asked for a line; the question and its type are known", async () => {
    expect(await run('const who = await input("name? ", true); who.toUpperCase()')).toEqual([
      "? name?  (hidden)",
      "= 'TYPED'",
    ]);
    expect(await run("input(5)")).toEqual([
      "! E131 Argument of type 'number' is not assignable to parameter of type 'string' @ 5",
    ]);
  });

  test("who refuses is told at the call", async () => {
    expect(await run("const before = 1;\nconst who = await input('who? ')", { refused: "nobody" })).toEqual([
      "? who? ",
      "! E129 Error: nobody @ input",
    ]);
  });

  test("is not in the way of a value or a name that is called input", async () => {
    expect(await run("input * 2", { types: { input: int }, values: { input: 4 } })).toEqual(["= 8"]);
    expect(await run("const input = 'mine'; input")).toEqual(["= 'mine'"]);
  });
});

describe("names", () => {
  test("a later cell has the names and types of earlier ones", async () => {
    expect(
      await run(
        "interface P { a: number }\nlet count = 1; const p: P = { a: 2 }; function inc() { return ++count }",
      ),
    ).toEqual([]);
    expect(await run("const { a: renamed } = p; const o = { count }; renamed + o.count")).toEqual(["= 3"]);
    expect(await run("inc(); inc(); count")).toEqual(["= 3"]);
    expect(await run("p.b")).toEqual(["! E131 Property 'b' does not exist on type 'P' @ b"]);
  });

  test("a variable is one place, whichever cell sets it", async () => {
    await run("let shared = 1; const seen = () => shared");
    expect(await run("shared = 5; seen()")).toEqual(["= 5"]);
    expect(await run("shared++; [shared, seen()]")).toEqual(["= [ 6, 6 ]"]);
  });

  test("what is defined again is seen by functions of earlier cells, and may have another type", async () => {
    await run("const base = () => 1");
    await run("const twice = () => base() * 2");
    await run("const base = () => 10");
    expect(await run("twice()")).toEqual(["= 20"]);
    await run("const twice = 'two'");
    expect(await run("twice.length")).toEqual(["= 3"]);
    await run("var shared = 'mine'; export const q = 1");
    expect(await run("seen()")).toEqual(["= 6"]);
  });

  test("a cell that throws keeps what it had made, and says where", async () => {
    expect(await run("const kept = 1;\n\n(null as any).x;\nconst lost = 2")).toEqual([
      expect.stringMatching(/^! E129 TypeError: Cannot read properties of null.* @ x$/),
    ]);
    expect(await run("kept")).toEqual(["= 1"]);
    expect(await run("lost")).toEqual([expect.stringMatching(/^! E131 Cannot find name 'lost'/)]);
    expect(await run("const kept: string = (() => { throw new Error('again') })()")).toEqual([
      expect.stringMatching(/^! E129 Error: again/),
    ]);
    expect(await run("kept.toFixed(1)")).toEqual(["= '1.0'"]);
  });
});

test("what is only declared has its value elsewhere", async () => {
  expect(
    await run("declare const structuredClone: (value: unknown) => unknown; typeof structuredClone"),
  ).toEqual(["= 'function'"]);
  expect(await run("typeof structuredClone(1)")).toEqual(["= 'number'"]);
});

describe("values of the program", () => {
  const types = { answers: table({ id: int, output: text }), n: num };
  const values = {
    n: 4,
    answers: fromRows([
      { id: 1, output: "a" },
      { id: 2, output: "" },
    ]),
  };

  test("are typed and there by name", async () => {
    expect(
      await run("answers.filter((r) => r.output !== '').map((r) => r.id * n)", { types, values }),
    ).toEqual(["= [ 4 ]"]);
    expect(await run("answers.columns.join()", { types, values })).toEqual(["= 'id,output'"]);
    expect(await run("answers[0].outputs", { types, values })).toEqual([
      expect.stringMatching(/^! E131 Property 'outputs' does not exist on type .* @ outputs$/),
    ]);
  });

  test("cannot be changed, by the types and without them", async () => {
    expect(await run("n = 5", { types, values })).toEqual([
      "! E131 Cannot assign to 'n' because it is a constant @ n",
    ]);
    const loose = { types, values, checks: false };
    expect(await run("n = 5", loose)).toEqual([
      "! E129 TypeError: 'n' cannot be assigned to: it is a constant @ n",
    ]);
    expect(await run("answers[0].id = 5", loose)).toEqual([
      expect.stringMatching(/^! E129 TypeError: Cannot assign to read only property 'id'/),
    ]);
    expect(await run("undeclared = 1", loose)).toEqual([
      "! E129 ReferenceError: undeclared is not defined @ undeclared",
    ]);
    expect(await run("answers[0].id", loose)).toEqual(["= 1"]);
  });

  test("give way to a name that a cell declares, in this and later cells", async () => {
    await run("const n = 'own'", { types, values });
    expect(await run("n.length", { types, values })).toEqual(["= 3"]);
  });
});

describe("modules", () => {
  test("of the folder and of its packages, ESM alone or not", async () => {
    expect(await run('import d, { t } from "esm-typed"; import { b } from "esm-bare"; t + d + b')).toEqual([
      "text/plain note: 'esm-bare' declares no types: what it gives is 'any'",
      "= 'a23'",
    ]);
    expect(await run("t.length + d")).toEqual(["= 3"]);
    expect(await run('import { t as wrong } from "esm-typed"; wrong.foo')).toEqual([
      "! E131 Property 'foo' does not exist on type 'string' @ foo",
    ]);
    expect(
      await run('import { c } from "common"; import dd, { seven } from "./local.ts"; dd + c + seven'),
    ).toEqual(["stdout: loaded", "= 'd47'"]);
    expect(await run('(await import("esm-typed")).default + (await import("./local.ts")).seven')).toEqual([
      "= 9",
    ]);
    expect(
      await run(
        'import * as path from "node:path"; import { a } from "./data.json"; path.join("x", String(a))',
      ),
    ).toEqual(["= 'x/1'"]);
  });

  test("that are not there are told in the place they are named", async () => {
    expect(await run('import { x } from "nowhere"')).toEqual([
      expect.stringMatching(/^! E131 Cannot find module 'nowhere'.* @ "nowhere"$/),
    ]);
  });
});

describe("output", () => {
  test("console, packages that print, and display calls", async () => {
    expect(
      await run(`
        import * as tslab from "tslab";
        console.log("a", { b: 1 }); console.error("c"); process.stdout.write("d\\n");
        tslab.display.html("<b>x</b>");
        const d = tslab.newDisplay(); d.text("1"); d.text("2");
        tslab.display.png(new Uint8Array([1, 2]));
      `),
    ).toEqual([
      "stdout: a { b: 1 }",
      "stderr: c",
      "stdout: d",
      "text/html <b>x</b>",
      "text/plain 1 anew",
      "text/plain 2 again",
      "image/png AQI=",
    ]);
  });

  test("a value is a result where the last statement is an expression", async () => {
    expect(await run("1; 'two'")).toEqual(["= 'two'"]);
    expect(await run("null")).toEqual(["= null"]);
    expect(await run("undefined")).toEqual([]);
    expect(await run("await Promise.resolve({ a: 1 });")).toEqual(["= { a: 1 }"]);
    expect(await run("const x = 3;")).toEqual([]);
  });

  test("may be printed by whoever takes it", async () => {
    const lines: string[] = [];
    const push = lines.push.bind(lines);
    lines.push = (...all) => {
      process.stdout.write("");
      return push(...all);
    };
    expect([...(await run("process.stdout.write('once\\n'); console.log('twice')", { lines }))]).toEqual([
      "stdout: once",
      "stdout: twice",
    ]);
  });

  test("that comes late goes to its own cell, errors too", async () => {
    const lines: string[] = [];
    await run("setTimeout(() => { console.log('late'); throw new Error('later') }, 20)", { lines });
    lines.length = 0;
    expect(await run("await new Promise((r) => setTimeout(r, 60)); 'next'")).toEqual(["= 'next'"]);
    expect(lines[0]).toBe("stdout: late");
    expect(lines[1]).toMatch(/^stderr: Error: later\n    at .*In\[\d+\]:1:\d+/);
  });
});

test("await stands at the top of a cell, in every place an expression may, and failures are caught there", async () => {
  expect(
    await run(
      "const a = await 1 + await Promise.resolve(2); let b = 0; try { await Promise.reject(new Error('x')) } catch { b = 1 } [a, b]",
    ),
  ).toEqual(["= [ 3, 1 ]"]);
  expect(
    await run(
      "const f = async () => (await 1) + 1; for (const x of [1, 2]) { await f(); console.log(x) } (await f()).toFixed()",
    ),
  ).toEqual(["stdout: 1", "stdout: 2", "= '2'"]);
  expect(
    await run(
      "async function* g() { yield 1; yield 2 } let sum = 0; for await (const x of g()) sum += x; sum",
    ),
  ).toEqual(["= 3"]);
  expect(await run("await Promise.reject(new Error('lost'))")).toEqual([
    expect.stringMatching(/^! E129 Error: lost/),
  ]);
  expect(
    await run(
      "await new Promise((r) => setTimeout(() => { console.log('before'); r(1) }, 5)); console.log('after')",
    ),
  ).toEqual(["stdout: before", "stdout: after"]);
});

describe("interrupts", () => {
  test("a cell that waits for nothing is left, and what it made is kept", async () => {
    const stop = new AbortController();
    const lines: string[] = [];
    const code = "let before = 1; console.log('begun'); await new Promise(() => {})";
    const waiting = run(code, { signal: stop.signal, lines });
    await expect.poll(() => lines).toEqual(["stdout: begun"]);
    stop.abort();
    expect(await waiting).toEqual(["stdout: begun", "! E130 interrupted"]);
    expect(await run("before")).toEqual(["= 1"]);
  });
});

describe("without a check", () => {
  test("types are not looked at, and names are there for cells that are checked", async () => {
    expect(
      await run("const loose: number = 'text'; type T = { a: string }; loose", { checks: false }),
    ).toEqual(["= 'text'"]);
    expect(await run("const u: T = { a: loose.anything }; u")).toEqual(["= { a: undefined }"]);
  });
});

describe("exports", () => {
  test("are called by the cell's key; errors say where they come from", async () => {
    await run(
      "export const f = (x: number) => x + 1;\nexport const g = () => { throw new RangeError('no') };\nexport const k = 3",
      { key: "k1" },
    );
    const emit = (): void => undefined;
    expect(await run.cells.call("k1", "f", [2], emit)).toBe(3);
    expect(await run.cells.call("k1", "k", [], emit)).toBe(3);
    await expect(run.cells.call("k1", "g", [], emit)).rejects.toThrow(
      /^'g' fails at In\[\d+\] line 2: RangeError: no$/,
    );
  });
});

describe("help while writing", () => {
  const types = { answers: table({ id: int, output: text }) };
  test("completion knows names of cells and values of the program", async () => {
    await run("const alpha = { beta: 1, gamma: 2 }");
    const at = (code: string) => run.cells.complete(code, code.length, types);
    expect((await at("alpha.")).items).toEqual([
      { text: "beta", kind: "property" },
      { text: "gamma", kind: "property" },
    ]);
    expect(await at("answers[0].ou")).toMatchObject({ start: 11, end: 13, items: [{ text: "output" }] });
    const { items } = await at('import { t } from "esm-typed"; export const z = t.char');
    expect(items.map((one) => one.text)).toContain("charAt");
  });

  test("hover tells the type, at its place", async () => {
    const code = 'import { t } from "esm-typed"; const first = answers[0].output';
    expect(await run.cells.inspect(code, code.indexOf("first") + 1, types)).toEqual({
      start: code.indexOf("first"),
      end: code.indexOf("first") + 5,
      code: "const first: string",
      doc: "",
    });
  });

  test("a cell is whole, or goes on, or cannot be mended by writing on", async () => {
    const whole = (code: string) => run.cells.isComplete(code);
    expect(await whole("const a = 1")).toEqual({ status: "complete" });
    expect(await whole("function f() {")).toEqual({ status: "incomplete", indent: "  " });
    expect(await whole("  const t = `open")).toEqual({ status: "incomplete", indent: "  " });
    expect(await whole("const = 1")).toEqual({ status: "invalid" });
    for (const begun of ["", "  \n", "export", "f(1);\nconst", "const f = (x) =>", "const s = {", "a.b("])
      expect(await whole(begun)).toMatchObject({ status: "incomplete" });
    expect(await whole('const s = "open')).toEqual({ status: "invalid" });
  });
});

test("what is wrong with a cell has the name that tools match on, whoever finds it", async () => {
  const refused = (text: string): Promise<void> =>
    run.cells.run(
      { key: text, cell: 0, label: "In[1]", text, checks: true, types: {}, values: new Map() },
      () => undefined,
      new AbortController().signal,
    );
  await expect(refused("const half = ")).rejects.toMatchObject({
    name: "StruxSyntaxError",
    code: "E020",
    hint: "TS1109",
  });
  await expect(refused('import { b } from "esm-typed"')).rejects.toMatchObject({
    name: "StruxTypeError",
    code: "E131",
  });
});
