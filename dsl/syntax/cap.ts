// How many problems are told at once: the rest of a statement and of a cell is counted, never dropped unsaid.
import type { Statement } from "./ast.ts";
import { type Diagnostic, diagnostic } from "../tell/diagnostic.ts";

/** Problems told of one statement, of one cell; of more, the last one told is how many are left. */
export const PER_STATEMENT = 5;
export const PER_CELL = 30;

/** The problems of a program, in order, capped in each statement and then in each cell. */
export function crowd(list: readonly Diagnostic[], statements: readonly Statement[]): readonly Diagnostic[] {
  const starts = grouped(statements, ({ span }) => span.cell);
  const holder = ({ span }: Diagnostic): string => {
    const of = starts.get(span.cell) ?? [];
    return `${span.cell} ${of.findLastIndex((one) => one.span.start <= span.start)}`;
  };
  const some = [...grouped(list, holder).values()].flatMap((part) =>
    capped(part, PER_STATEMENT, "statement"),
  );
  const cells = grouped(some, ({ span }) => span.cell);
  return [...cells.values()].flatMap((cell) => capped(cell, PER_CELL, "cell"));
}

function grouped<T, K>(list: readonly T[], by: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of list) {
    const group = groups.get(by(item));
    if (group) group.push(item);
    else groups.set(by(item), [item]);
  }
  return groups;
}

/**
 * At most `most` problems, equal ones once, in their order: errors before warnings where not all can be told, and
 * I001 for the rest.
 */
export function capped(
  list: readonly Diagnostic[],
  most: number,
  where: "statement" | "cell",
): readonly Diagnostic[] {
  const once = [...new Map(list.map((one) => [keyOf(one), one])).values()];
  if (once.length <= most) return once;
  const kept = new Set(
    once
      .filter(told)
      .toSorted(bySeverity)
      .slice(0, most - 1),
  );
  const left = once.filter((one) => !kept.has(one));
  const more = left.reduce((sum, one) => sum + (one.more ?? 1), 0);
  const rest = { ...diagnostic("I001", left[0]!.span, { more, where }), more };
  return [...once.filter((one) => kept.has(one)), rest];
}

const keyOf = ({ code, span, message }: Diagnostic): string =>
  `${span.cell} ${span.start} ${span.end} ${code} ${message}`;
const told = ({ more }: Diagnostic): boolean => more === undefined;

const ranks = { error: 0, warning: 1, info: 2 } as const;
const bySeverity = (a: Diagnostic, b: Diagnostic): number => ranks[a.severity] - ranks[b.severity];
