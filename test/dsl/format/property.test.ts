// What formatting never changes, over the corpus, over random programs and over both written otherwise.
import fc from "fast-check";
import { expect, test } from "vitest";
import { type FormatOptions, format, same } from "../../../dsl/format/format.ts";
import { parseCell } from "../../../dsl/syntax/parse.ts";
import type { Cell } from "../../../dsl/source.ts";
import { cells, corpus } from "../corpus.ts";
import { cell } from "../../help.ts";
import { comments, rewritten, words } from "../noise.ts";
import { programs } from "../random-program.ts";

const SEED = Number(process.env["FUZZ_SEED"] ?? 20_261_126);
const RUNS = Number(process.env["FUZZ_RUNS"] ?? 25);

const optionsOf = ({ tags = [] }: Cell): FormatOptions => ({ tags });
const codes = (of: Cell): readonly string[] => parseCell(of, 0).diagnostics.map(({ code }) => code);

/** What is wrong with the formatting of a cell, in words. */
function faults(of: Cell): readonly string[] {
  const made = format(of.text, optionsOf(of));
  const after = { ...of, text: made.text };
  const again = format(made.text, optionsOf(of));
  const python = /^\s*%/.test(of.text) || (of.tags ?? []).length > 0;
  const told = [
    again.text === made.text ? "" : `formatting twice gives:\n${again.text}`,
    same(parseCell(after, 0).statements, parseCell(of, 0).statements) ? "" : "another tree",
    String(codes(after)) === String(codes(of)) ? "" : `codes ${codes(of).join()} -> ${codes(after).join()}`,
    python || String(comments(made.text)) === String(comments(of.text)) ? "" : "other comments",
    python || String(words(made.text)) === String(words(of.text)) ? "" : "other tokens",
    made.left > 0 && codes(of).length === 0 ? "a sound statement is left as it is" : "",
    /[ \t]\n/.test(made.text) && !/[ \t]\n/.test(of.text) ? "blanks at the end of a line" : "",
  ];
  return told
    .filter((each) => each !== "")
    .map((each) => `${of.label}: ${each}\n--- from\n${of.text}\n--- to\n${made.text}`);
}

test("the corpus: the same program, and formatted once for all", () => {
  expect(cells.length).toBeGreaterThan(80);
  expect(cells.flatMap(faults)).toEqual([]);
});

// shrinking a program takes longer than reading it
const settings = { seed: SEED, numRuns: RUNS, endOnFailure: true };
const anyCell = fc.oneof(
  fc.constantFrom(...cells),
  programs.map((text) => cell(text)),
);
const blanks = fc.constantFrom("", " ", "  ", "\n  ", "\t", "\n\n\n   ", "\r\n ");
const notes = fc.constantFrom(" // note", "\n  // note", "\n\n  /// note", " //", "\n // a\n\n // b");

/** A stream of choices, as long as they are asked for. */
const choices = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<() => T> =>
  fc.infiniteStream(of).map((stream) => () => stream.next().value as T);

test("random programs are sound more often than not", () => {
  const sample = fc.sample(programs, { seed: SEED, numRuns: 200 });
  const sound = sample.filter((text) => codes(cell(text)).length === 0);
  expect(sound.length).toBeGreaterThan(120);
});

test(`other white space: one layout (seed ${SEED})`, () => {
  const property = fc.property(anyCell, choices(blanks), (given, next) => {
    if ((given.tags ?? []).length > 0 || /\/\/|^\s*%/.test(given.text) || codes(given).length > 0) return;
    const other = rewritten(given, ({ flat }, old) => {
      const gap = next();
      return flat && gap.includes("\n") ? " " : old !== "" && gap === "" ? " " : gap;
    });
    // empty lines between items are kept
    const tight = (text: string): string => text.replace(/[\r\n]+/g, "\n");
    expect(tight(format(other.text).text)).toBe(tight(format(given.text).text));
    expect(faults(other)).toEqual([]);
  });
  fc.assert(property, settings);
}, 600_000);

test(`comments anywhere: all kept, nothing else changed (seed ${SEED})`, () => {
  const property = fc.property(anyCell, choices(fc.option(notes, { freq: 4 })), (given, next) => {
    if ((given.tags ?? []).length > 0 || /^\s*%/.test(given.text)) return;
    let count = 0;
    const other = rewritten(given, ({ flat }, old) => {
      const note = next();
      if (note === null || flat || old.includes("//")) return undefined;
      return `${note.replace("note", () => `note ${++count}`)}\n    ${old.trimStart()}`;
    });
    expect(faults(other)).toEqual([]);
  });
  fc.assert(property, settings);
}, 600_000);

test(`a narrow page and a wide one hold the same program (seed ${SEED})`, () => {
  const property = fc.property(anyCell, fc.integer({ min: 1, max: 200 }), (given, width) => {
    const made = format(given.text, { ...optionsOf(given), width }).text;
    const after = { ...given, text: made };
    expect(same(parseCell(after, 0).statements, parseCell(given, 0).statements)).toBe(true);
    expect(format(made, { ...optionsOf(given), width }).text).toBe(made);
  });
  fc.assert(property, settings);
}, 600_000);

test("what the house shows is formatted: README, notebooks", () => {
  const shown = corpus.filter(({ name }) => name === "README.md" || name.startsWith("notebooks/"));
  expect(shown.length).toBeGreaterThanOrEqual(5);
  const wrong = shown.flatMap(({ name, source }) =>
    source.cells
      .filter(({ text, tags = [] }) => {
        const lastBreak = text.endsWith("\n");
        return format(text, { tags, lastBreak }).text !== text;
      })
      .map(({ label }) => `${name}, ${label}: npx strux fmt`),
  );
  expect(wrong).toEqual([]);
});
