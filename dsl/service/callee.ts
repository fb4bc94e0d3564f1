// What is called: operators, prompts and functions in one form, and which parameter an argument stands for.
import type { Arg, Call, Expr, Name, Node } from "../syntax/ast.ts";
import type { Analysis } from "../compile.ts";
import type { ParamInfo, Signature } from "../types/known.ts";
import { keyOf } from "../names/local.ts";
import { own } from "../own.ts";
import { show, table, type Type } from "../types/types.ts";

export interface Callee {
  readonly name: string;
  readonly is: "operator" | "prompt" | "function";
  readonly params: readonly ParamInfo[];
  readonly rest: ParamInfo | undefined;
  /** The type of the result, or in words how it follows from the arguments. */
  readonly returns: string;
  /** Null where it follows from the arguments. */
  readonly type: Type | null;
  readonly doc: string;
  readonly signature: Signature | null;
}

/** What `path` calls; undefined where that is not known. */
export function calleeOf([head, member]: readonly Name[], analysis: Analysis): Callee | undefined {
  if (head === undefined) return undefined;
  const key = keyOf(head.text, head.span.cell);
  const type = analysis.checked.guesses.get(key);
  if (member)
    return type?.kind === "module"
      ? ofType(member.text, own(type.members, member.text), own(type.docs, member.text) ?? "")
      : undefined;
  const statement = analysis.scope.names.get(key);
  const exported = statement?.kind === "Script" && analysis.checked.seen.get("")?.functions.get(key);
  if (exported && exported.host?.constant !== true && exported.host?.refused === undefined)
    return ofSignature(exported);
  if (statement) return ofType(head.text, type, statement.doc);
  const signature = own(analysis.known.operators, head.text);
  return signature && ofSignature(signature);
}

export function ofSignature(signature: Signature): Callee {
  const { name, params, rest, doc } = signature;
  const [returns, type] = resultOf(signature);
  return { name, is: "operator", params, rest, returns, type, doc, signature };
}

/** A prompt or function as a callee; undefined for any other type. */
export function ofType(name: string, type: Type | undefined, doc: string): Callee | undefined {
  if (type?.kind !== "prompt" && type?.kind !== "fn") return undefined;
  return {
    name,
    is: type.kind === "prompt" ? "prompt" : "function",
    params: type.params.map((param) => ({ ...param, doc: "" })),
    rest: undefined,
    returns: show(type.returns),
    type: type.kind === "prompt" ? { kind: "messages", returns: type.returns } : type.returns,
    doc,
    signature: null,
  };
}

/** What an operator gives whose result follows from its arguments, where that is no Table. */
const ruled: { readonly [rule: string]: readonly [words: string, type: Type | null] } = {
  same: ["as given", null],
  count: ["Table | Int", null],
  model: ["a model location", { kind: "modelSource" }],
  element: ["an item", null],
  concat: ["one of the arguments", null],
  join: ["Table | Text", null],
  vectors: ["Num[], of a list Num[][]", null],
  ranked: ["Table | Ranker", null],
  location: ["Text", null],
  map: ["a list", null],
  shaped: ["Tree", { kind: "tree", shape: null }],
  holdout: ["{train: Table, test: Table}", null],
  compare: ["Estimate", { kind: "estimate" }],
  delta: ["Estimate", { kind: "estimate" }],
};

function resultOf({ returns }: Signature): readonly [string, Type | null] {
  if (returns.kind !== "rule") return [show(returns), returns];
  return own(ruled, returns.rule) ?? ["Table", table(null)];
}

/** One parameter as it is written: `limit: Int`, `cut: Bool = false`. */
export function paramText({ name, type, optional, fallback, row, column, many }: ParamInfo): string {
  const of = column ? "a column" : row ? `row => ${show(type)}` : show(type);
  const dots = many ? "..." : "";
  if (fallback !== undefined) return `${name}: ${of} = ${JSON.stringify(fallback)}`;
  return `${dots}${name}${optional && !many ? "?" : ""}: ${of}`;
}

/** `name(params) -> result`. */
export function signatureText({ name, params, rest, returns }: Callee): string {
  const list = [
    ...params.map(paramText),
    ...(rest ? [`any: ${rest.column ? "a column" : show(rest.type)}`] : []),
  ];
  return `${name}(${list.join(", ")}) -> ${returns}`;
}

/** A call with what is piped into it. */
export interface Site {
  readonly call: Call;
  readonly left: Expr | null;
  readonly callee: Callee;
}

/** The innermost call of a path, of which `path[at]` is the call itself. */
export function siteOf(path: readonly Node[], at: number, analysis: Analysis): Site | undefined {
  const call = path[at];
  if (call?.kind !== "Call") return undefined;
  const callee = calleeOf(call.path, analysis);
  const above = path[at - 1];
  return callee && { call, callee, left: above?.kind === "Pipe" && above.call === call ? above.left : null };
}

/** The parameter that an argument of a call stands for: by its name, else by its place. */
export function paramOf({ call, left, callee }: Site, arg: Arg): ParamInfo | undefined {
  if (arg.name) {
    const { text } = arg.name;
    return callee.params.find(({ name }) => name === text) ?? (callee.rest && { ...callee.rest, name: text });
  }
  const before = call.args.slice(0, call.args.indexOf(arg)).filter(({ name }) => name === null).length;
  return positional(callee, before + (left ? 1 : 0));
}

/** The parameter at a place; one that takes many takes all that follow. */
export function positional({ params }: Callee, at: number): ParamInfo | undefined {
  const many = params.findIndex((param) => param.many);
  return many >= 0 && at >= many ? params[many] : params[at];
}
