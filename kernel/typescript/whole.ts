// Whether a cell is whole, for front ends that run it at Enter.
import type { Completeness } from "../../dsl/syntax/is-complete.ts";
import { parsedCell, syntaxFaults } from "../../runtime/module/outline.ts";

/** An open comment, an open template. */
const OPEN: ReadonlySet<number> = new Set([1010, 1160]);
const STEP = "  ";

/** Incomplete: all that is wrong is that the text ends too early. */
export function wholeCell(text: string): Completeness {
  const faults = syntaxFaults(parsedCell(text));
  const end = text.trimEnd().length;
  if (faults.length === 0) return { status: "complete" };
  if (!faults.every(({ start, code }) => start >= end || OPEN.has(code ?? 0))) return { status: "invalid" };
  const line = text.slice(0, end).split("\n").at(-1) ?? "";
  const indent = /^[ \t]*/.exec(line)?.[0] ?? "";
  return { status: "incomplete", indent: /[[({]$/.test(line) ? indent + STEP : indent };
}
