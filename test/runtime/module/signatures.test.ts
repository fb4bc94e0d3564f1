// Signatures of TypeScript modules: what crosses and as what, what does not and why, what is remembered.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { modulesPlace } from "../../../runtime/module/cache.ts";
import { factIn, folder, offered, signaturesOf, write } from "./help.ts";

test("plain types cross", async () => {
  expect(
    await signaturesOf(`
      export interface Doc { id: string; score?: number; tags: readonly string[] }
      export function f(a: string, b: number, c: boolean, d: string[][], e: Doc): number { return 1; }
      export const g = (mode: "first" | "last", x: string | null, y: unknown) => mode === "first";
      export const h = async (d: { a: { b: string } }): Promise<Doc | undefined> => undefined;
      export const i = (x: string) => (x === "" ? 0 : 1);`),
  ).toEqual([
    "f(a: Text, b: Num, c: Bool, d: Text[][], e: {id: Text, score: Num?, tags: Text[]}) -> Num",
    'g(mode: "first" | "last", x: Text?, y: Json) -> Bool',
    "h(d: {a: {b: Text}}) -> {id: Text, score: Num?, tags: Text[]}?",
    "i(x: Text) -> Num",
  ]);
});

test("what may be left out may; the rest of the arguments", async () => {
  expect(
    await signaturesOf("export const f = (a: string, b?: number, c = true, ...more: string[]) => a;"),
  ).toEqual(["f(a: Text, b?: Num?, c?: Bool?, ...more?: Text) -> Text"]);
});

test("what cannot cross says why; types are no values", async () => {
  expect(
    await signaturesOf(`
      export type T = string;
      export class C {}
      export const LIMIT = 3;
      export enum E { A }
      export default function (x: string) { return x; }
      export function generic<X>(x: X): X { return x; }
      export function over(x: string): string; export function over(x: number): number; export function over(x: never): never { return x; }
      export const anyone = (x: any) => 1;
      export const back = (f: (x: string) => string) => 1;
      export const pair = (x: [string, number]) => 1;
      export const open = (x: Record<string, number>) => 1;
      export const when = (x: Date) => 1;
      export const nothing = (x: string): void => {};
      export const deep = (x: { a: { b: bigint }[] }) => 1;
      interface Tree { kids: Tree[] } export const tree = (x: Tree) => 1;
      export const only = (x: 1 | 2) => 1;
      export const some = (x: E) => 1;`),
  ).toEqual([
    "C: it is a class",
    "LIMIT: it is no function",
    "E: it is no function",
    "default: a default export has no name to call it by",
    "generic: it is generic",
    "over: it has several signatures",
    "anyone: parameter x: its type is 'any': write the type it has",
    "back: parameter f: it is a function",
    "pair: parameter x: '[string, number]' is a tuple: write a list or a record",
    "open: parameter x: the keys of 'Record<string, number>' are not written out",
    "when: parameter x: 'Date' has methods, so it is no plain data",
    "nothing: it returns nothing",
    "deep: parameter x: a of '{ a: { b: bigint; }[]; }': an item: b of '{ b: bigint; }': it is a bigint",
    "tree: parameter x: kids of 'Tree': an item: 'Tree' contains itself",
    "only: parameter x: it takes only certain numbers: write 'number' and test them",
    "some: parameter x: it is an enum: write a union of words",
  ]);
});

test("a signature in the words of the language", async () => {
  const text = `
    export const f = operator({ in: { a: "Text", n: "Int?" }, out: "{hits: Int}[]", pure: true, version: 3 }, (a, n) => []);
    export const bad = operator({ in: { a: "Txt" }, out: "Num" }, (a) => 1);
    export const tree = operator({ in: { a: "Tree" }, out: "Num" }, (a) => 1);
    export const loose = operator({ in: { a: "Text" }, out: "Num", version: 2 }, (a) => 1);
    export const wrong = operator({ in: { a: "Text" }, outs: "Num" } as never, (a) => 1);`;
  expect(await signaturesOf(text)).toEqual([
    "f(a: Text, n?: Int?) -> {hits: Int}[]",
    "bad: parameter a: 'Txt' is no type that can cross",
    "tree: parameter a: 'Tree' is no type that can cross",
    "loose: a version stands for its code only where it is pure: true",
    "wrong: operator(...) takes a record that is written out first: { in: {...}, out: '...' }",
  ]);
  const [f] = (await offered(text)).operators;
  expect(f).toMatchObject({ effect: "pure", version: 3, host: { key: "version 3" } });
});

test("documentation, defaults and what a metric is come from the text", async () => {
  const { operators } = await offered(`
    /** Shared letters. @param k how many count */
    export const f = (a: string, k = 2): number => k;
    export const same = (a: string) => a === "";`);
  expect(operators[0]).toMatchObject({
    doc: "Shared letters.",
    params: [{ name: "a" }, { name: "k", doc: "how many count", fallback: 2 }],
    metric: { range: "graded" },
  });
  expect(operators[1]).toMatchObject({ metric: { range: "binary" } });
});

test("types of other files are followed; what comes from packages is any", async () => {
  expect(
    await signaturesOf(
      'import type { Doc } from "./types.js"; import { z } from "zod"; import { readFileSync } from "node:fs"; export const f = (d: Doc) => 1; export const g = (s: z.Schema) => 1;',
      {
        "types.ts": "export interface Doc { id: string }",
      },
    ),
  ).toEqual(["f(d: {id: Text}) -> Num", "g: parameter s: its type is 'any': write the type it has"]);
});

test("a syntax error is an error with its line; a type error is told, and the functions are there", async () => {
  await expect(offered("export const f = (x: string) =>\n  x +;")).rejects.toThrow(/^E127 'm.ts' line 2: /);
  await expect(offered('import { g } from "./lost.ts";\nexport const f = g;')).rejects.toThrow(
    "E127 'm.ts' imports './lost.ts', and there is no such TypeScript file",
  );
  const { faults, operators } = await offered(
    'export const f = (x: string): number =>\n  x;\nconsole.log(process.env, new URL("x:y"));',
  );
  expect(faults).toEqual(["'m.ts' line 2: Type 'string' is not assignable to type 'number'"]);
  expect(operators).toHaveLength(1);
});

test("a module outside the readable places is refused, and so is what it imports", async () => {
  const away = folder({ "far.ts": "export const x = 1;" });
  const here = folder({ "m.ts": `import { x } from "${away}/far.ts"; export const f = (a: string) => x;` });
  expect(await factIn(here, join(away, "far.ts"))).toMatchObject({ error: { code: "E111" } });
  const up = folder({
    "a/m.ts": 'import { x } from "../b/far.ts"; export const f = (a: string) => x;',
    "b/far.ts": "export const x = 1;",
  });
  expect(await factIn(join(up, "a"))).toMatchObject({ error: { code: "E111" } });
});

test("the digest is of the texts and how they hang together, not of where they lie", async () => {
  const files = {
    "m.ts": 'import { n } from "./part/n.ts"; export const f = (x: string) => n;',
    "part/n.ts": "export const n = 1;",
  };
  const here = await factIn(folder(files));
  const there = folder({ "x/m.ts": files["m.ts"], "x/part/n.ts": files["part/n.ts"] });
  expect(await factIn(there, "x/m.ts")).toMatchObject({ digest: "digest" in here ? here.digest : "" });
  write(there, { "x/part/n.ts": "export const n = 2;" });
  expect(await factIn(there, "x/m.ts")).not.toMatchObject({ digest: "digest" in here ? here.digest : "" });
});

test("what was found out is remembered by the texts", async () => {
  const at = folder({
    "m.ts": 'import { n } from "./n.ts"; export const remembered = (x: string) => n;',
    "n.ts": "export const n = 1;",
  });
  const first = await factIn(at);
  expect(existsSync(modulesPlace())).toBe(true);
  const kept = readdirSync(modulesPlace()).length;
  expect(await factIn(at)).toEqual(first);
  expect(readdirSync(modulesPlace())).toHaveLength(kept);
  write(at, { "n.ts": 'export const n = "one";' });
  expect(await factIn(at)).toMatchObject({ operators: [{ returns: { kind: "text" } }] });
});
