// `%%ts`: a cell of TypeScript. The language looks at its head alone; what the rest declares is told to it, as plain data.
import type { Fault, OutlineFact, Script } from "./ast.ts";
import { diagnostic, type Diagnostic } from "../tell/diagnostic.ts";
import type { Span } from "../source.ts";
import { near, swap } from "../tell/near.ts";

/** Blank lines and lines of comments, which mean the same in both languages, and a word with `%`. */
const LEAD = String.raw`^((?:[ \t]*(?://[^\n]*)?\r?\n)*[ \t]*)`;
const HEAD = new RegExp(String.raw`${LEAD}%%ts\b([^\n]*)`);
const MAGIC = new RegExp(String.raw`${LEAD}(%%?\w*)`);
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
  const head = HEAD.exec(cell);
  if (!head) return null;
  const [line, lead = "", options = ""] = head;
  const blank = " ".repeat(line.length - lead.length);
  return { text: lead + blank + cell.slice(line.length), checks: !words(options).includes("--no-check") };
}

/** Whether a place is in the line with `%%ts`, or above it. */
export const inHead = (cell: string, at: number): boolean => at <= (HEAD.exec(cell)?.[0].length ?? -1);

/** What a text starts with where it is no program of ours: `%%ts`, `%time`, and how far it is there. */
export function magicOf(text: string): { readonly start: number; readonly word: string } | null {
  const [, lead = "", word] = MAGIC.exec(text) ?? [];
  return word === undefined ? null : { start: lead.length, word };
}

const words = (options: string): readonly string[] => options.split(/\s+/).filter((word) => word !== "");

export function scriptCell(
  text: string,
  cell: number,
): { readonly statement: Script; readonly diagnostics: readonly Diagnostic[] } | null {
  const script = scriptText(text);
  const [line = "", lead = "", options = ""] = HEAD.exec(text) ?? [];
  if (!script) return null;
  const head = { cell, start: lead.length, end: line.trimEnd().length };
  const statement: Script = {
    kind: "Script",
    ...script,
    head,
    names: [],
    outline: null,
    doc: "",
    span: { cell, start: lead.length, end: text.length },
  };
  const diagnostics = words(options)
    .filter((word) => !OPTIONS.includes(word))
    .map((word) => {
      const start = line.indexOf(word, lead.length);
      const span = { cell, start, end: start + word.length };
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
