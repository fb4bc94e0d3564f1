// Calls of what a program declares: functions and prompts, their arguments checked against the parameters.
import type { Call, Expr, Name } from "../syntax/ast.ts";
import { bind, type Bound } from "../types/bind.ts";
import type { Env } from "./env.ts";
import { resultOver } from "./function.ts";
import type { ParamInfo } from "../types/known.ts";
import { misfit } from "./misfit.ts";
import { fits, isTable, messages, show, shown, type Type } from "../types/types.ts";

export function inferInvoke(
  head: Name,
  { params, returns }: Extract<Type, { kind: "fn" }>,
  left: Expr | null,
  call: Call,
  env: Env,
): Type {
  const infos = params.map((param): ParamInfo => ({ ...param, doc: "" }));
  const bound = bind({ name: head.text, params: infos }, left, call, env.report, false);
  const given = new Map(params.map(({ name, type }) => [name, type]));
  for (const { name, type: wanted } of params)
    for (const value of bound.values.get(name) ?? []) {
      const got = env.infer(value, env);
      if (fits(got, wanted) && isTable(got)) given.set(name, got);
      if (fits(got, wanted) || misfit(value, got, wanted, `${name} of '${head.text}'`, env)) continue;
      env.report("E203", value.span, {
        operator: head.text,
        param: name,
        wanted: show(wanted),
        got: shown(got, wanted),
      });
    }
  return [...given.values()].some(isTable) ? resultOver(head.text, given, env, returns) : returns;
}

export function inferApply(
  head: Name,
  { params, returns }: Extract<Type, { kind: "prompt" }>,
  left: Expr | null,
  call: Call,
  env: Env,
): Type {
  const infos: ParamInfo[] = params.map((param) => ({ ...param, doc: "" }));
  const bound: Bound = bind({ name: head.text, params: infos }, left, call, env.report, env.asks);
  for (const param of params) {
    for (const value of bound.values.get(param.name) ?? []) {
      const type = env.infer(value, env);
      if (fits(type, param.type)) continue;
      if (misfit(value, type, param.type, `${param.name} of prompt '${head.text}'`, env)) continue;
      const hint =
        type.kind === "tree" && param.type.kind !== "node" ? "render(...) makes Text of a Tree" : "";
      env.report("E202", value.span, {
        prompt: head.text,
        param: param.name,
        wanted: show(param.type),
        got: show(type),
        hint,
      });
    }
  }
  return messages(returns);
}
