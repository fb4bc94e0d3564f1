// What a cell expects to be said about it: its program, and the block of frames at its end.
import type { Diagnostic } from "./diagnostic.ts";
import { frame } from "./frame.ts";
import type { Cell, Source, Span } from "../source.ts";

/** The first line of a block: a code, two blanks, words. No comment of a program looks like that by chance. */
const opening = /^\/\/ [EWI]\d{3} {2}\S/;

/**
 * Cuts a cell in two. The block is the last run of lines that start with `//`, from the first line that opens a frame
 * (`// E101  unknown ...`) to the end of the cell; blank lines may follow it. Comments above that line, and a cell that
 * ends in any other comment, are program.
 */
export function parted(text: string): { readonly program: string; readonly block: string } {
  const lines = text.trimEnd().split("\n");
  let from = lines.length;
  while (from > 0 && lines[from - 1]?.startsWith("//")) from--;
  const open = lines.findIndex((line, i) => i >= from && opening.test(line));
  if (open < 0) return { program: text, block: "" };
  const block = lines.slice(open).map((line) => line.trimEnd());
  return { program: `${lines.slice(0, open).join("\n").trimEnd()}\n`, block: block.join("\n") };
}

/**
 * The block for what is said about the cell at index `at`: all its frames as comments, "" where nothing is. What is said about
 * used files stands in the last cell of the program.
 */
export function blockOf(diagnostics: readonly Diagnostic[], source: Source, at: number): string {
  const last = source.cells.findLastIndex(({ file }) => file === undefined);
  const home = ({ cell }: Span): number => (source.cells[cell]?.file === undefined ? cell : last);
  const frames = diagnostics.filter(({ span }) => home(span) === at).map((one) => frame(one, source));
  if (frames.length === 0) return "";
  const lines = frames.join("\n\n").split("\n");
  return lines.map((line) => `// ${line}`.trimEnd()).join("\n");
}

/** A cell with its block. */
export const withBlock = (program: string, block: string): string =>
  block === "" ? program : `${program.trimEnd()}\n\n${block}\n`;

/** The programs of a source, without their blocks: what is compiled. */
export const programOf = ({ cells }: Source): Source => ({
  cells: cells.map((cell): Cell => ({ ...cell, text: parted(cell.text).program })),
});
