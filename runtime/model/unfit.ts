// What prompts and given texts are looked at for before anything is computed of them: their ids, and what they may come to need.
import type { Engine } from "./engine.ts";
import type { Failure } from "./error.ts";
import type { Asking } from "./room.ts";

/** Why ids cannot be those of a model whose logits are so wide. `name`: whose they are, as in "prompt 3". */
export function foreign(name: string, ids: readonly number[], vocab: number): Failure | undefined {
  const strange = ids.find((id) => !Number.isInteger(id) || id < 0 || id >= vocab);
  if (strange === undefined) return undefined;
  const cause = `${name} has the token ${strange}, the model knows 0 to ${vocab - 1}`;
  return { code: "E511", cause, fix: "use this model's own tokenizer" };
}

/** What a request may come to need of memory by the tokens that each row needs, those left out that the window has no place for. */
export function askingFor({ window, memory }: Engine, needs: readonly number[]): Asking {
  const fitting = needs.filter((need) => need <= window);
  return { rows: fitting.length, tokens: Math.max(0, ...fitting), budget: memory };
}
