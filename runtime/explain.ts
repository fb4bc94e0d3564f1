// The plan in words and numbers: steps, free axes, evaluations, calls, tokens, cached and new, time, providers.
import { many } from "../dsl/tell/count.ts";
import { own } from "../dsl/own.ts";
import type { Ex, Plan, Step, ValueStep } from "../dsl/plan/plan.ts";
import { asksModel, asksOnce } from "../dsl/plan/calls.ts";
import { say } from "../dsl/plan/say.ts";
import { runTold } from "./explain-run.ts";
import { closure, type Foresight, foresight, Waits } from "./foresee.ts";
import { stepName } from "./memory.ts";
import { Problem } from "./problem.ts";
import { chainOf, prices, type Quoted } from "./quote.ts";
import { counted } from "./show/bundle.ts";
import { priceText } from "./show/explain-text.ts";
import { scriptedWords } from "./show/scripted.ts";
import { brief, callsIn, type CallTold, type Explained, type StepTold, type Telling } from "./told.ts";
import { kindOf, type ModelValue, type Table } from "./value.ts";

/** Looks at other steps, and is not worth a line itself. */
const LOOKS: ReadonlySet<Step["kind"]> = new Set(["explain", "estimate", "preview", "session"]);

/**
 * Explains what an expression rests on; with null, the whole plan. Data is read and prompts are rendered to count them; no
 * graph is loaded and nobody is asked. What cannot be told about one step does not keep the others from being told.
 */
export async function explain(plan: Plan, of: Ex | null, telling: Telling): Promise<Explained> {
  const wanted = of === null ? null : closure(plan, of);
  const seen = foresight(telling);
  const steps: StepTold[] = [];
  const quoted = new Map<string, Quoted>();
  let open = false;
  for (const step of plan.steps) {
    if (LOOKS.has(step.kind) || (wanted && !wanted.has(step.id))) continue;
    const { kind, hash } = step;
    const told = { ...nothing, ...(await attempt(() => details(step, seen, telling, quoted))) };
    const texts = seen.encoded(step.id);
    for (const one of texts) quoted.set(one.key, one);
    // what a text waits for may ask of more
    const least = texts.some(({ cached }) => cached !== true) && !asksOnce(step, telling.operators);
    open ||= least;
    const about = [...told.about, ...(await encodedLines(texts, least, telling))];
    steps.push({ id: stepName(step), step: step.id, needs: step.needs, kind, hash, ...told, about });
  }
  const waits = steps.flatMap(({ asks }) => asks.flatMap(({ most }) => (most === undefined ? [] : [most])));
  const total = {
    prices: await prices([...quoted.values()], telling),
    waiting:
      open || waits.includes(null) || (await openTexts(steps, seen, telling))
        ? null
        : waits.reduce<number>((sum, most) => sum + (most ?? 0), 0),
    refused: steps.flatMap(({ id, kind, problem }) => (kind === "run" && problem !== null ? [id] : [])),
  };
  return { steps, total, skipped: plan.skipped };
}

type Told = Omit<StepTold, "id" | "step" | "needs" | "kind" | "hash">;
const nothing: Told = { about: [], calls: [], asks: [], problem: null };

async function attempt(about: () => Promise<Partial<Told>>): Promise<Partial<Told>> {
  try {
    return await about();
  } catch (error) {
    if (error instanceof Problem) return { problem: `${error.code} ${error.message}` };
    if (error instanceof Waits) return { about: [error.message] };
    throw error;
  }
}

async function details(
  step: Step,
  seen: Foresight,
  telling: Telling,
  quoted: Map<string, Quoted>,
): Promise<Partial<Told>> {
  switch (step.kind) {
    case "data":
    case "let":
      return {
        about: [...(await rows(step.id, seen)), ...commits(step.id, telling)],
        calls: await evaluated(step, seen, telling),
      };
    case "model":
      return { about: await aboutModel((await seen.value(step.id)) as ModelValue, telling) };
    case "run": {
      const told = await runTold(step, await seen.run(step), seen, telling);
      if (told.problem === null) for (const one of told.quoted) quoted.set(one.key, one);
      return told;
    }
    case "score":
      return {
        about: [
          `by [${step.by.join(", ")}]: ${step.metrics.map(({ name, value }) => `${name} = ${say(value, telling)}`).join(", ")}`,
        ],
      };
    default:
      return {};
  }
}

/** Whether some run asks encoders of texts that are not known yet. */
async function openTexts(steps: readonly StepTold[], seen: Foresight, telling: Telling): Promise<boolean> {
  for (const { step: id } of steps) {
    const step = seen.step(id);
    if (step?.kind !== "run" || !asksModel(step, telling.operators)) continue;
    if ((await seen.run(step)).waits !== null) return true;
  }
  return false;
}

/** What a step asks encoders, one line per model; equal texts are one. */
async function encodedLines(texts: readonly Quoted[], least: boolean, telling: Telling): Promise<string[]> {
  const each = new Map(texts.map((one) => [one.key, one]));
  return (await prices([...each.values()], telling)).map((price) => priceText(price, true, least));
}

const TABLES: ReadonlySet<string | undefined> = new Set(["table", "run"]);

async function rows(id: string, seen: Foresight): Promise<string[]> {
  const value = await seen.value(id);
  return TABLES.has(kindOf(value)) ? [counted((value as Table).size, "row")] : [];
}

const commits = (id: string, { pinned }: Telling): string[] =>
  [...pinned(id)].map(([place, commit]) => `${place} at commit ${commit}`);

/** Calls of a value that are made more than once, or that reach outside. */
async function evaluated(step: ValueStep, seen: Foresight, telling: Telling): Promise<CallTold[]> {
  await seen.value(step.id);
  const counts = seen.counts(step.id);
  return callsIn(step.value).flatMap((call): CallTold[] => {
    const times = counts?.get(call) ?? null;
    const effect = own(telling.operators, call.fn)?.effect ?? "pure";
    if (effect === "pure" && (times ?? 0) < 2) return [];
    const per = call.free.includes(".") ? ["row"] : [];
    return [{ what: brief(call, telling), per, times, most: false }];
  });
}

async function aboutModel(model: ModelValue, { models, store }: Telling): Promise<string[]> {
  if (model.server) return [`${model.ref}, at most ${counted(model.server.parallel, "request")} at a time`];
  if (model.scripted) return [`${model.ref}, ${scriptedWords(model.scripted)}`];
  const { window, digest } = await models.describe(model);
  const chain = chainOf(model);
  const rates = await Promise.all(
    chain.map(async (provider) => {
      const rate = digest === undefined ? undefined : await store.rates.of(digest, provider);
      const per = (tokens: number, ms: number): string => many(Math.round((tokens / ms) * 1000));
      if (!rate || rate.ms === 0) return [];
      const { promptTokens, outputTokens, ms, promptMs } = rate;
      return promptMs === null || promptMs === 0 || ms === promptMs
        ? [`on ${provider} ${per(promptTokens + outputTokens, ms)} tokens/s`]
        : [
            `on ${provider} ${per(promptTokens, promptMs)} prompt and ${per(outputTokens, ms - promptMs)} output tokens/s`,
          ];
    }),
  );
  const fast = rates.flat();
  return [
    `${model.ref}${model.commit === undefined ? "" : ` at commit ${model.commit}`}, window ${window} tokens, digest ${(digest ?? "none").slice(0, 12)}, on ${chain.join(", else ")}`,
    ...(fast.length > 0 ? [`measured: ${fast.join("; ")}`] : []),
  ];
}
