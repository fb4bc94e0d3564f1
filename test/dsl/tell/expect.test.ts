// The block of frames at the end of a cell: where it begins, and what is never taken for one.
import { expect, test } from "vitest";
import { compile } from "../../../dsl/compile.ts";
import { blockOf, parted, withBlock } from "../../../dsl/tell/expect.ts";
import { sourceOf } from "../../../dsl/source.ts";
import { text } from "../../help.ts";
import { small } from "../small.ts";

test("a block runs from the line of its first code to the end", () => {
  const cell = "let a = zz\n\n// E101  unknown name 'zz'\n//   --> input:1:9\n";
  expect(parted(cell)).toEqual({
    program: "let a = zz\n",
    block: "// E101  unknown name 'zz'\n//   --> input:1:9",
  });
});

test.each([
  ["a comment at the end", "let a = 1\n// the end\n"],
  ["one that names a code", "let a = 1\n// E101 would be told for zz\n// see E101  too\n"],
  ["one that is indented", "let a = 1\n  // E101  unknown name 'zz'\n"],
  ["one behind code", "let a = 1 // E101  unknown name 'zz'\n"],
  ["one that is not at the end", "// E101  unknown name 'zz'\nlet a = 1\n"],
  ["nothing", ""],
])("%s is program", (_, cell) => {
  expect(parted(cell)).toEqual({ program: cell, block: "" });
});

test("comments above the block stay with the program", () => {
  const { program, block } = parted("let a = zz\n// by hand\n// W110  gone\n// = x\n");
  expect([program, block]).toEqual(["let a = zz\n// by hand\n", "// W110  gone\n// = x"]);
});

test("what is told, written down, is what is expected", () => {
  const source = sourceOf("let a = zz\n\nlet b = yy\n", "x.strux");
  const block = blockOf(compile(source, small).diagnostics, source, 0);
  expect(block).toBe(text`
    // E101  unknown name 'zz'
    //   --> x.strux:1:9
    //    |
    //  1 | let a = zz
    //    |         ^^
    //    = in scope: b
    //
    // E101  unknown name 'yy'
    //   --> x.strux:3:9
    //    |
    //  3 | let b = yy
    //    |         ^^
    //    = in scope: a`);
  expect(parted(withBlock("let a = zz\n\nlet b = yy\n", block))).toEqual({
    program: "let a = zz\n\nlet b = yy\n",
    block,
  });
});
