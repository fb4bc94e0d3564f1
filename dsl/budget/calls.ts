// Calls as the budget sees them: arguments by parameter, and the bodies of functions with their arguments in place.
import type { Call, Expr, FnDecl, PromptDecl } from "../syntax/ast.ts";
import { bind } from "../types/bind.ts";
import { type House, type Local, type Term, topOf } from "./place.ts";
import { own } from "../own.ts";

/** The operator or declaration that a call names, with its arguments by parameter. */
export interface Called {
  readonly name: string;
  /** Null: an operator. */
  readonly declared: FnDecl | PromptDecl | null;
  readonly call: Call;
  readonly args: ReadonlyMap<string, readonly Term[]>;
  readonly rest: ReadonlyMap<string, Term>;
}
const silent = (): void => undefined;

/** The call a term is, bound to its parameters; null for anything else. */
export function calledOf({ expr, place }: Term): Called | null {
  const call = expr.kind === "Pipe" ? expr.call : expr.kind === "Call" ? expr : null;
  const name = call?.path.map(({ text }) => text).join(".") ?? "";
  const callee = calleeOf(name, place.house);
  if (!call || !callee) return null;
  const { params, rest, declared } = callee;
  const named = { name, params, ...(rest && { rest }) };
  const bound = bind(named, expr.kind === "Pipe" ? expr.left : null, call, silent, true);
  const term = (value: Expr): Term => ({ expr: value, place });
  return {
    name,
    declared,
    call,
    args: new Map([...bound.values].map(([param, values]) => [param, values.map(term)])),
    rest: new Map(bound.rest.map(([param, value]) => [param.text, term(value)])),
  };
}

function calleeOf(
  name: string,
  { names, known }: House,
): (Parameters<typeof bind>[0] & Pick<Called, "declared">) | null {
  const declared = names.get(name);
  if (declared?.kind === "FnDecl" || declared?.kind === "PromptDecl") {
    const params = declared.params.map((param) => ({
      name: param.name.text,
      type: { kind: "unknown" } as const,
      doc: "",
      optional: param.default !== null,
    }));
    return { name, params, declared };
  }
  const operator = declared ? undefined : own(known.operators, name);
  return operator ? { ...operator, declared: null } : null;
}

/** The arguments of a call of a function or prompt as the names its body sees; defaults are read where it is declared. */
export function localsOf(
  { params }: FnDecl | PromptDecl,
  { args }: Called,
  home: House,
): ReadonlyMap<string, Local> {
  return new Map(
    params.map(({ name, default: fallback }): readonly [string, Local] => {
      const [given] = args.get(name.text) ?? [];
      const term = given ?? (fallback && { expr: fallback, place: topOf(home) });
      return [name.text, term ? { kind: "term", term } : { kind: "open" }];
    }),
  );
}

/** The body of a `fn`, its parameters standing for the arguments. */
export function calledBody(term: Term): Term | null {
  const called = calledOf(term);
  if (called?.declared?.kind !== "FnDecl") return null;
  const { declared } = called;
  const house = term.place.house.homeOf(declared);
  return { expr: declared.body, place: { house, locals: localsOf(declared, called, house), row: null } };
}
