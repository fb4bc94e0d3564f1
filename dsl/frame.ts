// A problem drawn for a terminal or a cell: code and fact, the place, the line with the words underlined, the advice.
import type { Diagnostic } from "./diagnostic.ts";
import { lineText, position, type Source } from "./source.ts";

/** A diagnostic, or a failure while running, whose codes are not all in the catalogue. */
type Drawn = Omit<Diagnostic, "code"> & { readonly code: string };

/** Characters of a line that are shown; of a longer one, the part around the problem. */
const WIDTH = 100;

/**
 * Draws a problem.
 * @example
 * E201  qa has no column 'contxt'; did you mean 'context'?
 *   --> cell 2:1:23
 *    |
 *  1 | data few = qa |> where(.contxt > 3)
 *    |                         ^^^^^^
 *    = columns: id, context
 */
export function frame({ code, span, message, hint, fixes }: Drawn, source: Source): string {
  const cell = source.cells[span.cell];
  const lines = [`${code}  ${message}`];
  if (cell) {
    const { line, column } = position(cell.text, span.start);
    const number = String(line);
    const bar = `${" ".repeat(number.length + 2)}|`;
    const { text, start, end } = clip(lineText(cell.text, line), column - 1, span.end - span.start);
    const indent = text.slice(0, start).replace(/[^\t]/g, " ");
    lines.push(`  --> ${cell.label}:${line}:${column}`, bar);
    lines.push(` ${number} | ${text}`.trimEnd(), `${bar} ${indent}${"^".repeat(Math.max(1, end - start))}`);
  }
  if (hint !== "") lines.push(`   = ${hint}`);
  for (const { title } of fixes) lines.push(`   = fix: ${title}`);
  return lines.join("\n");
}

/** The shown part of a line and where the problem lies in it; a problem of several lines ends with its first. */
function clip(line: string, from: number, length: number): { text: string; start: number; end: number } {
  const cut = line.length > WIDTH ? Math.max(0, Math.min(from - WIDTH / 4, line.length - WIDTH)) : 0;
  const shown = line.slice(cut, cut + WIDTH);
  const text = (cut > 0 ? "…" : "") + shown + (cut + WIDTH < line.length ? "…" : "");
  const start = from - cut + (cut > 0 ? 1 : 0);
  return { text, start, end: Math.max(start + 1, Math.min(start + length, text.length)) };
}
