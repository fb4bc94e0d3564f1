// Definitions of a cell that failed when it was run: their names stay with the cell that defined them before, or are lost.
import type { Cells } from "./cells.ts";
import type { Compiled } from "./compile.ts";
import { declares } from "./names/scope.ts";
import { keyOf, nameIn } from "./names/local.ts";
import type { Statement } from "./syntax/ast.ts";
import { type Diagnostic, diagnostic } from "./tell/diagnostic.ts";

/**
 * Names that a cell defines by statements that have an error or whose steps failed, and that another cell defines as well.
 * @param failed ids of steps
 */
export function fallen(
  { statements, scope, checked }: Pick<Compiled, "statements" | "scope" | "checked">,
  at: number,
  failed: ReadonlySet<string>,
): readonly string[] {
  const sound = new Set(checked.sound);
  const good = (one: Statement): boolean => sound.has(one) && !failed.has(keyIn(one) ?? "");
  const elsewhere = new Set(statements.filter(({ span }) => span.cell !== at).map(keyIn));
  return [...scope.names].flatMap(([name, one]) =>
    one.span.cell === at && keyIn(one) === name && !good(one) && elsewhere.has(name) ? [name] : [],
  );
}

const keyIn = (statement: Statement): string | undefined => {
  const name = declares(statement)?.text;
  return name === undefined ? undefined : keyOf(name, statement.span.cell);
};

/** The cells once one of them leaves some names to the others that define them. */
export const yielding = (cells: Cells, at: number, yields: readonly string[]): Cells => ({
  ...cells,
  live: cells.live.map((cell, each) => (each === at ? { ...cell, yields } : cell)),
});

/**
 * What a failed cell did to names that had a value: W105, W106.
 * @param yields names it left to other cells
 * @param given names that it gave before it was run
 */
export function fates(
  { scope, checked }: Pick<Compiled, "scope" | "checked">,
  at: number,
  yields: readonly string[],
  given: readonly string[],
  failed: ReadonlySet<string>,
): readonly Diagnostic[] {
  const span = { cell: at, start: 0, end: 0 };
  const sound = new Set(checked.sound);
  const lost = given.filter((name) => {
    const now = scope.names.get(name);
    return !yields.includes(name) && (!now || !sound.has(now) || failed.has(name));
  });
  return [
    ...yields.map((name) =>
      diagnostic("W105", span, {
        name: nameIn(name),
        cell: scope.labels[scope.names.get(name)?.span.cell ?? at] ?? "",
      }),
    ),
    ...(lost.length > 0 ? [diagnostic("W106", span, { names: lost.map(nameIn) })] : []),
  ];
}
