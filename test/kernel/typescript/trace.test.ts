// Errors of cells in the words of their cells: label, line and column, through the source map.
import { expect, test } from "vitest";
import { emit } from "../../../kernel/typescript/emit.ts";
import { trace } from "../../../kernel/typescript/trace.ts";

/** An error as code of a cell throws it: `at` lines and columns of what was compiled, 1-based. */
function thrown(message: string, ...frames: readonly string[]): Error {
  const error = new RangeError(message);
  error.stack = `RangeError: ${message}\n${frames.map((frame) => `    at ${frame}`).join("\n")}`;
  return error;
}

test("the place is the one that was written, and what lies outside of cells is left out", () => {
  const all = trace();
  const own = "const a = 1;\nthrow a";
  const emitted = emit(own);
  const file = all.enter("In[3]", { ...emitted, own });
  const lines = emitted.code.split("\n");
  const row = lines.findIndex((line) => line.includes("throw")) + 1;
  const column = (lines[row - 1]?.indexOf("throw") ?? 0) + 1;
  const error = thrown(
    "no",
    `inner (node:vm:1:1)`,
    `f (${file}:${row}:${column})`,
    `outer (/x/house.ts:9:9)`,
  );
  expect(all.placeOf(error)).toEqual({ label: "In[3]", line: 2, column: 1, offset: own.indexOf("throw") });
  expect(all.told(error)).toBe("RangeError: no\n    at f (In[3]:2:1)");
});

test("what is no error, or of no cell, has no place; a value that was thrown is shown", () => {
  const all = trace();
  expect(all.placeOf("a text")).toBeNull();
  expect(all.placeOf(thrown("no", "f (strux-cell-99.js:1:1)"))).toBeNull();
  expect(all.told({ code: 7 })).toBe("thrown: { code: 7 }");
  const bare = new Error("no stack");
  delete (bare as { stack?: string }).stack;
  expect(all.told(bare)).toBe("Error: no stack");
});
