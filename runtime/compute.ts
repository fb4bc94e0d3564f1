// A step's value, one rule per kind.
import type { Ex, RunPlanStep, Step } from "../dsl/plan/plan.ts";
import type { Asking } from "./ask.ts";
import { evaluate, type House, nowhere, settings } from "./eval.ts";
import { filelessOf, lacking, sayLess } from "./fileless.ts";
import { grid } from "./grid.ts";
import type { Item } from "./items.ts";
import { scoreStep } from "./judge.ts";
import { stepName } from "./memory.ts";
import type { Notes } from "./notes.ts";
import { Problem, typeError } from "./problem.ts";
import type { Meter } from "./progress.ts";
import type { Took } from "./took.ts";
import { type Chart, kindOf, type ModelSource, type ModelValue, type Value } from "./value.ts";

export interface Work {
  readonly house: House;
  readonly notes: Notes;
  /** Who answers the calls of a run. */
  readonly asking: Asking;
  /** Who hears what became of each call. */
  readonly told?: (item: Item) => void;
  /** Who hears how far a run is. */
  readonly meter: Meter;
  readonly step: (id: string) => Step | undefined;
  /** False: the program has errors, so nothing that costs is started. */
  readonly mayAsk: boolean;
  /** Receives what a run took. */
  readonly took: (took: Took) => void;
}
type Rule<K extends Step["kind"]> = (step: Extract<Step, { kind: K }>, work: Work) => Promise<Value>;

const valueOf = ({ value }: { readonly value: Ex | null }, { house }: Work): Promise<Value> =>
  value ? evaluate(value, nowhere, house) : Promise.resolve(null);

const rules: { readonly [K in Step["kind"]]: Rule<K> } = {
  param: valueOf,
  data: valueOf,
  let: valueOf,
  show: valueOf,
  // these are performed, and have no value of their own
  prompt: async () => null,
  fn: async () => null,
  check: async () => null,
  explain: async () => null,
  estimate: async () => null,
  preview: async () => null,
  session: async () => null,
  script: async () => null,
  run: computeRun,
  score: (step, { house }) => scoreStep(step, house),
  async model(step, { house }) {
    const source = await evaluate(step.value, nowhere, house);
    if (kindOf(source) !== "source")
      throw typeError("E204", "a model needs a location", 'write onnx("folder")');
    const { kind: _, ...where } = source as ModelSource;
    const options = await settings(step.options, nowhere, house);
    const name = stepName(step);
    const by = filelessOf(where);
    if (by && step.devices.length > 0) throw lacking(by, name, "device", "remove 'on ...'");
    if (by && options.window !== undefined) throw lacking(by, name, "window", "remove window:");
    return { kind: "model", name, ...where, devices: step.devices, options };
  },
  async chart(step, { house }) {
    const chart = await evaluate(step.value, nowhere, house);
    if (kindOf(chart) !== "chart") throw typeError("E204", "a chart statement needs a chart");
    return { ...(chart as Chart), options: await settings(step.options, nowhere, house) };
  },
};

export const compute = (step: Step, work: Work): Promise<Value> =>
  // the table is total over kinds; TypeScript cannot correlate the key with the step
  (rules[step.kind] as Rule<Step["kind"]>)(step as never, work);

async function computeRun(step: RunPlanStep, work: Work): Promise<Value> {
  if (!work.mayAsk && step.columns.some((column) => column.ask))
    throw new Problem(
      "StruxTypeError",
      "E308",
      `run '${step.id}' was not started, because the program has errors`,
      "mend them first",
    );
  const { meter, told } = work;
  const { run, took } = await grid(step, work.house, work.asking, { meter, ...(told && { told }) }).catch(
    (error: unknown) => {
      const model = declared(step, work);
      throw error instanceof Problem && error.name === "ModelError" && model ? error.at(model.span) : error;
    },
  );
  if (took) work.took(took);
  for (const note of await keptBack(step, work)) work.notes.add(note);
  return { ...run, notes: work.notes.list() };
}

/** The model of a run that has only one: what fails about it is told at its declaration. */
function declared(step: RunPlanStep, work: Work): Step | undefined {
  const models = step.needs.flatMap((id) => work.step(id) ?? []).filter(({ kind }) => kind === "model");
  return models.length === 1 ? models[0] : undefined;
}

/** Of models without files: what their answers lack. */
async function keptBack({ needs, columns }: RunPlanStep, { house, step }: Work): Promise<string[]> {
  if (!columns.some(({ ask }) => ask)) return [];
  const models = needs.filter((id) => step(id)?.kind === "model").map((id) => house.value(id));
  return (await Promise.all(models)).flatMap((value) => {
    const by = filelessOf(value as ModelValue);
    return by ? [sayLess(by, (value as ModelValue).name)] : [];
  });
}
