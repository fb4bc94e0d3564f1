// What a statement that shows a table says of its columns: its values alone do not always tell what they hold.
import type { Expr, Statement } from "../syntax/ast.ts";
import type { ShowStep } from "./plan.ts";
import { present, show, type Type } from "../types/types.ts";

/** The checked types of the columns, where what is shown is a table whose columns are known. It never enters a hash. */
export function columnsShown(
  statement: Statement,
  typeOf: ReadonlyMap<Expr, Type>,
): Pick<ShowStep, "columns"> {
  const shows = statement.kind === "Bare" || (statement.kind === "Command" && statement.verb === "show");
  const type = shows && statement.value ? typeOf.get(statement.value) : undefined;
  if (type?.kind !== "table" || !type.columns) return {};
  const known = Object.entries(type.columns).filter(([, of]) => of.kind !== "unknown" && of.kind !== "null");
  return { columns: Object.fromEntries(known.map(([name, of]) => [name, show(present(of))])) };
}
