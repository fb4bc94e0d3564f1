// `%%ts`: a cell of TypeScript. The language looks at its head alone; what the rest declares is told to it, as plain data.
import type { Fault, OutlineFact, Script } from "./ast.ts";
import { diagnostic, type Diagnostic } from "../tell/diagnostic.ts";
import type { Span } from "../source.ts";
import { near, swap } from "../tell/near.ts";

/** Blank lines and lines of comments, which mean the same in both languages, and a word with `%`. */
const LINE = /[ \t]*(?:\/\/[^\n]*)?\r?\n/y;
const INDENT = /[ \t]*/y;
const HEAD = /%%ts\b([^\n]*)/y;
const MAGIC = /%%?\w*/y;

/** Where a text begins behind them. Line by line: one pattern for all of them runs out of stack in a long text. */
function leadOf(text: string): number {
  let at = 0;
  for (LINE.lastIndex = 0; LINE.test(text); at = LINE.lastIndex);
  INDENT.lastIndex = at;
  return at + (INDENT.exec(text)?.[0].length ?? 0);
}

function head(
  text: string,
): { readonly start: number; readonly end: number; readonly options: string } | null {
  const start = leadOf(text);
  HEAD.lastIndex = start;
  const found = HEAD.exec(text);
  return found && { start, end: HEAD.lastIndex, options: found[1] ?? "" };
}

/** What may stand behind `%%ts`, and what it does. */
export const scriptOptions = { "--no-check": "types are not looked at" } as const;
const OPTIONS: readonly string[] = Object.keys(scriptOptions);

export interface ScriptText {
  /** The cell, the line with `%%ts` blank: offsets are those of the cell. */
  readonly text: string;
  /** False: types are not looked at. */
  readonly checks: boolean;
}

/** The TypeScript of a cell; null where it is no such cell. */
export function scriptText(cell: string): ScriptText | null {
  const found = head(cell);
  if (!found) return null;
  const { start, end, options } = found;
  const text = cell.slice(0, start) + " ".repeat(end - start) + cell.slice(end);
  return { text, checks: !words(options).includes("--no-check") };
}

/** Whether a place is in the line with `%%ts`, or above it. */
export const inHead = (cell: string, at: number): boolean => at <= (head(cell)?.end ?? -1);

/** What a text starts with where it is no program of ours: `%%ts`, `%time`, and how far it is there. */
export function magicOf(text: string): { readonly start: number; readonly word: string } | null {
  const start = leadOf(text);
  MAGIC.lastIndex = start;
  const [word] = MAGIC.exec(text) ?? [];
  return word === undefined ? null : { start, word };
}

const words = (options: string): readonly string[] => options.split(/\s+/).filter((word) => word !== "");

export function scriptCell(
  text: string,
  cell: number,
): { readonly statement: Script; readonly diagnostics: readonly Diagnostic[] } | null {
  const [script, found] = [scriptText(text), head(text)];
  if (!script || !found) return null;
  const { start, options } = found;
  const place = { cell, start, end: text.slice(0, found.end).trimEnd().length };
  const statement: Script = {
    kind: "Script",
    ...script,
    head: place,
    names: [],
    outline: null,
    doc: "",
    span: { cell, start, end: text.length },
  };
  const diagnostics = words(options)
    .filter((word) => !OPTIONS.includes(word))
    .map((word) => {
      const from = text.indexOf(word, start + "%%ts".length);
      const span = { cell, start: from, end: from + word.length };
      const meant = near(word, OPTIONS);
      const what = `'${word}' is no option of '%%ts'${meant === undefined ? ": it has '--no-check' alone" : ""}`;
      return diagnostic("E010", span, { what }, swap(span, meant));
    });
  return { statement, diagnostics };
}

/** The cell once it is known what it declares. */
export const outlined = (script: Script, outline: OutlineFact): Script => ({
  ...script,
  outline,
  names: outline.names
    .filter(({ exported, kind }) => exported && kind !== "type")
    .map(({ name, start, end }) => ({
      kind: "Name",
      text: name,
      span: { cell: script.span.cell, start, end },
    })),
});

/** Whether the text cannot be read, whatever its types: TypeScript numbers such errors from 1000 to 1999, our own have no number. */
export const isSyntax = ({ code = 0 }: Fault): boolean => code < 2000;

/** What is told of a fault: E020 for what cannot be read, E131 for types. */
export const faultOf = (
  fault: Fault,
  cell: number,
): ["E020" | "E131", Span, { readonly message: string; readonly code?: number }] => {
  const { start, end, message, code } = fault;
  const told = { message, ...(code !== undefined && { code }) };
  return [isSyntax(fault) ? "E020" : "E131", { cell, start, end }, told];
};
