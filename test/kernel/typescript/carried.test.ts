// Declarations from cell to cell: which stay, in what words, and which names they declare.
import { expect, test } from "vitest";
import { carried, namesIn, unchecked } from "../../../kernel/typescript/carried.ts";
import { outlineOf } from "../../../runtime/module/outline.ts";

const declarations = `import { t as alias } from "pack";
declare const a: number, b: string;
declare let c: boolean;
declare function f(x: number): number;
interface P { a: number }
type Q = P | null;
declare class K { }`;

test("names that do not stay are taken out, also from the middle of a list; what holds none goes whole", () => {
  expect(carried(declarations, (name) => !["b", "c", "f"].includes(name)).split("\n")).toEqual([
    'import { t as alias } from "pack";',
    "declare const a: number;",
    "interface P { a: number }",
    "type Q = P | null;",
    "declare class K { }",
  ]);
  expect(carried(declarations, () => false)).toBe('import { t as alias } from "pack";');
  expect(carried(declarations, (name) => name === "c", false)).toBe("declare let c: boolean;");
});

test("the names of values, types and imports in all their forms", () => {
  const more = 'import whole, { x, type Y } from "m";\nimport * as all from "n";\nimport "effects";';
  expect([...namesIn(`${declarations}\n${more}`)].toSorted()).toEqual(
    ["K", "P", "Q", "Y", "a", "alias", "all", "b", "c", "f", "whole", "x"].toSorted(),
  );
});

test("of a cell whose types nobody looks at, values are 'any' and its types are as they are written", () => {
  const cell = outlineOf(
    "export interface P { a: number }\ntype Q = P[];\nexport const v = 1;\nfunction g() {}\nenum E { A }",
  );
  expect(unchecked(cell).split("\n")).toEqual([
    "interface P { a: number }",
    "type Q = P[];",
    "declare let v: any;",
    "declare let g: any;",
    "declare let E: any;",
  ]);
});
