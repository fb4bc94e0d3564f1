// Plan -> events: the steps of a cell in order, each value computed once, when it is first wanted.
import type { ModelStep, Plan, PromptStep, RunPlanStep, Step } from "../dsl/plan.ts";
import type { Took, Used } from "./ask.ts";
import { checkStep, scoreStep } from "./judge.ts";
import type { Emit } from "./event.ts";
import { evaluate, type House, nowhere } from "./eval.ts";
import { explain } from "./explain.ts";
import type { Files } from "./files.ts";
import { grid } from "./grid.ts";
import { models as makeModels } from "./models.ts";
import type { Runner } from "./model/index.ts";
import { type Notes, notes as makeNotes } from "./notes.ts";
import type { Operator } from "./operator.ts";
import { Problem, typeError } from "./problem.ts";
import { apply } from "./prompt.ts";
import { show, text as plainText } from "./show.ts";
import type { Store } from "./store.ts";
import { type Json, kindOf, type ModelSource, type ModelValue, type Value } from "./value.ts";

export interface Deps {
  readonly operators: ReadonlyMap<string, Operator>;
  readonly files: Files;
  readonly runner: Runner;
  readonly store: Store;
  readonly signal: AbortSignal;
  /** Milliseconds; for progress and rates only. */
  readonly clock: () => number;
  /** False: runs that ask a model are refused, because the program has errors. */
  readonly mayAsk: boolean;
}

export interface Program {
  /** Runs the steps written in a cell, in order; failures are events, and later steps of the cell still run. */
  cell(index: number, emit: Emit): Promise<void>;
  /** The plan in words; reads data and tokenizers, never loads a graph. */
  explain(): Promise<string>;
  /** What computed the answers, by model name. */
  readonly used: ReadonlyMap<string, Used>;
}

/** A program over a plan. Nothing is computed before it is wanted. */
export function program(plan: Plan, deps: Deps): Program {
  const steps = new Map(plan.steps.map((step) => [step.id, step]));
  const values = new Map<string, Promise<Value>>();
  const models = makeModels(deps.runner);
  const used = new Map<string, Used>();
  /** Failures told so far: a step that rests on a failed one does not tell it again. */
  const reported = new Set<unknown>();
  /** Notes and costs of a step, kept until the step is shown. */
  const told = new Map<string, { notes: Notes; took: Took | null }>();

  const houseOf = (notes: Notes, emit: Emit): House => {
    const house: House = {
      operators: deps.operators,
      memo: new Map(),
      value: (id) => value(id, emit),
      apply: (prompt, args) => apply(promptOf(steps.get(prompt), prompt), args, house),
      reach: { signal: deps.signal, files: deps.files, counter: (by) => models.counter(by), note: notes.add },
    };
    return house;
  };

  const value = (id: string, emit: Emit): Promise<Value> => {
    let known = values.get(id);
    if (!known) {
      const step = steps.get(id);
      if (!step) throw typeError("E101", `'${id}' was not computed, because its statement has an error`);
      // a failure belongs to the step it arose in, wherever its value was wanted
      known = compute(step, emit).catch((error: unknown) => {
        throw problem(error).at(step.span);
      });
      values.set(id, known);
    }
    return known;
  };

  const compute = async (step: Step, emit: Emit): Promise<Value> => {
    const notes = makeNotes();
    const house = houseOf(notes, emit);
    const entry: { notes: Notes; took: Took | null } = { notes, took: null };
    told.set(step.id, entry);
    switch (step.kind) {
      case "model":
        return modelValue(step, house);
      case "prompt":
        return null;
      case "run": {
        if (!deps.mayAsk && step.columns.some((column) => column.ask))
          throw new Problem(
            "StruxTypeError",
            "E308",
            `run '${step.id}' was not started, because the program has errors`,
            "mend them first",
          );
        const { run, took } = await grid(step, house, desk(step, emit)).catch((error: unknown) => {
          const model = declared(step);
          throw error instanceof Problem && error.name === "ModelError" && model
            ? error.at(model.span)
            : error;
        });
        entry.took = took;
        for (const [name, info] of models.used)
          for (const tried of info.tried)
            if (!tried.ok)
              notes.add(
                `W301 model '${name}' runs on ${info.provider}: ${tried.provider} is not usable (${tried.reason ?? "no reason given"})`,
              );
        return { ...run, notes: notes.list() };
      }
      case "score":
        return scoreStep(step, house);
      case "chart": {
        const chart = await evaluate(step.value, nowhere, house);
        const options: { [name: string]: Json } = {};
        for (const [name, ex] of Object.entries(step.options))
          options[name] = (await evaluate(ex, nowhere, house)) as Json;
        if (kindOf(chart) !== "chart") throw typeError("E204", "a chart statement needs a chart");
        return { ...(chart as object), options } as Value;
      }
      case "check":
        return null;
      default:
        return step.value ? evaluate(step.value, nowhere, house) : null;
    }
  };

  /** The model of a run that has only one: what fails about it is told at its declaration. */
  const declared = (step: RunPlanStep): Step | undefined => {
    const [only, ...more] = step.needs
      .flatMap((id) => steps.get(id) ?? [])
      .filter(({ kind }) => kind === "model");
    return more.length === 0 ? only : undefined;
  };

  const desk = (step: RunPlanStep, emit: Emit) => ({
    models,
    store: deps.store,
    signal: deps.signal,
    clock: deps.clock,
    used: (name: string, how: Used) => void used.set(name, how),
    progress: (done: number, total: number, seconds: number) => {
      const rate = seconds > 0 ? done / seconds : 0;
      emit({ kind: "progress", step: step.id, done, total, rate, eta: rate > 0 ? (total - done) / rate : 0 });
    },
  });

  const perform = async (step: Step, emit: Emit): Promise<void> => {
    const display = (bundle: ReturnType<typeof show>, volatile = false): void =>
      emit({ kind: "display", step: step.id, bundle, volatile });
    if (step.kind === "explain") {
      const only = step.value?.op === "step" ? step.value.name : null;
      display(plainText(await explained(only, emit)), true);
      return;
    }
    if (step.kind === "check") {
      const notes = makeNotes();
      const result = await checkStep(step, houseOf(notes, emit));
      display(result.bundle);
      emit({ kind: "check", step: step.id, pass: result.pass, text: result.text });
      return;
    }
    const made = await value(step.id, emit);
    const { notes, took } = told.get(step.id) ?? { notes: makeNotes(), took: null };
    if (took) display(plainText(costs(step.id, took)), true);
    if (SHOWN.has(step.kind)) display(show(made, { name: step.id }));
    if (step.kind === "data" && kindOf(made) !== undefined) display(plainText(summary(step.id, made)));
    if (step.kind !== "run") for (const note of notes.list()) display(plainText(`note: ${note}`));
  };

  const explained = (only: string | null, emit: Emit): Promise<string> =>
    explain(plan, only, {
      models,
      model: async (id) => (await value(id, emit)) as ModelValue,
      house: houseOf(makeNotes(), emit),
      desk: (step) => desk(step, emit),
    });

  return {
    used,
    explain: () => explained(null, () => undefined),
    async cell(index, emit) {
      const here = plan.steps
        .filter((step) => step.span.cell === index)
        .toSorted((a, b) => a.span.start - b.span.start);
      for (const step of here) {
        try {
          await perform(step, emit);
        } catch (error) {
          if (reported.has(error)) {
            const bundle = plainText(`not computed: ${said(step)} rests on what failed above`);
            emit({ kind: "display", step: step.id, bundle, volatile: false });
          } else emit({ kind: "failed", step: step.id, problem: problem(error).at(step.span) });
          reported.add(error);
          if (deps.signal.aborted) return;
        }
      }
    },
  };
}

/** Step kinds whose value is shown where it is written. */
const SHOWN: ReadonlySet<Step["kind"]> = new Set(["run", "score", "chart", "show"]);

const summary = (name: string, value: Value): string => {
  const table = kindOf(value) === "table" ? (value as { size: number; names: readonly string[] }) : null;
  return table ? `${name}: ${table.size} rows (${table.names.join(", ")})` : name;
};

/** What a run took: differs from run to run, so it is shown apart. */
function costs(name: string, took: Took): string {
  const { cached, made, merged, tokens, seconds, providers } = took;
  const rate = seconds > 0 && made > 0 ? `, ${Math.round(tokens / seconds)} tokens/s` : "";
  const equal = merged > 0 ? `, ${merged} equal to another call` : "";
  return `${name}: ${made} calls made, ${cached} from the store${equal}; ${seconds.toFixed(1)} s${rate}; on ${providers.join(", ") || "nothing"}`;
}

/** A step in the user's words: its name, or what it does. */
const said = (step: Step): string => (step.id.includes("#") ? `this ${step.kind}` : `'${step.id}'`);

const promptOf = (step: Step | undefined, name: string): PromptStep => {
  if (step?.kind === "prompt") return step;
  throw typeError("E101", `unknown prompt '${name}'`);
};

async function modelValue(step: ModelStep, house: House): Promise<Value> {
  const source = (await evaluate(step.value, nowhere, house)) as ModelSource;
  if (kindOf(source) !== "source")
    throw typeError("E204", "a model needs a location", 'write onnx("folder")');
  const options: { [name: string]: Json } = {};
  for (const [name, ex] of Object.entries(step.options))
    options[name] = (await evaluate(ex, nowhere, house)) as Json;
  return { kind: "model", name: step.id, dir: source.dir, ref: source.ref, devices: step.devices, options };
}

/** Anything thrown, as a Problem; what is not one is a fault of ours and says so. */
export function problem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const said = error instanceof Error ? error.message : String(error);
  return new Problem(
    "StruxTypeError",
    "E999",
    `internal fault: ${said}`,
    "please report it with the cell that shows it",
  );
}
