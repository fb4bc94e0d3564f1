// The choices of an ask that are known while checking: whether an answer can be one, and is then read as what its prompt returns.
import type { PromptDecl } from "../syntax/ast.ts";
import type { Span } from "../source.ts";
import type { Env } from "../infer/env.ts";
import { barely, glimpse } from "../types/texts.ts";
import { show, type Type } from "../types/types.ts";

/** E217 for white space around a choice that is written, E314 for one that its prompt cannot return. */
export function checkChoices(
  values: ReadonlyMap<string, unknown>,
  prompt: PromptDecl,
  at: Span,
  env: Env,
): void {
  const choices = values.get("choices");
  if (!Array.isArray(choices) || !choices.every((choice) => typeof choice === "string")) return;
  const loose = values.has("choose") && values.has("delimiter");
  const wanted = loose ? null : barely(choices);
  if (wanted !== null) env.report("E217", at, { name: "choices", got: glimpse(choices), wanted });
  const type = env.types.get(nameOf(prompt, env));
  const returns = type?.kind === "prompt" ? type.returns : null;
  const strange = returns && choices.find((choice) => choice !== "" && !reads(choice.trim(), returns));
  if (returns && strange !== undefined && strange !== null)
    env.report("E314", at, {
      choice: glimpse(strange),
      wanted: show(returns),
      prompt: nameOf(prompt, env),
    });
}

/** The name by which a declaration is known here: `p`, or `lib.p` of a used file. */
const nameOf = (prompt: PromptDecl, env: Env): string =>
  [...env.names].find(([, statement]) => statement === prompt)?.[0] ?? prompt.name.text;

/** Whether a text can be read as a type; true where that takes more than a look at one word. */
function reads(choice: string, type: Type): boolean {
  switch (type.kind) {
    case "literal":
      return choice === type.value;
    case "union":
      return type.of.some((one) => reads(choice, one));
    case "bool":
      return choice === "true" || choice === "false";
    case "int":
      return Number.isSafeInteger(numberOf(choice));
    case "num":
      return numberOf(choice) !== null;
    default:
      return true;
  }
}

/** A number as JSON writes it. */
const numberOf = (text: string): number | null =>
  /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text) ? Number(text) : null;
