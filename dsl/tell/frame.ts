// A diagnostic as terminal text: the line, a mark under the place, the hint and the fixes.
import type { Diagnostic, Severity } from "./diagnostic.ts";
import { lineText, position, type Source, type Span } from "../source.ts";

export interface Look {
  /** ANSI colours; off by default. */
  readonly color?: boolean;
  /** Columns of source text; longer lines are clipped around the mark. */
  readonly width?: number;
}

const colors: { readonly [S in Severity]: number } = { error: 31, warning: 33, info: 36 };

/** A diagnostic, or a failure at run time drawn like one. */
export type Framed = Omit<Diagnostic, "code"> & { readonly code: string };

/** `code  message`, the place, the line with a mark, then notes. */
export function frame(diagnostic: Framed, source: Source, { color = false, width = 96 }: Look = {}): string {
  const { code, severity, span, message } = diagnostic;
  const paint = (text: string): string => (color ? `\u001b[${colors[severity]}m${text}\u001b[0m` : text);
  const cell = source.cells[span.cell];
  const text = cell?.text ?? "";
  const { line, column } = position(text, span.start);
  const number = String(line);
  const margin = " ".repeat(number.length + 1);
  const { lead, before, marked, after, tail } = excerpt(
    lineText(text, line),
    column - 1,
    length(span),
    width,
  );
  const shown = lead + textOf(before) + textOf(marked) + textOf(after) + tail;
  const mark = " ".repeat(lead.length + sizeOf(before)) + "^".repeat(Math.max(1, sizeOf(marked)));
  return [
    `${paint(code)}  ${message}`,
    `${margin}--> ${placeOf(span, source)}`,
    `${margin} |`,
    ` ${number} | ${shown}`.trimEnd(),
    `${margin} | ${mark.replace(/\^+/, paint)}`,
    ...notes(diagnostic, source).map((note) => `${margin} = ${note}`),
  ].join("\n");
}

/** What stands below the line: the hint, the other places, the fixes. */
export function notes({ hint, related = [], fixes }: Framed, source: Source): readonly string[] {
  const places = related.map(({ span, message }) => `${placeOf(span, source)}: ${message}`);
  return [...(hint === "" ? [] : [hint]), ...places, ...fixes.map(({ title }) => `fix: ${title}`)];
}

/** `cell 2:1:5`. */
export function placeOf({ cell, start }: Span, source: Source): string {
  const { label = "input", text = "" } = source.cells[cell] ?? {};
  const { line, column } = position(text, start);
  return `${label}:${line}:${column}`;
}

export const length = ({ start, end }: Span): number => end - start;

const TAB = 4;
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
const narrow = /[\p{Mn}\p{Me}\p{Cf}]/u;

/** Terminal columns of a character. */
const columns = (char: string): number => (narrow.test(char) ? 0 : wide.test(char) ? 2 : 1);

export interface Glyph {
  readonly text: string;
  readonly size: number;
  readonly marked: boolean;
}

/** Tabs become spaces, control characters a sign that moves no cursor. */
function glyphs(line: string, start: number, length: number): readonly Glyph[] {
  const made: Glyph[] = [];
  let offset = 0;
  for (const char of line) {
    const marked = offset >= start && offset < start + Math.max(1, length);
    const text = char === "\t" ? " ".repeat(TAB) : /\p{Cc}/u.test(char) ? "\ufffd" : char;
    made.push({ text, size: char === "\t" ? TAB : columns(char), marked });
    offset += char.length;
  }
  return made;
}

/** A line in parts; `lead` and `tail` are "…" where it was clipped. */
export interface Excerpt {
  readonly lead: string;
  readonly before: readonly Glyph[];
  /** Empty where the place is behind the last character. */
  readonly marked: readonly Glyph[];
  readonly after: readonly Glyph[];
  readonly tail: string;
}

/** The line, clipped to `width` columns around the `length` characters from `start` on. */
export function excerpt(line: string, start: number, length: number, width: number): Excerpt {
  const all = glyphs(line, start, length);
  const at = all.findIndex(({ marked }) => marked);
  if (at < 0) {
    const before = all.slice(-width);
    return { lead: before.length < all.length ? "…" : "", before, marked: [], after: [], tail: "" };
  }
  const fits = sizeOf(all) <= width;
  const from = fits ? 0 : back(all, at, Math.floor(width / 3));
  const to = fits ? all.length : forth(all, from, width);
  return {
    lead: from > 0 ? "…" : "",
    before: all.slice(from, at),
    marked: all.slice(at, to).filter(({ marked }) => marked),
    after: all.slice(at, to).filter(({ marked }) => !marked),
    tail: to < all.length ? "…" : "",
  };
}

export const textOf = (list: readonly Glyph[]): string => list.map(({ text }) => text).join("");
const sizeOf = (list: readonly Glyph[]): number => list.reduce((sum, { size }) => sum + size, 0);

function back(all: readonly Glyph[], at: number, room: number): number {
  let [i, used] = [at, 0];
  while (i > 0 && used + all[i - 1]!.size <= room) used += all[--i]!.size;
  return i;
}

function forth(all: readonly Glyph[], from: number, room: number): number {
  let [i, used] = [from, 0];
  while (i < all.length && used + all[i]!.size <= room) used += all[i++]!.size;
  return i;
}
