// show, explain, estimate, preview: what each takes, and how the arguments of a previewed prompt come from a row.
import type { Command, Expr } from "../syntax/ast.ts";
import { type Env, withRow } from "../infer/env.ts";
import { infer } from "../infer/infer.ts";
import { nameOf } from "../infer/lookup.ts";
import { remedy } from "../tell/remedy.ts";
import { columnsOf, type Fields, fits, isTable, messages, show, type Type, unknown } from "../types/types.ts";

/** Reports E010, E202, E320 to E324. */
export function checkCommand(command: Command, env: Env): Type {
  const { verb, value, for: row } = command;
  if (verb === "preview") return checkPreview(command, env);
  if (row) env.report("E324", row.span, { verb });
  if (verb === "show" && !value)
    env.report("E010", command.span, { what: "'show' needs what is shown; write: show answers" });
  return value ? infer(value, env) : unknown;
}

/** The row that 'for' names. `columns` null: not known. */
interface Given {
  readonly name: string;
  readonly columns: Fields | null;
}

function checkPreview({ value, for: row, span }: Command, env: Env): Type {
  if (!value) {
    env.report("E010", span, { what: "'preview' needs a prompt or a run; write: preview plain for qa[0]" });
    return unknown;
  }
  const given = row ? givenRow(row, env) : null;
  const type = infer(value, given ? withRow(env, given) : env);
  if (type.kind === "prompt") checkBound(value, type, given, row, env);
  else if (type.kind === "run") checkRow(value, given, row, env);
  else if (!fits(type, messages())) env.report("E320", value.span, { got: show(type) });
  return messages();
}

function givenRow(row: Expr, env: Env): Given {
  const type = infer(row, env);
  const name = row.kind === "Index" ? nameOf(row.of) : nameOf(row);
  if (type.kind === "record") return { name, columns: type.fields };
  if (isTable(type) && type.kind !== "score") return { name, columns: columnsOf(type) };
  if (type.kind !== "unknown" && type.kind !== "json") env.report("E321", row.span, { got: show(type) });
  return { name, columns: null };
}

/** Each parameter takes the column of its name; what has none must have a default. */
function checkBound(
  value: Expr,
  { params }: Extract<Type, { kind: "prompt" }>,
  given: Given | null,
  row: Expr | null,
  env: Env,
): void {
  const prompt = value.kind === "Ref" ? value.name.text : "?";
  const columns = given ? given.columns : {};
  if (!columns) return;
  const has = (name: string): boolean => Object.hasOwn(columns, name);
  for (const { name, type, optional } of params) {
    const got = has(name) ? columns[name] : undefined;
    if (got && !fits(got, type)) {
      const [wanted, is] = [show(type), show(got)];
      env.report("E202", value.span, { prompt, param: name, wanted, got: is, hint: remedy(wanted, is) });
    }
    if (got || optional) continue;
    const args = params
      .filter((one) => has(one.name) || !one.optional)
      .map((one) => `${one.name}: ${has(one.name) ? `.${one.name}` : "..."}`)
      .join(", ");
    const place = row ? ` for ${written(row)}` : given ? "" : " for qa[0]";
    const whole = given ? `${prompt}(${args})${place}` : `${prompt}${place}, or ${prompt}(${args})`;
    env.report("E322", value.span, {
      prompt,
      param: name,
      wanted: show(type),
      row: given?.name ?? null,
      written: whole,
    });
    return;
  }
}

/** A row as messages repeat it. */
const written = (row: Expr): string =>
  row.kind === "Index" && row.of.kind === "Ref" && row.at.kind === "Num"
    ? `${row.of.name.text}[${row.at.raw}]`
    : "...";

/** The row of a run must be one that the run could go over. */
function checkRow(value: Expr, given: Given | null, row: Expr | null, env: Env): void {
  const run = value.kind === "Ref" ? env.names.get(value.name.text) : undefined;
  if (run?.kind !== "RunDecl" || !given?.columns || !row) return;
  const columns = columnsOf(infer(run.over, { ...env, report: () => undefined }));
  if (!columns) return;
  const names = Object.keys(columns).filter((name) => !Object.hasOwn(given.columns ?? {}, name));
  if (names.length > 0)
    env.report("E323", row.span, { run: run.name.text, names, columns: Object.keys(columns) });
}
