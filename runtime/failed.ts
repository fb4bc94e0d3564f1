// Rows of a run that failed: what is kept of each, when it is the run that fails, and what is told of them.
import { counted, many } from "../dsl/tell/count.ts";
import { Problem } from "./problem.ts";
import { rows as rowsOf } from "./table.ts";
import { type Failed, kindOf, type Row, type Run, type Value } from "./value.ts";

/** An answer that is not of the type its prompt returns. */
export const UNREAD = "E518";

export const failedOf = ({ name, code, message }: Problem, step: string): Failed => ({
  kind: "failed",
  step,
  name,
  code,
  message,
});

/** Why a row failed; null where it did not. Data of the outside never passes for it. */
export function failureOf(row: Row): Failed | null {
  const { error = null } = row;
  return kindOf(error) === "failed" ? (error as Failed) : null;
}

/** Whether what went wrong can be of one row: not an interrupt, and not a fault of the house. */
export const ofRow = (error: unknown): error is Problem =>
  error instanceof Problem && error.name !== "Interrupted";

/** The same problem, with the row it is of: its number, and its id where it has one. Of an interrupt there is none. */
export function inRow(error: unknown, row: Row, at: number): unknown {
  if (!ofRow(error)) return error;
  const { name, code, message, hint, span } = error;
  return new Problem(name, code, `${message}, in ${rowName(row, at)}`, hint, span);
}

/** `row 3, 'q7'`. */
export const rowName = ({ id }: Row, at: number): string =>
  `row ${at + 1}${typeof id === "string" || typeof id === "number" ? `, '${id}'` : ""}`;

/** What turning a conversation into tokens may meet in that one. All else is about the model, and no row of it can do better. */
const OF_A_PROMPT: ReadonlySet<string> = new Set(["E508", "E509", "E510"]);
export const ofPrompt = (error: unknown): error is Problem =>
  error instanceof Problem && OF_A_PROMPT.has(error.code);

/** Asked again, it may go well: the model or the host failed, not the program. */
export const mayPass = ({ name, code }: Failed): boolean =>
  name === "HostError" || (name === "ModelError" && code !== UNREAD);

/** A row and why it has no value. */
interface Lost {
  readonly problem: Problem | null;
  readonly step: string;
}

/** The one error of a run in which every row fails alike; an answer that cannot be read is a result, and never one. */
export function alike(rows: readonly (Lost | null)[]): Problem | null {
  const first = rows[0]?.problem;
  if (!first || first.code === UNREAD) return null;
  const same = rows.every((row) => row?.problem?.code === first.code && row.step === rows[0]?.step);
  return same ? first : null;
}

/** `E301 2, E510 1`: the codes of failures, the most frequent first. */
export function codesOf(failures: readonly Failed[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { code } of failures) counts.set(code, (counts.get(code) ?? 0) + 1);
  return new Map([...counts].toSorted(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)));
}

/** `2 of 40 rows failed: E301 2`, for whoever uses the rows; null where none did. Unread answers have a note of their own. */
export function failedNote(failures: readonly Failed[], of: number): string | null {
  const own = withoutAnswer(failures);
  if (own.length === 0) return null;
  const codes = [...codesOf(own)].map(([code, n]) => `${code} ${n}`).join(", ");
  return `${many(own.length)} of ${counted(of, "row")} failed: ${codes}`;
}

/** Those that are no answer which cannot be read. */
export const withoutAnswer = (failures: readonly Failed[]): readonly Failed[] =>
  failures.filter(({ code }) => code !== UNREAD);

export const failuresIn = (run: Run): readonly Failed[] =>
  run.failed === 0 ? [] : rowsOf(run.table).flatMap((row) => failureOf(row) ?? []);

/** Rows that are shown one by one. */
const SHOWN = 3;

/** `3 of 40 rows failed; the first:` and then each with its place and what went wrong; nothing where none did. */
export function failedLines(run: Run): string[] {
  // rows are made when they are looked at
  if (run.failed === 0) return [];
  const lost = rowsOf(run.table).flatMap((row) => {
    const failure = failureOf(row);
    return failure ? [{ row, failure }] : [];
  });
  if (lost.length === 0) return [];
  const more = lost.length > SHOWN ? `, the first ${SHOWN}` : "";
  return [
    `${lost.length} of ${run.table.size} ${run.table.size === 1 ? "row" : "rows"} failed${more}:`,
    ...lost.slice(0, SHOWN).map(({ row, failure }) => `  ${placeOf(row, run)}: ${failedText(failure)}`),
  ];
}

/** `E301 prompt 'p' needs ...`, the step before it where it has a name. */
export const failedText = ({ step, code, message }: Failed): string =>
  `${step === "output" ? "" : `${step}: `}${code} ${message}`;

/** `q7, arm = plain, len = 512`: which row of a run it is. */
function placeOf(row: Row, { id, axes }: Run): string {
  const said = (value: Value | undefined): string =>
    typeof value === "string" ? value : JSON.stringify(value ?? null);
  const seed = Object.hasOwn(row, "seed") && !axes.includes("seed") ? ["seed"] : [];
  const item = Object.hasOwn(row, id) ? [said(row[id])] : [];
  return [...item, ...[...axes, ...seed].map((axis) => `${axis} = ${said(row[axis])}`)].join(", ") || "a row";
}
