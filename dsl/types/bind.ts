// Arguments to parameters: positional in order, then by name; every misfit is reported once.
import type { Call, Expr, Name } from "../syntax/ast.ts";
import type { Report } from "../tell/diagnostic.ts";
import type { ParamInfo } from "./known.ts";
import { near, swap } from "../tell/near.ts";
import { show } from "./types.ts";

export interface Callee {
  readonly name: string;
  readonly params: readonly ParamInfo[];
  readonly rest?: ParamInfo;
}
export interface Bound {
  /** Parameter -> its argument; several only where the parameter takes many. */
  readonly values: ReadonlyMap<string, readonly Expr[]>;
  readonly rest: readonly (readonly [Name, Expr])[];
}

/** Binds the arguments of `left |> call` (or `call` alone). Reports E205, E206, E207, E209, E210. */
export function bind(
  callee: Callee,
  left: Expr | null,
  call: Call,
  report: Report,
  runModel: boolean,
): Bound {
  const values = new Map<string, Expr[]>();
  const rest: (readonly [Name, Expr])[] = [];
  const names = callee.params.map((param) => param.name);
  const positional = (value: Expr): void => {
    const param = callee.params.find(({ name, many }) => many || !values.has(name));
    if (!param) return report("E207", value.span, { operator: callee.name, most: names.length, names });
    values.set(param.name, [...(values.get(param.name) ?? []), value]);
  };
  const named = (name: Name, value: Expr): void => {
    if (values.has(name.text) || rest.some(([other]) => other.text === name.text)) {
      return report("E209", name.span, { name: name.text });
    }
    if (callee.params.some((param) => param.name === name.text)) values.set(name.text, [value]);
    else if (FORBIDDEN.has(name.text)) report("E210", name.span, { name: name.text });
    else if (callee.rest) rest.push([name, value]);
    else {
      const meant = near(name.text, names);
      report(
        "E205",
        name.span,
        { operator: callee.name, name: name.text, near: meant, names },
        swap(name.span, meant),
      );
      // taken as what was meant, so that it is not called missing besides
      if (meant !== undefined && !values.has(meant)) values.set(meant, [value]);
    }
  };
  if (left) positional(left);
  for (const arg of call.args) if (!arg.name) positional(arg.value);
  for (const arg of call.args) if (arg.name) named(arg.name, arg.value);
  for (const param of callee.params) {
    if (values.has(param.name) || param.optional || (param.fromRun && runModel)) continue;
    report("E206", call.span, { operator: callee.name, missing: param.name, wanted: show(param.type) });
  }
  return { values, rest };
}

/** Keys that would reach into an object's prototype. */
export const FORBIDDEN: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);

/** The column a column argument names: `.name` or a bare name; null for anything else. */
export function columnName(expr: Expr): Name | null {
  return expr.kind === "Field" || expr.kind === "Ref" ? expr.name : null;
}
