// Applying a prompt: arguments to parameters, templates to text. Values go in opaque.
import type { PromptStep } from "../dsl/plan.ts";
import { evaluate, type House, nowhere, type Scope, settings } from "./eval.ts";
import { typeError } from "./problem.ts";
import type { Messages, Value } from "./value.ts";

/** Messages of a prompt. Positional arguments come as `#0`, `#1`, ... */
export async function apply(
  prompt: PromptStep,
  args: { readonly [name: string]: Value },
  house: House,
): Promise<Messages> {
  const given = new Map<string, Value>();
  for (const [at, param] of prompt.params.entries()) {
    const value = args[param.name] ?? args[`#${at}`];
    if (value !== undefined) given.set(param.name, value);
    else if (param.default) given.set(param.name, await evaluate(param.default, nowhere, house));
    else throw typeError("E206", `prompt '${prompt.id}' needs ${param.name}`);
  }
  // locals of a prompt are its parameters alone: nothing of the caller leaks in, nothing is remembered
  const scope: Scope = { row: null, local: (name) => given.get(name), key: null };
  const messages: { role: string; content: string }[] = [];
  for (const { role, template } of prompt.messages) {
    const content = await evaluate(template, scope, house);
    messages.push({ role, content: typeof content === "string" ? content : "" });
  }
  const options = await settings(prompt.options, nowhere, house);
  return { kind: "messages", prompt: prompt.id, messages, options };
}
