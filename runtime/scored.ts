// One request for the likelihood of texts: those of all its calls at once, each call answered when all of its own are there.
import type { Answer, Spending } from "./desk.ts";
import { type Given, type Likelihood, type LoadedModel, persistent, type Step } from "./model/index.ts";
import type { Ready } from "./ready.ts";
import type { Scored } from "./scoring.ts";
import { spelled } from "./spelled.ts";
import { kept, type Made, refusal, watched, type Working } from "./working.ts";

/** A call on its way: what is known of the windows of its texts, and how many are not there yet. */
interface Open {
  readonly one: Ready;
  readonly texts: (Likelihood | null)[][];
  missing: number;
}

/** A window of a text of a call. */
interface Item {
  readonly open: Open;
  readonly at: number;
  readonly nth: number;
  readonly given: Given;
}

/** Answers as they come, each with the refusals before it; a call is refused with the first of its texts. */
export async function* scored(part: readonly Ready[], working: Working): AsyncGenerator<Made> {
  const { desk, loaded } = working;
  const items = part.flatMap((one): Item[] => {
    const texts = one.weighed?.texts ?? [];
    const open: Open = {
      one,
      texts: texts.map((text) => text.map(() => null)),
      missing: texts.flat().length,
    };
    return texts.flatMap((text, at) => text.map((given, nth) => ({ open, at, nth, given })));
  });
  const refused: Made[] = [];
  const lost = new Set<Ready>();
  const watch = watched(part[0]?.call.model, working, (at, error) => {
    const one = items[at]?.open.one;
    if (!one || lost.has(one)) return;
    lost.add(one);
    refused.push([one, refusal(error, one.call, working)]);
  });
  const top = part[0]?.weighed?.top ?? 0;
  const found = persistent(
    (some: readonly Item[], hooks) =>
      desk.models.runner.likelihood(
        loaded.handle,
        some.map(({ given }) => given),
        top,
        hooks,
      ),
    items,
    watch.hooks,
  );
  for await (const made of found) {
    const item = items[made.index];
    if (!item) continue;
    const { open, at, nth } = item;
    open.texts[at]![nth] = made;
    if (--open.missing > 0) continue;
    const answer = await answerOf(open, working);
    await kept(open.one, answer, working);
    yield [open.one, answer];
    yield* refused.splice(0);
  }
  await watch.done();
  yield* refused;
}

/** Tokens are told where they were asked for. */
async function answerOf({ one, texts }: Open, { loaded, desk }: Working): Promise<Answer> {
  const scores: Scored[] = [];
  for (const [at, windows] of texts.entries()) {
    const made = windows.flatMap((window) => window ?? []);
    const told = one.weighed?.top === null ? [] : stepsOf(one.weighed?.texts[at] ?? [], made);
    const steps = told.length > 0 && { steps: await spelled(one.call.model, told, desk.models) };
    scores.push({ ...scoreOf(made), ...steps });
  }
  return {
    text: "",
    promptTokens: one.tokens.length,
    outputTokens: null,
    finish: "",
    logprob: null,
    provider: loaded.provider,
    scores,
    spent: spentOn(one, texts.flat(2), loaded),
  };
}

/** There is no first token, as none is written. */
function spentOn(
  { weighed }: Ready,
  made: readonly (Likelihood | null)[],
  { dtype, bytes }: LoadedModel,
): Spending {
  // of a long text there may be more windows than a call takes arguments
  const most = (numbers: readonly number[]): number => numbers.reduce((a, b) => Math.max(a, b), 0);
  const longest = most((weighed?.texts.flat() ?? []).map(({ tokens }) => tokens.length - 1));
  return {
    dtype,
    known: made.reduce((least, one) => Math.min(least, one?.known ?? 0), Infinity),
    firstMs: null,
    ms: most(made.map((one) => one?.ms ?? 0)),
    memory: bytes.weights + bytes.perToken * longest,
  };
}

const stepsOf = (windows: readonly Given[], made: readonly Likelihood[]): Step[] =>
  made.flatMap(({ logprobs, top }, nth) => {
    const { tokens = [], from = 0 } = windows[nth] ?? {};
    return logprobs.map((logprob, at) => ({ id: tokens[from + at] ?? -1, logprob, top: top[at] ?? [] }));
  });

function scoreOf(windows: readonly Likelihood[]): Scored {
  const logprobs = windows.flatMap(({ logprobs: own }) => own);
  return {
    logprob: logprobs.reduce((sum, one) => sum + one, 0),
    tokens: logprobs.length,
    greedy: windows.every(({ greedy }) => greedy),
    windows: windows.length,
  };
}
