// What is told of a program that is run as a whole: what matters first, and what only follows from it as one.
import { causeOf, holderOf } from "./broken.ts";
import type { Analysis } from "./compile.ts";
import { declares } from "./names/scope.ts";
import { type Diagnostic, diagnostic } from "./tell/diagnostic.ts";
import { placeOf } from "./tell/frame.ts";

/**
 * Errors first, and of these those of injected parameters, whose cell stands last and on which most rests. Statements that
 * are left out for one error (W112) are told behind it, several as one.
 */
export function gathered(analysis: Analysis): readonly Diagnostic[] {
  const { diagnostics, source } = analysis;
  const following = new Map<Diagnostic, Diagnostic[]>();
  for (const one of diagnostics) {
    const statement = one.code === "W112" ? holderOf(one, analysis) : undefined;
    const cause = statement && causeOf(statement, analysis);
    if (cause) following.set(cause, [...(following.get(cause) ?? []), one]);
  }
  const told = new Set([...following.values()].flat());
  const rank = ({ severity, span }: Diagnostic): number => {
    if (severity !== "error") return 2;
    return source.cells[span.cell]?.tags?.includes("injected-parameters") ? 0 : 1;
  };
  return diagnostics
    .filter((one) => !told.has(one))
    .toSorted((a, b) => rank(a) - rank(b))
    .flatMap((one) => [one, ...folded(following.get(one) ?? [], one, analysis)]);
}

/** Statements that are named one by one. */
const NAMED = 12;

function folded(list: readonly Diagnostic[], cause: Diagnostic, analysis: Analysis): readonly Diagnostic[] {
  const [first, second] = list;
  if (!first || !second) return list;
  const called = (one: Diagnostic): string => {
    const statement = holderOf(one, analysis);
    const name = statement && declares(statement)?.text;
    return name === undefined ? placeOf(one.span, analysis.source) : `'${name}'`;
  };
  const more = list.length > NAMED ? [`${list.length - NAMED} more`] : [];
  const names = [...list.slice(0, NAMED).map(called), ...more];
  const name = `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
  const root = holderOf(cause, analysis);
  const because = (root && declares(root)?.text) ?? placeOf(cause.span, analysis.source);
  return [diagnostic("W112", first.span, { name, because, by: null, several: true })];
}
