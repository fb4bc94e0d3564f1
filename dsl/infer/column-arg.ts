// Arguments that name a column: of the table at hand, of a score its metrics and axes, of a chart what it can draw.
import type { Expr, Name } from "../syntax/ast.ts";
import { columnName } from "../types/bind.ts";
import { axesOf } from "./contrast.ts";
import { type Env, type RowScope, withRow } from "./env.ts";
import type { ParamInfo, Signature } from "../types/known.ts";
import { inferColumn } from "./lookup.ts";
import { own } from "../own.ts";
import { near, swap } from "../tell/near.ts";
import { bool, fits, literal, num, present, show, union, type Type, unknown } from "../types/types.ts";

/** A column argument names a column of the first table among the arguments, else of the row in context. */
export function inferColumnArg(
  signature: Signature,
  param: ParamInfo,
  value: Expr,
  subject: RowScope | null,
  env: Env,
): Type {
  const name = columnName(value);
  if (!name) {
    if (value.kind === "Bool" || value.kind === "Null") return env.infer(value, env);
    return notColumn(signature, param, value, subject ?? env.row, env);
  }
  if (isWord(param.type, name.text)) return literal(name.text);
  const row = subject ?? env.row;
  if (!row) return unknown;
  if (param.names) return inferNamed(param.names, name, row, env);
  if (signature.family !== "chart") return inferColumn(name, row.name, row.columns, env);
  if (row.columns && name.text !== "" && !Object.hasOwn(row.columns, name.text)) {
    const columns = Object.keys(row.columns);
    const meant = near(name.text, columns);
    env.report(
      "E701",
      name.span,
      { chart: signature.name, channel: param.name, column: name.text, of: row.name, near: meant, columns },
      swap(name.span, meant),
    );
  }
  const type = own(row.columns, name.text);
  // what is drawn upwards is a number, or Bool as 0 and 1
  if (param.name === "y" && type && !row.metrics && !fits(present(type), union(num, bool)))
    env.report("E204", name.span, {
      what: `y of '${signature.name}'`,
      wanted: "a column of numbers",
      got: show(type),
      hint: "draw another one, or make it a number with derive",
    });
  return unknown;
}

/** E204: an expression, a list or a condition where a column is named, with the way to what it most likely is for. */
export function notColumn(
  signature: Signature,
  param: ParamInfo,
  value: Expr,
  row: RowScope | null,
  env: Env,
): Type {
  const inner = withRow({ ...env, report: () => undefined }, row ?? { name: "?", columns: null });
  const type = value.kind !== "Lambda" ? env.infer(value, inner) : param.item ? bool : unknown;
  env.report("E204", value.span, {
    what: `${param.name} of '${signature.name}'`,
    wanted: "a column: .name",
    got: value.kind === "Lambda" ? "a function" : type.kind === "unknown" ? "an expression" : show(type),
    hint: columnInstead(signature, value, type),
  });
  return unknown;
}

function columnInstead({ name }: Signature, value: Expr, type: Type): string | undefined {
  if (name === "sort" && value.kind === "Unary") return "largest first: sort(.x, descending: true)";
  if (value.kind === "List") return "write the columns without brackets: .a, .b";
  // `.a .b` reads as a member of `.a`, but nobody writes a blank before a member's dot
  if (value.kind === "Get" && value.name.span.start > value.of.span.end + 1)
    return "put a comma between two columns: .a, .b";
  if (type.kind === "bool") return `choose the rows first: where(...) |> ${name}`;
  return value.kind === "Str" || value.kind === "Num"
    ? undefined
    : `make it a column first: derive(x: ...) |> ${name}(.x)`;
}

/** A metric of a score (E201), or the column that names an item (E303). */
function inferNamed(names: "metric" | "item", name: Name, row: RowScope, env: Env): Type {
  const known = names === "metric" ? row.metrics : row.columns && Object.keys(row.columns);
  if (!known || name.text === "" || known.includes(name.text)) return unknown;
  const meant = near(name.text, known);
  const about = { table: row.name, column: name.text, near: meant, columns: known };
  if (names === "item") env.report("E303", name.span, about, swap(name.span, meant));
  else env.report("E201", name.span, { ...about, what: "metric" }, swap(name.span, meant));
  return unknown;
}

/** E302: an argument of a score that is none of its axes. */
export function notAnAxis(name: Name, score: string, axes: readonly string[], env: Env): void {
  const meant = near(name.text, axes);
  env.report(
    "E302",
    name.span,
    {
      message: `'${name.text}' is not an axis of ${score}${meant === undefined ? "" : `; did you mean '${meant}'?`}`,
      hint: axesOf(axes),
    },
    swap(name.span, meant),
  );
}

/** A word of the parameter's own (`band: ci`), not a column. */
const isWord = (type: Type, name: string): boolean =>
  type.kind === "optional"
    ? isWord(type.of, name)
    : type.kind === "union"
      ? type.of.some((one) => isWord(one, name))
      : type.kind === "literal" && type.value === name;
