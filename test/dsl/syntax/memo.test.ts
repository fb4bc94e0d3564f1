// A compile that takes over what earlier ones made gives what a compile from nothing gives, after any row of edits.
import fc from "fast-check";
import { expect, test } from "vitest";
import { notebook } from "../../../bench/notebook.ts";
import { analyse, compile } from "../../../dsl/compile.ts";
import { memo } from "../../../dsl/syntax/memo.ts";
import { parse } from "../../../dsl/syntax/parse.ts";
import type { Source } from "../../../dsl/source.ts";
import { library } from "../../../runtime/library.ts";
import { program } from "../program.ts";
import { facts, small, sourceOf } from "../small.ts";

const book: Source = { cells: [...notebook(1).cells, ...sourceOf(program).cells] };
const noise = [
  "",
  "\n",
  " ",
  '"',
  '"""',
  "{",
  ")",
  "x",
  "4k",
  "// c\n",
  "/// d\n",
  "data x = 1\n",
  "\nshow a",
  ".a",
];

/** An edit: in which cell, where (a share of its text), how much goes, and what comes instead. */
const edit = fc.record({
  cell: fc.nat(book.cells.length - 1),
  where: fc.double({ min: 0, max: 1, noNaN: true }),
  gone: fc.nat(12),
  put: fc.constantFrom(...noise),
});
type Edit = typeof edit extends fc.Arbitrary<infer T> ? T : never;

function edited({ cells }: Source, { cell, where, gone, put }: Edit): Source {
  const { text = "", ...rest } = cells[cell] ?? { id: "", label: "" };
  const at = Math.floor(text.length * where);
  return { cells: cells.with(cell, { ...rest, text: text.slice(0, at) + put + text.slice(at + gone) }) };
}

test("the same statements, problems, plan and questions, with and without", () => {
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
      const kept = memo();
      let source = book;
      compile(source, library, {}, kept);
      for (const each of edits) {
        source = edited(source, each);
        expect(parse(source, kept)).toEqual(parse(source));
        expect(compile(source, library, {}, kept)).toEqual(compile(source, library, {}));
      }
    }),
    { numRuns: 12, seed: 7 },
  );
}, 60_000);

test("a statement that has not moved is the same object, one that has is a copy in its new place", () => {
  const kept = memo();
  const before = parse(sourceOf("let a = 1\nlet b = 2", "let c = 3"), kept).statements;
  const after = parse(sourceOf("let a = 10\nlet b = 2", "let c = 3"), kept).statements;
  expect(after[2]).toBe(before[2]);
  expect(after[1]?.span).toEqual({ cell: 0, start: 11, end: 20 });
  expect(before[1]?.span.start).toBe(10);
});

test("a message that names a line names the new one", () => {
  const kept = memo();
  const lines = (text: string): string[] =>
    parse(sourceOf(text), kept).diagnostics.map(({ message }) => message);
  expect(lines('show 1\nlet a = """x')).toEqual(['this """ opened at line 2 is never closed']);
  expect(lines('\nshow 1\nlet a = """x')).toEqual(['this """ opened at line 3 is never closed']);
});

test("what is held is bounded, and a small memo is right too", () => {
  const kept = memo(40);
  const texts = Array.from({ length: 50 }, (_, i) => `let value_${i} = ${i}`);
  for (const text of [...texts, ...texts])
    expect(analyse(sourceOf(text), small, facts, kept).statements).toEqual(parse(sourceOf(text)).statements);
});

test("a digest is made once for a text", () => {
  let made = 0;
  const counting = { ...small, digest: (text: string) => `${++made} ${text.length}` };
  const kept = memo();
  compile(sourceOf("let a = 1\nlet b = a"), counting, facts, kept);
  compile(sourceOf("// moved\nlet a = 1\nlet b = a"), counting, facts, kept);
  expect(made).toBe(2);
});
