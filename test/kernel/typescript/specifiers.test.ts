// A text with pieces replaced, and the way back; how the converter is led to what it would not find.
import { join } from "node:path";
import { expect, test } from "vitest";
import { edited, followed, specifiers } from "../../../kernel/typescript/specifiers.ts";
import { parsedCell } from "../../../runtime/module/outline.ts";
import { folder } from "../../runtime/module/help.ts";

test("offsets go there and back, whatever is longer or shorter", () => {
  const text = "abcdefghij";
  const made = edited(text, [
    { start: 6, end: 8, text: "" },
    { start: 2, end: 4, text: "CDCD" },
    { start: 0, end: 0, text: ">>" },
  ]);
  expect(made.text).toBe(">>abCDCDefij");
  for (const letter of "abefij") {
    expect(made.back(made.text.indexOf(letter))).toBe(text.indexOf(letter));
    expect(made.on(text.indexOf(letter))).toBe(made.text.indexOf(letter));
  }
  // inside of what was put in: somewhere in what it stands for
  expect(made.back(made.text.indexOf("CD") + 3)).toBeLessThanOrEqual(4);
});

test("every place that names a module is found", () => {
  const text =
    'import a from "a"; import "b"; const c = await import("c"); type D = import("d").D; export {}';
  const found = specifiers(parsedCell(text));
  expect(found.map(({ path, start, end }) => [path, text.slice(start, end)])).toEqual([
    ["a", "a"],
    ["b", "b"],
    ["c", "c"],
    ["d", "d"],
  ]);
});

test("packages that are ESM alone are named by their place, the ending .ts is left out", () => {
  const at = folder({
    "m.ts": "export const k = 1",
    "node_modules/esm/package.json": JSON.stringify({
      name: "esm",
      type: "module",
      exports: { types: "./t.d.ts", import: "./i.js" },
    }),
    "node_modules/esm/i.js": "",
    "node_modules/esm/t.d.ts": "export {}",
    "node_modules/bare/package.json": JSON.stringify({ name: "bare", exports: { import: "./i.mjs" } }),
    "node_modules/bare/i.mjs": "",
    "node_modules/old/package.json": JSON.stringify({ name: "old", main: "i.js", types: "i.d.ts" }),
    "node_modules/old/i.js": "",
    "node_modules/old/i.d.ts": "export {}",
  });
  const inside = (path: string): string => join(at, "node_modules", path);
  expect(followed("esm", at)).toEqual({ as: inside("esm/t.js"), found: true, untyped: false });
  expect(followed("bare", at)).toEqual({ as: inside("bare/i.mjs"), found: true, untyped: true });
  expect(followed("old", at)).toEqual({ as: null, found: true, untyped: false });
  expect(followed("./m.ts", at)).toEqual({ as: "./m", found: true, untyped: false });
  expect(followed("./m", at)).toEqual({ as: null, found: true, untyped: false });
  expect(followed("node:fs", at)).toEqual({ as: null, found: true, untyped: false });
  expect(followed("nowhere", at)).toEqual({ as: null, found: false, untyped: false });
});
