// What a statement shows of its value, where that takes more than the value: models are described, prompts looked at.
import { filelessOf } from "./fileless.ts";
import { nameIn } from "../dsl/names/local.ts";
import type { Ex, Step } from "../dsl/plan/plan.ts";
import { worded } from "./models.ts";
import { preview } from "./preview.ts";
import { Problem } from "./problem.ts";
import { readyToDraw } from "./render.ts";
import { type MimeBundle, show } from "./show.ts";
import { text } from "./show/data.ts";
import { showLoaded, showModel } from "./show/model.ts";
import { showPreviewed } from "./show/preview.ts";
import { showPrompt } from "./show/prompt.ts";
import type { Telling } from "./told.ts";
import { kindOf, type ModelValue, type Value } from "./value.ts";

export interface Shown {
  readonly bundle: MimeBundle;
  /** It depends on what was computed before. */
  readonly volatile: boolean;
}

/** Errors: those of `show`. What cannot be looked at is shown as it is, with a line that says why. */
export async function shown(
  step: Step,
  value: Value,
  name: string,
  telling: Telling,
): Promise<readonly Shown[]> {
  const called = step.kind === "show" && step.value?.op === "step" ? nameIn(step.value.name) : name;
  if (kindOf(value) === "chart") await readyToDraw();
  const { columns } = step.kind === "show" ? step : {};
  const plain = { bundle: show(value, { name: called, ...(columns && { columns }) }), volatile: false };
  if (step.kind !== "show" || !step.value) return [plain];
  const declared = named(step.value, telling);
  if (declared) return [declared];
  try {
    if (kindOf(value) === "model") return await model(value as ModelValue, telling);
    const asked = telling.plan.steps.some(({ kind }) => kind === "model");
    if (kindOf(value) !== "messages" || !asked) return [plain];
    const looks = await preview({ ...step, kind: "preview", value: step.value, for: null }, telling);
    return looks.map(({ seen, volatile }) => ({ bundle: showPreviewed(seen), volatile }));
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return [plain, { bundle: text(`${error.code} ${error.message}`), volatile: false }];
  }
}

/** A prompt has no value of its own before it is applied. */
function named(value: Ex, { plan, operators }: Telling): Shown | null {
  const step = value.op === "step" ? plan.steps.find(({ id }) => id === value.name) : undefined;
  return step?.kind === "prompt" ? { bundle: showPrompt(step, { operators }), volatile: false } : null;
}

async function model(value: ModelValue, { models }: Telling): Promise<readonly Shown[]> {
  if (filelessOf(value)) return [{ bundle: showModel(value), volatile: false }];
  const about = await worded(models.describe(value), value);
  const used = models.used.get(value.name);
  return [
    { bundle: showModel(value, about), volatile: false },
    ...(used ? [{ bundle: showLoaded(value.name, used), volatile: true }] : []),
  ];
}
