// `use`: the type of what it brings in, and the words for a member that is not there or stands where a value is wanted.
import type { Call, Get, Name, Use } from "../syntax/ast.ts";
import type { Env } from "./env.ts";
import type { Signature } from "../types/known.ts";
import { noMember } from "../names/link.ts";
import { unknownName, whatIs } from "./lookup.ts";
import { own } from "../own.ts";
import { gives, type Used, type View } from "../names/scope.ts";
import { type Type, unknown } from "../types/types.ts";

/** What is known of the names of a `use`, one by one; of a module under an alias, its type. */
export function typesOf(
  use: Use,
  { uses, functions, names }: View,
  known: ReadonlyMap<string, Type>,
): ReadonlyMap<string, Type> {
  const used = uses.get(use);
  if (!used || used.kind === "pending" || used.kind === "lost") return new Map();
  const found = [...functions].filter(([path]) => gives(use, path) && names.get(path) === use);
  const types = new Map(found.map(([path, signature]) => [path, fnType(signature)] as const));
  return use.as ? types.set(use.as.text, moduleType(use.as, used, known)) : types;
}

function moduleType(
  { text: alias }: Name,
  used: Exclude<Used, { kind: "pending" | "lost" }>,
  types: ReadonlyMap<string, Type>,
): Type {
  if (used.kind === "host") {
    const { operators } = used.fact;
    return {
      kind: "module",
      members: Object.fromEntries(operators.map((one) => [one.name, fnType(one)])),
      docs: Object.fromEntries(operators.map((one) => [one.name, one.doc])),
    };
  }
  const members = [...used.members];
  return {
    kind: "module",
    // of members that nobody mentions nothing is computed, types included
    members: Object.fromEntries(members.map(([name]) => [name, types.get(`${alias}.${name}`) ?? unknown])),
    docs: Object.fromEntries(members.map(([name, statement]) => [name, statement.doc])),
  };
}

export const fnType = ({ params, returns }: Signature): Type => ({
  kind: "fn",
  params: params.map(({ name, type, optional }) => ({ name, type, optional })),
  returns: returns.kind === "rule" ? unknown : returns,
});

/** Whether a name is an export of a TypeScript cell that cannot be used; E132 where it is. */
export function isRefused(name: Name, env: Env): boolean {
  const why = env.locals.has(name.text) ? undefined : env.functions.get(name.text)?.host?.refused;
  if (why !== undefined) env.report("E132", name.span, { name: name.text, why });
  return why !== undefined;
}

/** `lab.f` where a value is wanted; null where `lab` is no module. */
export function inferMember({ of, name }: Get, env: Env): Type | null {
  const module = of.kind === "Ref" ? moduleOf(of.name, env) : null;
  if (!module || of.kind !== "Ref") return null;
  const path = `${of.name.text}.${name.text}`;
  if (!hasMember(of.name, name, module, env)) return unknown;
  const type = env.types.get(path) ?? unknown;
  if (type.kind !== "fn") return type;
  env.report("E105", name.span, { name: path, what: "a function" });
  return unknown;
}

/** Whether the callee `lab.f` is there; true where its head is no module. E123 where it is not. */
export function checkCallee({ path: [head, name] }: Call, env: Env): boolean {
  const module = head && name ? moduleOf(head, env) : null;
  return !module || !head || !name || hasMember(head, name, module, env);
}

/** `x.f(...)` where `x` is no module. */
export function noModule(callee: Name, head: Name, env: Env): void {
  if (env.names.has(callee.text)) return;
  if (!env.names.has(head.text)) unknownName(head, "module", modules(env), env);
  else if (env.types.has(head.text) && !moduleOf(head, env)) {
    const hint = withoutMethods(callee.text.slice(head.text.length + 1), head.text, env);
    env.report("E104", head.span, { name: head.text, is: whatIs(head.text, env), wanted: "a module", hint });
  }
}

/** What is called as a method elsewhere follows a pipe here. */
function withoutMethods(method: string, of: string, { known }: Env): string | undefined {
  if (own(known.operators, method)) return `values have no methods: ${of} |> ${method}(...)`;
  const instead = own(known.instead, method);
  return instead && `values have no methods; ${instead}`;
}

const modules = (env: Env): string[] =>
  [...env.types].filter(([, type]) => type.kind === "module").map(([name]) => name);

type Module = Extract<Type, { kind: "module" }>;

function moduleOf({ text }: Name, env: Env): Module | null {
  if (env.locals.has(text)) return null;
  const type = env.types.get(text);
  return type?.kind === "module" ? type : null;
}

function hasMember(head: Name, name: Name, module: Module, env: Env): boolean {
  const { text } = name;
  // one that the `use` has refused is told there
  if (text === "" || own(module.members, text) || env.names.has(`${head.text}.${text}`)) return true;
  noMember(name, head.text, Object.keys(module.members), env.report);
  return false;
}
