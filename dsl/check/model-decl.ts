// What a model's declaration says before it is loaded: where it lies, and how long its window is.
import type { Call, Expr, ModelDecl } from "../syntax/ast.ts";
import { type Facts, type ModelFact, needKey } from "../types/known.ts";
import { own } from "../own.ts";
import { constant } from "../names/scope.ts";
import { type Fileless, SHARED } from "../types/settings.ts";
import type { Does, Type } from "../types/types.ts";

export interface Located {
  /** The folder as written, of a used file as the program itself would write it; null where it is not written out. */
  readonly ref: string | null;
  readonly fact: ModelFact | undefined;
  /** What answers where there is no folder. */
  readonly by: Fileless | null;
  /** Tokens: what the folder states, or the smaller number that the declaration sets. Null: not known. */
  readonly window: number | null;
}

/** @param typeOf what the checker found an expression to be: a text that is known has the type of that one word */
export function located(
  declared: ModelDecl,
  facts: Facts,
  file: string,
  typeOf: (expr: Expr) => Type | undefined,
): Located {
  const { value, props } = declared;
  const call = callOf(value);
  const by = filelessOf(declared);
  const written = by ? null : folder(value, typeOf);
  const key = needKey(call?.path[0]?.text ?? "", { folder: written }, file);
  const fact = written === null ? undefined : own(facts.models, key);
  const ref = (fact && "found" in fact ? fact.place : undefined) ?? written;
  const states = fact && "found" in fact ? fact.window : null;
  const prop = props.find(({ name }) => name.text === "window");
  const set = prop && constant(prop.value);
  const window = typeof set === "number" && (states === null || set < states) ? set : states;
  return { ref, fact, by, window };
}

/** What answers of a model that is in no folder: a server, or a function of the program. */
export function filelessOf({ value }: Pick<ModelDecl, "value">): Fileless | null {
  const name = callOf(value)?.path[0]?.text;
  return name === "http" || name === "scripted" ? name : null;
}

/** Whether a setting means anything to a model: an encoder writes nothing, and servers and functions take what servers share. */
export const takes = (model: ModelDecl, does: Does | null, name: string): boolean =>
  does !== null && does !== "gen" ? name === "window" : !filelessOf(model) || SHARED.has(name);

const callOf = (expr: Expr): Call | null =>
  expr.kind === "Call" ? expr : expr.kind === "Pipe" ? expr.call : null;

/** `onnx("folder")`, `onnx(folder: "folder")` or `"folder" |> onnx`. */
function folder(expr: Expr, typeOf: (expr: Expr) => Type | undefined): string | null {
  const call = callOf(expr);
  const first = expr.kind === "Pipe" ? expr.left : call?.args.find(({ name }) => !name)?.value;
  const given = call?.args.find(({ name }) => name?.text === "folder")?.value ?? first;
  const written = given && constant(given);
  if (typeof written === "string") return written;
  const type = given && typeOf(given);
  return type?.kind === "literal" ? type.value : null;
}
