// Settings that do not go together, from wherever they come: the ask, the run, the prompt, the model.
import type { Ask, Expr, Prop, RunDecl, Statement } from "../syntax/ast.ts";
import type { Env } from "../infer/env.ts";
import { constant } from "../names/scope.ts";
import { type Clash, clashOf } from "../types/settings.ts";

/** What a prompt or model may be; null where that is not known before the run. */
type Named = Statement | null;

/** E313 for an ask, with each prompt and each model that it names. What is not known before the run, the run tells. */
export function checkClashes(run: RunDecl, ofRun: readonly Prop[], asks: readonly Ask[], env: Env): void {
  for (const ask of asks) {
    const near = [...ofRun, ...ask.props];
    const models = named(ask.with, run, env);
    const clashes = named(ask.prompt, run, env).flatMap((prompt) =>
      models.flatMap((model) => clashIn(near, prompt, model) ?? []),
    );
    const [clash] = clashes;
    if (!clash) continue;
    const at = near.findLast(({ name }) => name.text === clash.name || name.text === clash.other);
    env.report("E313", (at ?? ask.with).span, clash);
  }
}

function clashIn(near: readonly Prop[], prompt: Named, model: Named): Clash | null {
  const all = [...propsOf(model), ...propsOf(prompt), ...near];
  const values = new Map(all.map(({ name, value }) => [name.text, constant(value)]));
  const clash = clashOf(values, isServer(model));
  // one that is not known may set what is missing
  return clash?.other === null && (prompt === null || model === null) ? null : clash;
}

const propsOf = (statement: Named): readonly Prop[] =>
  statement?.kind === "ModelDecl"
    ? statement.props
    : statement?.kind === "PromptDecl"
      ? statement.items.filter((item) => item.kind === "Prop")
      : [];

function isServer(model: Named): boolean {
  if (model?.kind !== "ModelDecl") return false;
  const { value } = model;
  const call = value.kind === "Pipe" ? value.call : value;
  return call.kind === "Call" && call.path[0]?.text === "http";
}

/** The declarations that an expression names: itself, called, as the values of an axis, or by either way of a condition. */
function named(expr: Expr, run: RunDecl, env: Env): readonly Named[] {
  const each = (exprs: readonly Expr[]): Named[] => exprs.flatMap((one) => named(one, run, env));
  const declared = (name: string): Named => env.names.get(name) ?? null;
  switch (expr.kind) {
    case "Ref": {
      const axis = run.vary.find(({ name }) => name.text === expr.name.text);
      return axis ? each([axis.in]) : [declared(expr.name.text)];
    }
    case "Get":
      return [expr.of.kind === "Ref" ? declared(`${expr.of.name.text}.${expr.name.text}`) : null];
    case "Call":
      return [declared(expr.path.map(({ text }) => text).join("."))];
    case "Pipe":
      return each([expr.call]);
    case "List":
      return each(expr.items);
    case "Record":
      return each(expr.entries.map(({ value }) => value));
    case "If":
      return each([expr.then, expr.else]);
    default:
      return [null];
  }
}
