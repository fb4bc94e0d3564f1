// What an injected value may be: of the type that its parameter states, or that its default shows.
import type { Assign, ParamDecl } from "../syntax/ast.ts";
import type { Env } from "../infer/env.ts";
import { infer } from "../infer/infer.ts";
import { want } from "../infer/lookup.ts";
import { constant } from "../names/scope.ts";
import { resolve } from "../types/resolve.ts";
import { type Type, unknown, widened } from "../types/types.ts";

/** An injected value must be of the type its parameter was declared with, or has by the literal that is its default. */
export function injected(param: ParamDecl | Assign | undefined, got: Type, at: Assign, env: Env): Type {
  if (!param) return got;
  const wanted =
    param.kind === "ParamDecl" && param.type
      ? resolve(param.type, env)
      : constant(param.value) === undefined
        ? null
        : opened(widened(infer(param.value, env)));
  if (!wanted) return got;
  want(got, wanted, `parameter '${at.name.text}'`, at.value, env);
  return wanted.kind === "unknown" ? got : wanted;
}

/** A default of null says nothing about other values, in lists and records neither. */
function opened(type: Type): Type {
  if (type.kind === "null") return unknown;
  if (type.kind === "list" || type.kind === "optional") return { ...type, of: opened(type.of) };
  if (type.kind !== "record") return type;
  const fields = Object.entries(type.fields).map(([name, of]) => [name, opened(of)] as const);
  return { ...type, fields: Object.fromEntries(fields) };
}
