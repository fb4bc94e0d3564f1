// What a TypeScript cell gives to a program, and what is wrong with it, without running it.
import { expect, test } from "vitest";
import type { ScriptText } from "../../../dsl/types/known.ts";
import { type Fields, int, list, num, show, table, text } from "../../../dsl/types/types.ts";
import { nodeFiles } from "../../../runtime/files-node.ts";
import { outlineOf } from "../../../runtime/module/outline.ts";
import { scriptFact } from "../../../runtime/module/script-fact.ts";
import { folder } from "./help.ts";

/** `f(a: Text) -> Num`, `c: Num`, `name: why`; then what it reads and uses, and faults as `text: message`. */
async function offers(
  code: string,
  {
    values = {},
    before = [],
    files = {},
  }: {
    readonly values?: Fields;
    readonly before?: readonly string[];
    readonly files?: { readonly [path: string]: string };
  } = {},
): Promise<string[]> {
  const outlines = before.map((each) => outlineOf(each));
  const from = Object.fromEntries(
    outlines.flatMap(({ names }, at) => names.map(({ name }) => [name, at + 1] as const)),
  );
  const scripts: ScriptText[] = [{ text: code, from }, ...before.map((each) => ({ text: each, from: {} }))];
  const fact = await scriptFact({ scripts, values }, nodeFiles({ folder: folder(files), env: {} }));
  if ("error" in fact) return [`${fact.error.code} ${fact.error.message}`];
  return [
    ...fact.operators.map(
      ({ name, params, returns }) =>
        `${name}(${params.map((one) => `${one.name}: ${show(one.type)}`).join(", ")}) -> ${returns.kind === "rule" ? "?" : show(returns)}`,
    ),
    ...fact.constants.map(({ name, type }) => `${name}: ${show(type)}`),
    ...fact.refused.map(({ name, why }) => `${name}: ${why}`),
    ...(fact.reads.length > 0 ? [`reads ${fact.reads.join(", ")}`] : []),
    ...(fact.uses.length > 0 ? [`uses ${fact.uses.join(", ")}`] : []),
    ...fact.faults.map(({ start, end, message, code: n }) => `${code.slice(start, end)}: ${message} (${n})`),
  ];
}

test("exported functions are operators, exported constants are values; the rest stays in the cell", async () => {
  expect(
    await offers(`
      export function half(x: number) { return x / 2 }
      export const shout = async (t: string, times = 1) => t.toUpperCase().repeat(times);
      export const limit = 3, names = ["a", "b"];
      const hidden = 1;
      interface Row { a: string }
      export { names as default2 };
    `),
  ).toEqual(expect.arrayContaining(["half(x: Num) -> Num", "limit: Num", "names: Text[]"]));
});

test("what cannot cross says why", async () => {
  expect(
    await offers(`
      export const of = <T>(x: T) => x;
      export const ages = new Map<string, number>();
      export class A {}
      export type T = string;
    `),
  ).toEqual(["of: it is generic", expect.stringMatching(/^ages: /), "A: it is a class"]);
});

test("values of the program are typed, and only those that are meant are read", async () => {
  const values = { answers: table({ id: int, output: text }), n: num, tags: list(text) };
  expect(
    await offers("export const rate = () => answers.filter((r) => r.output === '').length / n", { values }),
  ).toEqual(["rate() -> Num", "reads answers, n"]);
  expect(
    await offers("const f = (n: number) => n; const o = { tags: 1 }; o.tags + f(2)", { values }),
  ).toEqual([]);
  expect(await offers("answers[0].outputs; n = 2", { values })).toEqual([
    "reads answers, n",
    "outputs: Property 'outputs' does not exist on type '{ readonly id: number; readonly output: string; }'. Did you mean 'output'? (2551)",
    "n: Cannot assign to 'n' because it is a constant (2588)",
  ]);
});

test("names of earlier cells are there with their types", async () => {
  const before = ["interface P { a: number }\nconst p: P = { a: 1 }", "let other = 1"];
  expect(await offers("export const a = p.a + 1; const q: P = p", { before })).toEqual(["a: Num", "uses 1"]);
  expect(await offers("p.b", { before })).toEqual([
    "uses 1",
    "b: Property 'b' does not exist on type 'P' (2339)",
  ]);
});

test("variables of earlier cells may be set, their constants and the program's values may not", async () => {
  const before = ["let count = 0; const fixed = 1"];
  expect(await offers("count += 1; fixed = 2", { before })).toEqual([
    "uses 1",
    "fixed: Cannot assign to 'fixed' because it is a constant (2588)",
  ]);
});

test("what only strictness forbids is no fault, and what is wrong is one, with its place", async () => {
  expect(await offers("const f = (x) => x; [1].find((x) => x > 1).toFixed()")).toEqual([]);
  expect(await offers('const s: string = 1;\nconst t: number = "a"')).toEqual([
    "s: Type 'number' is not assignable to type 'string' (2322)",
    "t: Type 'string' is not assignable to type 'number' (2322)",
  ]);
  expect(await offers("await 1; import * as fs from 'node:fs'; fs.readFileSync('x')")).toEqual([]);
});

test("modules of the folder are read for their types, and are part of the digest", async () => {
  const files = {
    "lib/m.ts": "import { k } from './k.ts'; export const twice = (x: number) => x * k",
    "lib/k.ts": "export const k = 2",
  };
  expect(await offers('import { twice } from "./lib/m.ts"; export const four = twice(2)', { files })).toEqual(
    ["four: Num"],
  );
  expect(await offers('import { twice } from "./lib/m"; twice("a")', { files })).toEqual([
    expect.stringMatching(/^"a": Argument of type 'string'/),
  ]);
  expect(await offers('import { x } from "./lost.ts"', { files })).toEqual([expect.stringMatching(/^E110 /)]);
});

test("a text that TypeScript's own parser gives up on is a fault as any other", () => {
  const { fault, names } = outlineOf(
    "  @de (y) await q } return 1;\nlet { a } = 1; const u = c class D { @dec m() {} } var v;\nexport const f = @de (y) await",
  );
  expect(fault?.message).toBeDefined();
  expect(names.length).toBeGreaterThanOrEqual(0);
});

test("an outline has names with their places, and the first syntax error", () => {
  const text = "export const { a, b: [c] } = x;\nfunction f(p: number) { return q }";
  const { names, mentions, fault } = outlineOf(text);
  expect(
    names.map(({ name, start, end, exported, kind }) => [text.slice(start, end), name, exported, kind]),
  ).toEqual([
    ["a", "a", true, "constant"],
    ["c", "c", true, "constant"],
    ["f", "f", false, "function"],
  ]);
  expect(mentions).toEqual(["x", "f", "q"]);
  expect(fault).toBeNull();
  expect(outlineOf("const = 1").fault?.message).toBe("Variable declaration expected");
  expect(outlineOf("export default 1").fault?.message).toMatch(/default export/);
});
