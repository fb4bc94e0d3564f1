// Tokens of an answer in letters: what each of them writes behind another.
import type { Alternative, Step } from "./model/index.ts";
import { type Models, worded } from "./models.ts";
import type { ModelValue } from "./value.ts";

/** A token by itself: bytes of a letter that other tokens complete are no text, and its id says what it is. */
export interface Spelled extends Alternative {
  readonly token: string;
}
export interface SpelledStep extends Spelled {
  readonly top: readonly Spelled[];
}

/** Ids that were spelled before, by the folder of the model. */
const known = new WeakMap<Models, Map<string, Map<number, string>>>();
/** A token behind which others stand as they do in a text: with the space that many begin with. */
const BEFORE = "a";

export async function spelled(
  model: ModelValue,
  steps: readonly Step[],
  models: Models,
): Promise<readonly SpelledStep[]> {
  const texts = await textsOf(
    model,
    steps.flatMap(({ id, top }) => [id, ...top.map((one) => one.id)]),
    models,
  );
  const spell = ({ id, logprob }: Alternative): Spelled => ({ token: texts.get(id) ?? "", id, logprob });
  return steps.map((step) => ({ ...spell(step), top: step.top.map(spell) }));
}

/** Errors: those of the tokenizer. */
async function textsOf(
  model: ModelValue,
  ids: readonly number[],
  models: Models,
): Promise<ReadonlyMap<number, string>> {
  const folders = known.get(models) ?? new Map<string, Map<number, string>>();
  known.set(models, folders);
  const texts = folders.get(model.dir) ?? new Map<number, string>();
  folders.set(model.dir, texts);
  const fresh = [...new Set(ids)].filter((id) => !texts.has(id));
  if (fresh.length === 0) return texts;
  const { runner, again } = models;
  // tokens that steer the model stand apart, whatever a decoder puts between words
  for (const [text, id] of Object.entries((await models.describe(model)).special)) texts.set(id, text);
  const [anchor = []] = await worded(
    again(() => runner.encode(model.dir, [BEFORE])),
    model,
  );
  const rows = [anchor, ...fresh.map((id) => [...anchor, id])];
  const [before = "", ...all] = await worded(
    again(() => runner.decode(model.dir, rows)),
    model,
  );
  for (const [at, id] of fresh.entries())
    if (!texts.has(id)) texts.set(id, (all[at] ?? "").slice(before.length));
  return texts;
}
