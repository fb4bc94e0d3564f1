// What is told about a cell, as outputs of a notebook: warnings and notes as HTML, errors as one error with a coloured frame each.
import type { Diagnostic } from "../dsl/tell/diagnostic.ts";
import { frame } from "../dsl/tell/frame.ts";
import { frameHtml } from "../dsl/tell/frame-html.ts";
import type { Source } from "../dsl/source.ts";
import type { Problem } from "../runtime/problem.ts";
import { bundle, type MimeBundle } from "../runtime/show/bundle.ts";
import type { Output } from "./notebook.ts";

/** An error as front ends know it: name, words, and the frame. `traceback` is one text per line, with ANSI colours. */
export interface Failure {
  readonly name: string;
  readonly value: string;
  readonly traceback: readonly string[];
}

export interface Told {
  readonly notes: MimeBundle | null;
  readonly failure: Failure | null;
}

/** The problems of one cell. Its errors are one failure: front ends show one per cell, and it holds all frames. */
export function toldOf(list: readonly Diagnostic[], source: Source): Told {
  const errors = list.filter(({ severity }) => severity === "error");
  const others = list.filter(({ severity }) => severity !== "error");
  return {
    notes:
      others.length > 0
        ? bundle(others.map((one) => frame(one, source)).join("\n\n"), {
            "text/html": frameHtml(others, source),
          })
        : null,
    failure: errors[0] ? failureOf(errors, errors[0], source) : null,
  };
}

/** The same for a cell that is run now: what it was asked for and cannot be given is its failure, wherever the reason lies. */
export function toldNow(list: readonly Diagnostic[], source: Source): Told {
  const failed = list.some(({ severity }) => severity === "error");
  const missed = (one: Diagnostic): Diagnostic => (one.code === "W112" ? { ...one, severity: "error" } : one);
  return toldOf(failed ? list : list.map(missed), source);
}

function failureOf(errors: readonly Diagnostic[], first: Diagnostic, source: Source): Failure {
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : "";
  const name = nameOf(first);
  return {
    name,
    value: `${first.code} ${first.message}${more}`,
    traceback: traceback(name, errors.map((one) => frame(one, source, { color: true })).join("\n\n")),
  };
}

/** The same as an output of nbformat. */
export const errorOutput = ({ name, value, traceback }: Failure): Output => ({
  output_type: "error",
  ename: name,
  evalue: value,
  traceback,
});

/** A failure while running. */
export const problemFailure = (problem: Problem, source: Source): Failure => ({
  name: problem.name,
  value: `${problem.code} ${problem.message}`,
  traceback: traceback(problem.name, problemFrame(problem, source, true)),
});

/** Pages that show notebooks show nothing of an error but this: its name comes first in it. */
const traceback = (name: string, frames: string): readonly string[] =>
  `\u001b[31m${name}\u001b[0m: ${frames}`.split("\n");

/** A failure while running, drawn like a diagnostic. */
export function problemFrame(problem: Problem, source: Source, color = false): string {
  const { code, message, hint, span } = problem;
  if (!span) return `${code}  ${message}${hint === "" ? "" : `\n   = ${hint}`}`;
  return frame({ code, severity: "error", span, message, hint, fixes: [] }, source, { color });
}

const nameOf = ({ code }: Diagnostic): string =>
  families.find(([prefix]) => code.startsWith(prefix))?.[1] ?? "StruxTypeError";
const families: readonly (readonly [string, string])[] = [
  ["E0", "StruxSyntaxError"],
  ["E11", "DataError"],
  ["E5", "ModelError"],
  ["E8", "CheckFailed"],
];
