// What of a notebook cannot be computed: its statements that have an error or rest on one, and the first cause of each.
import type { Cells } from "./cells.ts";
import type { Analysis } from "./compile.ts";
import { declares } from "./names/scope.ts";
import { keyOf } from "./names/local.ts";
import type { Span } from "./source.ts";
import type { Statement } from "./syntax/ast.ts";
import { type Diagnostic, diagnostic } from "./tell/diagnostic.ts";

/** A statement that has an error, or is left out because of one. */
export interface Broken {
  /** Id of its cell, and where it stands there: who it is, while that cell is not run again. */
  readonly in: string;
  readonly start: number;
  /** What messages call it: its name, or for a nameless one its cell. */
  readonly name: string;
  /** What is told of the statement itself. */
  readonly own: Diagnostic;
  /** The error that it comes from, in whatever cell. */
  readonly cause: Diagnostic | undefined;
}

type Checked = Pick<Analysis, "statements" | "scope" | "checked" | "diagnostics">;

/** All that is broken, but what another cell defines now and what nobody can run again. */
export function brokenIn({ live }: Cells, analysis: Checked): readonly Broken[] {
  const { statements, scope, checked } = analysis;
  const sound = new Set(checked.sound);
  return statements.flatMap((one): readonly Broken[] => {
    const { cell, start } = one.span;
    const name = declares(one)?.text;
    const at = live[cell];
    if (!at || sound.has(one) || (name === undefined && at.replaced)) return [];
    if (name !== undefined && scope.names.get(keyOf(name, cell)) !== one) return [];
    const cause = causeOf(one, analysis);
    const own = toldOf(one, analysis) ?? cause;
    return own ? [{ in: at.id, start, name: name ?? at.label, own, cause }] : [];
  });
}

/** The error that a statement which is not sound comes from; undefined where none is told. */
export function causeOf(
  statement: Statement,
  { scope, checked, diagnostics }: Checked,
): Diagnostic | undefined {
  const seen = new Set<Statement>();
  let root = statement;
  for (let next: Statement | undefined = root; next && !seen.has(next); next = checked.causes.get(root)) {
    seen.add(next);
    root = next;
  }
  // a circle is told at one of its members
  const place = scope.circular.get(root) ?? root;
  return diagnostics.find((one) => one.severity === "error" && within(one.span, place.span));
}

/** What is told of a statement that keeps it from being computed. */
const toldOf = ({ span }: Statement, { diagnostics }: Checked): Diagnostic | undefined => {
  const here = diagnostics.filter((one) => within(one.span, span));
  return (
    here.find(({ severity }) => severity === "error") ??
    here.find(({ code }) => code === "W112" || code === "W111")
  );
};

const within = (span: Span, whole: Span): boolean =>
  span.cell === whole.cell && span.start >= whole.start && span.start <= whole.end;

/** The statement that something is told of. */
export const holderOf = (
  { span }: Diagnostic,
  { statements }: Pick<Analysis, "statements">,
): Statement | undefined => statements.findLast((one) => within(span, one.span));

/** W112 with what it comes from, where that stands in another cell and so is not told beside it. */
export function caused(told: Diagnostic, analysis: Checked): Diagnostic {
  if (told.code !== "W112") return told;
  const statement = holderOf(told, analysis);
  const cause = statement && causeOf(statement, analysis);
  return cause && cause.span.cell !== told.span.cell
    ? { ...told, hint: reason(cause, analysis.scope.labels) }
    : told;
}

const reason = ({ code, message, span }: Diagnostic, labels: readonly string[]): string =>
  `${code} ${message}, in ${labels[span.cell] ?? ""}`;

/** Causes that are told one by one. */
const CAUSES = 3;

/** Names and reasons, in the order of the cells: each first cause once. */
export function listed(
  broken: readonly Broken[],
  labels: readonly string[],
): { readonly cells: number; readonly names: readonly string[]; readonly because: string } {
  const reasons = [...new Set(broken.map(({ own, cause }) => reason(cause ?? own, labels)))];
  const more = reasons.length > CAUSES ? [`and ${reasons.length - CAUSES} more`] : [];
  return {
    cells: new Set(broken.map((one) => one.in)).size,
    names: [...new Set(broken.map(({ name }) => name))],
    because: [...reasons.slice(0, CAUSES), ...more].join("; "),
  };
}

/** What broke between two looks, in words: W104. */
export function broke(
  before: readonly Broken[],
  after: readonly Broken[],
  labels: readonly string[],
  span: Span,
): readonly Diagnostic[] {
  const who = (one: Broken): string => `${one.in} ${one.start}`;
  const was = new Set(before.map(who));
  const now = after.filter((one) => !was.has(who(one)));
  return now.length > 0 ? [diagnostic("W104", span, listed(now, labels))] : [];
}
