// Whether a cell is whole, for front ends that run it at Enter.
import type { Fault } from "../../dsl/syntax/ast.ts";
import type { Completeness } from "../../dsl/syntax/is-complete.ts";
import { parsedCell, syntaxFaults } from "../../runtime/module/outline.ts";

/** An open comment, an open template. */
const OPEN: ReadonlySet<number> = new Set([1010, 1160]);
/** A string that is open at the end of its line is not mended on the next one. */
const UNTERMINATED = 1002;
/** Words that nothing is wrong with, or something else, while the rest of them is not there. */
const BEGUN = /(?:^|[\s;}])(?:export|import|const|let|var)$/;
const STEP = "  ";

/** Incomplete: there is nothing yet, or all that is wrong is that the text ends too early. */
export function wholeCell(text: string): Completeness {
  const faults = syntaxFaults(parsedCell(text));
  const code = text.trimEnd();
  const end = code.length;
  if (end === 0) return { status: "incomplete", indent: "" };
  const begun = BEGUN.test(code);
  if (faults.length === 0 && !begun) return { status: "complete" };
  const early = ({ start, code: number = 0 }: Fault): boolean =>
    (start >= end && number !== UNTERMINATED) || OPEN.has(number);
  if (!begun && !faults.every(early)) return { status: "invalid" };
  const line = text.slice(0, end).split("\n").at(-1) ?? "";
  const indent = /^[ \t]*/.exec(line)?.[0] ?? "";
  return { status: "incomplete", indent: /[[({]$/.test(line) ? indent + STEP : indent };
}
