// Applying a prompt: arguments to parameters, items to messages in their order. Values go in opaque.
import type { PlanItem, PromptStep } from "../dsl/plan/plan.ts";
import { conversation } from "./conversation.ts";
import { evaluate, type House, nowhere, type Scope, settings } from "./eval.ts";
import { typeError } from "./problem.ts";
import { type Asked, demonstrations } from "./shots.ts";
import type { Message, Messages, Row, Value } from "./value.ts";

/**
 * Messages of a prompt. Positional arguments come as `#0`, `#1`, ...
 * @param asker the row that asks, which is never its own demonstration
 */
export async function apply(
  prompt: PromptStep,
  args: { readonly [name: string]: Value },
  asker: Row | null,
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
  const asked: Asked = { prompt: prompt.id, row: asker, texts: new Set(given.values()), scope };
  const messages: Message[] = [];
  for (const item of prompt.items) messages.push(...(await written(item, asked, house)));
  const options = await settings(prompt.options, nowhere, house);
  return { kind: "messages", prompt: prompt.id, messages, returns: prompt.returns, options };
}

async function written(item: PlanItem, asked: Asked, house: House): Promise<readonly Message[]> {
  switch (item.item) {
    case "splice":
      return conversation(
        await evaluate(item.value, asked.scope, house),
        asked.prompt,
        house.reach.note,
        item.at,
      );
    case "shots":
      return demonstrations(item, asked, house);
    case "message": {
      const content = await evaluate(item.template, asked.scope, house);
      return [{ role: item.role, content: typeof content === "string" ? content : "" }];
    }
  }
}
