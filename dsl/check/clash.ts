// Settings that do not go together, from wherever they come: the ask, the run, the prompt, the model.
import type { Ask, Expr, PromptDecl, Prop, RunDecl, Statement } from "../syntax/ast.ts";
import type { Span } from "../source.ts";
import type { Env } from "../infer/env.ts";
import { constant } from "../names/scope.ts";
import { checkChoices } from "./choices.ts";
import { filelessOf } from "./model-decl.ts";
import { clashesOf, DRAWS } from "../types/settings.ts";

/** What a prompt or model may be; null where that is not known before the run. */
type Named = Statement | null;

/**
 * E313 for an ask, with each prompt and each model that it names, and what is wrong with its choices (E217, E314) or does nothing behind it (E309). What is not known
 * before the run, the run tells.
 */
export function checkClashes(run: RunDecl, asks: readonly Ask[], env: Env): void {
  const ofRun = run.items.filter((item) => item.kind === "Prop");
  for (const ask of asks) {
    const near = [...ofRun, ...ask.props];
    const at = (...names: readonly (string | null)[]): Span =>
      (near.findLast(({ name }) => names.includes(name.text)) ?? ask.with).span;
    const once = onceIn(env);
    for (const prompt of named(ask.prompt, run, env))
      for (const model of named(ask.with, run, env)) {
        const values = valuesIn([propsOf(model), propsOf(prompt), ofRun, ask.props], run, env);
        // what is not known may set what is missing
        const open = prompt === null || model === null;
        for (const clash of clashesOf(values, model?.kind === "ModelDecl" ? filelessOf(model) : null))
          if (clash.other !== null || !open) once.report("E313", at(clash.name, clash.other), clash);
        if (prompt?.kind !== "PromptDecl") continue;
        checkChoices(values, prompt, at("choices"), once);
        if (values.has("overlap") && speaks(prompt, values.get("prefix")))
          once.report("E309", at("overlap"), { name: "overlap", other: prompt.name.text, why: "behind" });
      }
  }
}

/** Whether something is written before a text, whatever the row holds. */
const speaks = ({ items }: PromptDecl, prefix: unknown): boolean =>
  (typeof prefix === "string" && prefix !== "") ||
  items.some(
    (item) =>
      item.kind === "Message" &&
      item.template.parts.some((part) => part.kind === "TextPart" && part.text.trim() !== ""),
  );

/** The same, and each problem is told once: of several models it is one. */
function onceIn(env: Env): Env {
  const told = new Set<string>();
  const report: Env["report"] = (...all) => {
    const key = JSON.stringify(all.slice(0, 3));
    if (!told.has(key)) env.report(...all);
    told.add(key);
  };
  return { ...env, report };
}

/**
 * Settings that an ask has, undefined where a value is not known before the run.
 * @param places settings of each place where they may stand, the farthest first: the nearest counts
 */
function valuesIn(
  places: readonly (readonly Prop[])[],
  run: RunDecl,
  env: Env,
): ReadonlyMap<string, unknown> {
  const values = new Map(places.flat().map(({ name, value }) => [name.text, known(value, run, env)]));
  const level = (name: string): number =>
    places.findLastIndex((props) => props.some((prop) => prop.name.text === name));
  // a temperature that is nearer sets draws aside, and they are of other asks
  for (const name of DRAWS.keys()) if (level(name) < level("temperature")) values.delete(name);
  return values;
}

/** A value that is written out, there, under a name, or as the only one of an axis. */
function known(value: Expr, run: RunDecl, env: Env): unknown {
  if (value.kind !== "Ref") return constant(value);
  const axis = run.vary.find(({ name }) => name.text === value.name.text);
  const arms = axis && constant(axis.in);
  if (axis) return Array.isArray(arms) && arms.length === 1 ? arms[0] : undefined;
  const named = env.names.get(value.name.text);
  return named?.kind === "LetDecl" ? constant(named.value) : undefined;
}

const propsOf = (statement: Named): readonly Prop[] =>
  statement?.kind === "ModelDecl"
    ? statement.props
    : statement?.kind === "PromptDecl"
      ? statement.items.filter((item) => item.kind === "Prop")
      : [];

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
