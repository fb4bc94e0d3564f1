// Which models of a program are asked a prompt, and with which settings.
import { filelessOf } from "./fileless.ts";
import { operands } from "../dsl/plan/free.ts";
import { named } from "../dsl/plan/lower-expr.ts";
import type { Ex, PlanAsk, RunPlanStep } from "../dsl/plan/plan.ts";
import { type House, nowhere, settings } from "./eval.ts";
import type { Foresight } from "./foresee.ts";
import type { Models } from "./models.ts";
import { Problem } from "./problem.ts";
import type { Telling } from "./told.ts";
import type { Json, ModelValue } from "./value.ts";

/** Who is asked a prompt: a model, by a run. */
export interface Asker {
  readonly model: ModelValue | null;
  readonly run: string | null;
  readonly options: { readonly [name: string]: Json };
}

/** Models a preview shows at most. */
const MODELS = 4;

/** Who is asked this prompt in the program, with the settings of the ask; where nobody is, every model there is. */
export async function askers(
  prompt: string,
  seen: Foresight,
  { plan, models }: Telling,
  house: House,
): Promise<Asker[]> {
  const runs = plan.steps.flatMap((step) => (step.kind === "run" ? [step] : []));
  const asks = runs.flatMap((run) =>
    run.columns.flatMap(({ ask }) => (ask && mentions(ask.prompt, prompt, run) ? [{ run, ask }] : [])),
  );
  type One = Omit<Asker, "model"> & { readonly id: string };
  const every = plan.steps.flatMap(({ kind, id }): One[] =>
    kind === "model" ? [{ id, run: null, options: {} }] : [],
  );
  const asked: One[] = [];
  for (const { run, ask } of asks)
    for (const id of modelsOf(ask, run, seen))
      asked.push({ id, run: run.id, options: await fixed(ask, house) });
  const distinct = new Map(
    (asked.length > 0 ? asked : every).map((one) => [
      JSON.stringify([one.id, one.options["max_tokens"], one.options["prefix"]]),
      one,
    ]),
  );
  const found: Asker[] = [];
  for (const { id, ...how } of distinct.values()) {
    const model = (await seen.value(id)) as ModelValue;
    if (found.length < MODELS && (await writes(model, models))) found.push({ model, ...how });
  }
  return found.length > 0 ? found : [{ model: null, run: null, options: {} }];
}

/** Encoders are asked no prompts. */
const writes = async (model: ModelValue, models: Models): Promise<boolean> =>
  filelessOf(model) !== null || !(await models.describe(model)).encoder;

/** Whether an expression applies the prompt, itself or through an axis of the run. */
function mentions(ex: Ex, prompt: string, run: RunPlanStep): boolean {
  if (ex.op === "apply" && ex.prompt === prompt) return true;
  const axis = ex.op === "local" ? run.axes.find(({ name }) => name === ex.name) : undefined;
  return [...operands(ex), ...(axis?.values ?? [])].some((inner) => mentions(inner, prompt, run));
}

/** Models an ask may go to, those of an axis included. */
function modelsOf({ model }: PlanAsk, run: RunPlanStep, seen: Foresight): string[] {
  const axis = model.op === "local" ? run.axes.find(({ name }) => name === model.name) : undefined;
  return [...named([model, axis?.values])].filter((id) => seen.step(id)?.kind === "model");
}

/** Settings of an ask that depend neither on the row nor on an axis. */
async function fixed({ options }: PlanAsk, house: House): Promise<Asker["options"]> {
  return settings(options, nowhere, house).catch((error: unknown) => {
    if (error instanceof Problem) return {};
    throw error;
  });
}
