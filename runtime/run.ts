// Plan -> events: the steps of a cell in order, each value computed once, when it is first wanted.
import { nameIn } from "../dsl/names/local.ts";
import { canonical, type Ex, type FnStep, type Plan, type PromptStep, type Step } from "../dsl/plan/plan.ts";
import type { SessionWord } from "../dsl/names/settings.ts";
import { ask, type Desk, type Used } from "./ask.ts";
import { compute } from "./compute.ts";
import type { House, Watch } from "./eval.ts";
import type { Emit } from "./event.ts";
import { explain } from "./explain.ts";
import type { Files } from "./files.ts";
import { type Asks, asksOf } from "./usable.ts";
import { checkStep } from "./judge.ts";
import { type Host, hostOperators } from "./module/host.ts";
import { type Kept, type Memory, memoryOf, stepName } from "./memory.ts";
import { models as makeModels } from "./models.ts";
import type { Runner } from "./model/index.ts";
import { type Notes, notes as makeNotes } from "./notes.ts";
import type { Operator, Reach } from "./operator.ts";
import { preview } from "./preview.ts";
import { Problem, typeError } from "./problem.ts";
import { meter, type Meter } from "./progress.ts";
import { apply } from "./prompt.ts";
import { type MimeBundle, text as plainText } from "./show.ts";
import { shown } from "./shown.ts";
import type { Store } from "./store.ts";
import { showEstimated, showExplained } from "./show/explain.ts";
import { showPreviewed } from "./show/preview.ts";
import type { Explained, Telling } from "./told.ts";
import { kindOf, type Run, type Table, type Value } from "./value.ts";
import { costs, lostRows, said, summary } from "./run-words.ts";
import { watched } from "./watched.ts";

export interface Deps {
  readonly operators: ReadonlyMap<string, Operator>;
  /** Runs the TypeScript that the program uses; without it nothing of it is run. */
  readonly host?: Host | null;
  readonly files: Files;
  readonly runner: Runner;
  readonly store: Store;
  readonly signal: AbortSignal;
  /** Milliseconds; for progress and rates only. */
  readonly clock: () => number;
  /** False: runs that ask a model are refused, because the program has errors. */
  readonly mayAsk: boolean;
  /** What the words about the notebook do; where nobody says, there is nothing to refresh and nothing to list. */
  readonly session?: Sitting;
}
export type Sitting = { readonly [W in SessionWord]: (emit: Emit) => Promise<void> };

export interface Program {
  /**
   * Runs the steps written in a cell, in order; failures are events, and later steps of the cell still run.
   * Gives the ids of those that failed or rest on what did.
   */
  cell(index: number, emit: Emit): Promise<readonly string[]>;
  /** The same for some steps, in the order of the plan. */
  steps(ids: ReadonlySet<string>, emit: Emit): Promise<readonly string[]>;
  /** The whole plan in words and numbers; reads data and tokenizers, never loads a graph. */
  explain(): Promise<Explained>;
  /** What the runs would ask, call by call; as safe. */
  asks(): Promise<Asks>;
  /** What computed the answers, by model name; several where answers of other versions came from the store. */
  readonly used: ReadonlyMap<string, readonly Used[]>;
}

/** A program while it runs. */
interface State {
  readonly plan: Plan;
  readonly deps: Deps;
  readonly memory: Memory;
  readonly steps: ReadonlyMap<string, Step>;
  readonly used: Map<string, Used[]>;
  /** Failures told so far: a step that rests on a failed one does not tell it again. */
  readonly reported: Set<unknown>;
}

/** A program over a plan. Nothing is computed before it is wanted, and nothing that a memory still holds. */
export function program(plan: Plan, deps: Deps, memory = memoryOf(makeModels(deps.runner))): Program {
  const hosted = hostOperators(plan.modules ?? [], deps.host ?? null);
  const state: State = {
    plan,
    deps: { ...deps, operators: new Map([...deps.operators, ...hosted]) },
    memory,
    steps: new Map(plan.steps.map((step) => [step.id, step])),
    used: new Map(),
    reported: new Set(),
  };
  const looking = telling(state, () => undefined);
  return {
    used: state.used,
    explain: () => explain(plan, null, looking),
    asks: () => asksOf(looking),
    cell: (index, emit) => performed(state, cellOf(plan, index), emit),
    steps: (ids, emit) =>
      performed(
        state,
        plan.steps.filter(({ id }) => ids.has(id)),
        emit,
      ),
  };
}

const cellOf = ({ steps }: Plan, index: number): readonly Step[] =>
  steps.filter((step) => step.span.cell === index).toSorted((a, b) => a.span.start - b.span.start);

async function performed(state: State, steps: readonly Step[], emit: Emit): Promise<readonly string[]> {
  const failed: string[] = [];
  for (const [at, step] of steps.entries()) {
    try {
      await perform(state, step, emit);
    } catch (error) {
      failed.push(step.id);
      if (state.reported.has(error)) {
        const bundle = plainText(`not computed: ${said(step)} rests on what failed above`);
        emit({ kind: "display", step: step.id, bundle, volatile: false });
      } else emit({ kind: "failed", step: step.id, problem: problem(error).at(step.span) });
      state.reported.add(error);
      if (state.deps.signal.aborted) return [...failed, ...steps.slice(at + 1).map(({ id }) => id)];
    }
  }
  return failed;
}

/** Step kinds whose value is shown where it is written. */
const SHOWN: ReadonlySet<Step["kind"]> = new Set(["run", "score", "chart", "show"]);

async function perform(state: State, step: Step, emit: Emit): Promise<void> {
  const display = (bundle: MimeBundle, volatile = false): void =>
    emit({ kind: "display", step: step.id, bundle, volatile });
  const notes = makeNotes();
  if (step.kind === "explain" || step.kind === "estimate") {
    const told = await explain(state.plan, step.value, telling(state, emit));
    display(step.kind === "explain" ? showExplained(told) : showEstimated(told), true);
  } else if (step.kind === "session") {
    if (state.deps.session) await state.deps.session[step.word](emit);
    else display(plainText("nothing is stale, and no names are kept: the cells are run once, in order"));
  } else if (step.kind === "preview") {
    for (const { seen, volatile } of await preview(step, telling(state, emit)))
      display(showPreviewed(seen), volatile);
  } else if (step.kind === "check") {
    const { bundle, pass, text } = await checkStep(step, houseOf(state, notes, emit));
    display(bundle);
    emit({ kind: "check", step: step.id, pass, text });
  } else {
    const made = await value(state, step.id, emit);
    const told = keptOf(state, step.id);
    const name = stepName(step);
    if (told?.took) display(plainText(costs(name, told.took, state.deps.store)), true);
    if (SHOWN.has(step.kind))
      for (const { bundle, volatile } of await shown(step, made, name, telling(state, emit)))
        display(bundle, volatile);
    const lost = step.kind === "run" && lostRows(step.id, made as Run);
    if (lost) emit(lost);
    if (step.kind === "data" && kindOf(made) === "table") display(plainText(summary(name, made as Table)));
    // a run shows its notes with its rows
    if (step.kind !== "run") for (const note of told?.notes.list() ?? []) notes.add(note);
  }
  for (const note of notes.list()) display(plainText(`note: ${note}`));
}

function value(state: State, id: string, emit: Emit): Promise<Value> {
  const step = state.steps.get(id);
  if (!step) throw typeError("E101", `'${nameIn(id)}' was not computed, because its statement has an error`);
  const { kept, keyOf } = state.memory;
  const known = kept.get(keyOf(step)) ?? computed(state, step, emit);
  kept.set(keyOf(step), known);
  return known.promise;
}

function keptOf({ steps, memory }: State, id: string): Kept | undefined {
  const step = steps.get(id);
  return step && memory.kept.get(memory.keyOf(step));
}

function computed(state: State, step: Step, emit: Emit): Kept {
  const notes = makeNotes();
  const counts = new Map<Ex, number>();
  const counting = meter(stepName(step), state.deps.clock, (progress) =>
    emit({ kind: "progress", step: step.id, ...progress }),
  );
  const files = watched(state.deps.files);
  const of: House["value"] = (id) => value(state, id, emit);
  // started in a turn of its own, so that a long chain of steps does not nest on the stack
  const started = Promise.resolve().then(() =>
    compute(step, {
      notes,
      house: houseOf(state, notes, emit, { counts }, of, files),
      models: state.memory.models,
      asking: (calls, column) => ask(calls, desk(state, counting), column),
      meter: counting,
      step: (id) => state.steps.get(id),
      mayAsk: state.deps.mayAsk,
      took: (took) => void (kept.took = took),
    }),
  );
  // a failure belongs to the step it arose in, wherever its value was wanted
  const promise = started.then(
    (made) => (kept.value = made),
    (error: unknown) => {
      kept.failed = true;
      throw problem(error).at(step.span);
    },
  );
  const { plan } = state;
  const kept: Kept = {
    promise,
    notes,
    took: null,
    counts,
    plan,
    value: undefined,
    failed: false,
    holds: files.unchanged,
  };
  return kept;
}

function houseOf(
  state: State,
  notes: Notes,
  emit: Emit,
  watch: Watch = {},
  of: House["value"] = (id) => value(state, id, emit),
  files = state.deps.files,
): House {
  const { operators, signal } = state.deps;
  const { models } = state.memory;
  const print: Reach["print"] = (name, text) => emit({ kind: "stream", name, text });
  const reach: Reach = { signal, files, counter: (by) => models.counter(by), note: notes.add, print };
  const house: House = {
    operators,
    ...watch,
    memo: new Map(),
    value: of,
    window: (model) => models.window(model),
    fn: (id) => fnOf(state.steps.get(id), id),
    apply: (prompt, args, asker) => apply(promptOf(state.steps.get(prompt), prompt), args, asker, house),
    reach,
    reachOf(cell) {
      const file = state.plan.files?.[cell];
      return file === undefined ? undefined : { ...reach, files: files.from(file) };
    },
  };
  return house;
}

function desk({ deps, memory: { models }, used }: State, counting: Meter): Desk {
  return {
    models,
    store: deps.store,
    signal: deps.signal,
    clock: deps.clock,
    used(name, how) {
      const known = used.get(name) ?? [];
      if (!known.some((one) => canonical(one) === canonical(how))) used.set(name, [...known, how]);
    },
    meter: counting,
  };
}

/** What explaining may touch: values that rest on no answer, the store, tokenizers. */
const telling = (state: State, emit: Emit): Telling => ({
  plan: state.plan,
  models: state.memory.models,
  store: state.deps.store,
  operators: Object.fromEntries([...state.deps.operators].map(([name, { signature }]) => [name, signature])),
  value: (id) => value(state, id, emit),
  counts: (id) => {
    const kept = keptOf(state, id);
    return kept?.plan === state.plan ? kept.counts : null;
  },
  house: (of, notes, watch) => houseOf(state, notes, emit, watch, of),
});

const promptOf = (step: Step | undefined, name: string): PromptStep => {
  if (step?.kind === "prompt") return step;
  throw typeError("E101", `unknown prompt '${name}'`);
};

const fnOf = (step: Step | undefined, name: string): FnStep => {
  if (step?.kind === "fn") return step;
  throw typeError("E101", `unknown function '${name}'`);
};

/** Anything thrown, as a Problem; what is not one is a fault of ours and says so. */
export function problem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const message = `internal fault: ${error instanceof Error ? error.message : String(error)}`;
  return new Problem("StruxTypeError", "E999", message, "please report it with the cell that shows it");
}
