// Calls of one model with the same options, answered by whatever the model is: a graph in the runner, a server, a function.
import type { Answer, AskDesk, Spending } from "./desk.ts";
import { type Generation, type LoadedModel, resumed } from "./model/index.ts";
import type { Ready } from "./ready.ts";
import { scored } from "./scored.ts";
import { served } from "./server/served.ts";
import { spelled } from "./spelled.ts";
import { stated } from "./stated.ts";
import { type Group, kept, type Made, made, refusal, watched, type Working } from "./working.ts";

/** Each answer is in the store before it is given. Errors: those of the model itself, E130. */
export function answering(part: Group, desk: AskDesk): AsyncIterable<Made> {
  const [{ call, weighed }] = part;
  if (call.model.server) return served(part, call.model.server, desk);
  if (call.model.scripted) return stated(part, call.model.scripted, desk);
  return made(part, weighed ? scored : requested, desk);
}

/** One request to the runner: answers as they come, each with the refusals before it. */
async function* requested(part: readonly Ready[], working: Working): AsyncGenerator<Made> {
  const { desk } = working;
  const [{ options }] = part as Group;
  const { handle } = working.loaded;
  const { ids } = await desk.models.describe((part as Group)[0].call.model);
  const refused: Made[] = [];
  const watch = watched(part[0]?.call.model, working, (at, error) => {
    const one = part[at];
    if (one) refused.push([one, refusal(error, one.call, working)]);
  });
  const prompts = part.map(({ tokens, call }) => ({ tokens, seed: call.seed }));
  for await (const made of resumed(desk.models.runner, handle, prompts, options, watch.hooks)) {
    const one = part[made.index];
    if (!one) continue;
    const { text, promptTokens, finish, logprob, steps, cut } = made;
    const { provider } = working.loaded;
    const textless = made.tokens.filter((id) => id >= ids).length;
    const answer: Answer & { readonly spent: Spending } = {
      text,
      promptTokens,
      outputTokens: made.tokens.length,
      finish,
      ...(cut && { cut }),
      logprob,
      provider,
      ...(textless > 0 && { textless }),
      spent: spentOn(made, working.loaded),
      ...(steps && { steps: await spelled(one.call.model, steps, desk.models) }),
    };
    await kept(one, answer, working);
    yield [one, answer];
    yield* refused.splice(0);
  }
  await watch.done();
  yield* refused;
}

function spentOn(
  { promptTokens, tokens, known, drafted, accepted, firstMs, ms }: Generation,
  { dtype, bytes }: LoadedModel,
): Spending {
  return {
    dtype,
    known,
    ...(drafted !== undefined && { drafted }),
    ...(accepted !== undefined && { accepted }),
    firstMs,
    ms,
    memory: bytes.weights + bytes.perToken * (promptTokens + tokens.length),
  };
}
