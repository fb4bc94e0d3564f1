// The plan in words: steps, free axes, calls, tokens, cached and new, providers. Never loads a graph.
import { operands } from "../dsl/lower-expr.ts";
import type { Ex, Plan, RunPlanStep, Step } from "../dsl/plan.ts";
import { type Desk, quote } from "./ask.ts";
import type { House } from "./eval.ts";
import { callsOf } from "./grid.ts";
import type { Models } from "./models.ts";
import { Problem } from "./problem.ts";
import type { ModelValue } from "./value.ts";

interface Told {
  readonly models: Models;
  readonly model: (id: string) => Promise<ModelValue>;
  readonly house: House;
  readonly desk: (step: RunPlanStep) => Desk;
}

/** Explains one step and all it rests on; with null, the whole plan. Data is read and prompts are rendered to count them. */
export async function explain(plan: Plan, only: string | null, told: Told): Promise<string> {
  const wanted = only === null ? null : closure(plan, only);
  const lines: string[] = [];
  for (const step of plan.steps) {
    if (step.kind === "explain" || (wanted && !wanted.has(step.id))) continue;
    lines.push(`${step.kind.padEnd(6)} ${step.id}  ${step.hash.slice(0, 12)}`);
    for (const line of await details(step, plan, told)) lines.push(`         ${line}`);
  }
  for (const name of plan.skipped) lines.push(`skipped ${name}: a set it needs is not at hand`);
  return lines.join("\n");
}

function closure(plan: Plan, id: string): Set<string> {
  const steps = new Map(plan.steps.map((step) => [step.id, step]));
  const found = new Set<string>();
  const visit = (name: string): void => {
    if (found.has(name)) return;
    found.add(name);
    steps.get(name)?.needs.forEach(visit);
  };
  visit(id);
  return found;
}

async function details(step: Step, plan: Plan, told: Told): Promise<string[]> {
  switch (step.kind) {
    case "model":
      return priced(async () => [await aboutModel(await told.model(step.id), told)]);
    case "run":
      return [...axesOf(step), ...sharing(step), ...(waits(step, plan) ?? (await costs(step, told)))];
    case "score":
      return [`by [${step.by.join(", ")}]: ${step.metrics.map(({ name }) => name).join(", ")}`];
    default:
      return [];
  }
}

async function aboutModel(model: ModelValue, { models }: Told): Promise<string> {
  const about = await models.describe(model);
  const chain = model.devices.map(({ kind, index }) => (index === null ? kind : `${kind}(${index})`));
  return `${model.ref}, window ${about.window} tokens, digest ${(about.digest ?? "none").slice(0, 12)}, on ${chain.join(", else ") || "cpu"}`;
}

const axesOf = (step: RunPlanStep): string[] =>
  step.axes.map((axis) => {
    const labels = axis.values.map(
      (value, i) => axis.names[i] ?? (value.op === "lit" ? JSON.stringify(value.value) : "..."),
    );
    return `vary ${axis.name} in ${axis.of ? "a list" : labels.join(", ")}`;
  });

/** Which calls are shared: each is evaluated once per combination of the axes it mentions. */
function sharing(step: RunPlanStep): string[] {
  const found = new Map<string, string>();
  const visit = (ex: Ex): void => {
    const axes = ex.op === "call" ? ex.free.map((axis) => (axis === "." ? "row" : axis)) : [];
    if (ex.op === "call") found.set(`${ex.fn} once per ${axes.join(" x ") || "run"}`, "");
    operands(ex).forEach(visit);
  };
  for (const axis of step.axes) axis.values.forEach(visit);
  for (const column of step.columns) for (const ex of [column.value, column.ask?.prompt]) if (ex) visit(ex);
  return [...found.keys()];
}

/** A run that rests on the answers of another one cannot be priced before they are there, and explaining asks nobody. */
function waits(step: RunPlanStep, plan: Plan): string[] | null {
  const needed = closure(plan, step.id);
  const before = plan.steps.find(
    (one) => one.kind === "run" && one !== step && needed.has(one.id) && one.columns.some(({ ask }) => ask),
  );
  return before ? [`not priced: it goes over the answers of '${before.id}'`] : null;
}

const costs = (step: RunPlanStep, told: Told): Promise<string[]> =>
  priced(async () => {
    const { cells, calls, more } = await callsOf(step, told.house);
    if (!step.columns.some((column) => column.ask)) return [`${cells} cells, no model call`];
    const price = await quote(calls, told.desk(step));
    const { cached, over } = price;
    const split =
      cached === null
        ? "cached: unknown before the first run"
        : `${cached} cached, ${price.calls - cached} new`;
    return [
      `${cells} cells, ${price.calls} calls: ${split}`,
      `${price.promptTokens} prompt tokens, at most ${price.maxTokens} to generate, on ${price.provider}`,
      ...(over === null ? [] : [`would be refused: ${over}`]),
      ...(more > 0 ? [`and up to ${more} calls that wait for these answers`] : []),
    ];
  });

/** What cannot be told about one step does not keep the others from being told. */
async function priced(about: () => Promise<string[]>): Promise<string[]> {
  try {
    return await about();
  } catch (error) {
    if (error instanceof Problem) return [`cannot be run: ${error.code} ${error.message}`];
    throw error;
  }
}
