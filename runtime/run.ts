// Plan -> events: the steps of a cell in order, each value computed once, when it is first wanted.
import { nameIn } from "../dsl/names/local.ts";
import type { Ex, Plan, Step } from "../dsl/plan/plan.ts";
import type { Used, UsedServer } from "./ask.ts";
import { caller } from "./calling.ts";
import { compute } from "./compute.ts";
import type { AskDesk } from "./desk.ts";
import type { Infer } from "./encoder/calls.ts";
import { inferring } from "./encoder/inferring.ts";
import type { Emit } from "./event.ts";
import { explain } from "./explain.ts";
import { askingOf, type Deps, deskOf, houseOf, type State, writeOf } from "./house.ts";
import { type Foretold, itemsOf } from "./foretold.ts";
import type { Item } from "./items.ts";
import { type Asks, asksOf } from "./usable.ts";
import { checkStep } from "./judge.ts";
import { type Loads, loadsOf, type Missed, missed } from "./loads.ts";
import { hostOperators } from "./module/host.ts";
import { type Kept, memoryOf, stepName } from "./memory.ts";
import { models as makeModels } from "./models.ts";
import { type Notes, notes as makeNotes } from "./notes.ts";
import { shut } from "./net.ts";
import { preview } from "./preview.ts";
import { Problem, typeError } from "./problem.ts";
import { meter, type Meter, unmetered } from "./progress.ts";
import { type MimeBundle, text as plainText } from "./show.ts";
import { redactor } from "./secret.ts";
import { shown } from "./shown.ts";
import { showEstimated, showExplained } from "./show/explain.ts";
import { showPreviewed } from "./show/preview.ts";
import type { Explained, Telling } from "./told.ts";
import { kindOf, type Run, type Table, type Value } from "./value.ts";
import { called, lostRows, said, spentOn, summary } from "./run-words.ts";
import { seenRunning } from "./seen-running.ts";
import { exportsOf, performScript, runScript, type Stage } from "./script-run.ts";
import { watched } from "./watched.ts";
import type { Write } from "./write.ts";

export type { Deps, Sitting } from "./house.ts";

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
  /** Tells each call that runs of these names would make, item by item; as safe. */
  items(names: ReadonlySet<string>, told: (step: string, item: Item) => void): Promise<readonly Foretold[]>;
  /** What computed the answers, by model name; several where answers of other versions came from the store. */
  readonly used: ReadonlyMap<string, readonly (Used | UsedServer)[]>;
  /** What TypeScript was run, as it is called. */
  readonly ran: ReadonlySet<string>;
  /** Devices that did not take a model that names others behind them, by model name. */
  readonly missed: () => ReadonlyMap<string, readonly Missed[]>;
}

/** A program over a plan. Nothing is computed before it is wanted, and nothing that a memory still holds. */
export function program(plan: Plan, deps: Deps, memory = memoryOf(makeModels(deps.runner))): Program {
  const ran = new Set<string>();
  const { host, scripts } = seenRunning(deps, ran);
  const hosted = hostOperators(plan.modules ?? [], host, ({ file }) => exportsOf(file, stageOf(state)));
  const state: State = {
    plan,
    deps: { ...deps, scripts, operators: new Map([...deps.operators, ...hosted]) },
    memory,
    steps: new Map(plan.steps.map((step) => [step.id, step])),
    used: new Map(),
    reported: new Set(),
    early: new Map(),
  };
  memory.models.heed(deps.signal);
  const looking = telling(state, () => undefined);
  const redact = redactor((deps.net ?? shut).env);
  const openly =
    (emit: Emit): Emit =>
    (event) =>
      emit(redact(event));
  return {
    used: state.used,
    missed: () => new Map([...memory.models.used].map(([name, info]) => [name, missed(info)])),
    explain: () => explain(plan, null, looking),
    asks: () => asksOf(looking),
    items: (names, told) => itemsOf(looking, names, told),
    ran,
    cell: (index, emit) => performed(state, cellOf(plan, index), openly(emit)),
    steps: (ids, emit) =>
      performed(
        state,
        plan.steps.filter(({ id }) => ids.has(id)),
        openly(emit),
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
  const loads = loadsOf(state.memory.models);
  const notes = makeNotes(loads.notes);
  if (step.kind === "explain" || step.kind === "estimate") {
    const counted = meterOf(state, step, emit);
    const told = await explain(state.plan, step.value, telling(state, emit, counted)).finally(() =>
      counted.end(),
    );
    display(step.kind === "explain" ? showExplained(told) : showEstimated(told), true);
  } else if (step.kind === "session") {
    if (state.deps.session) await state.deps.session[step.word](emit);
    else display(plainText("nothing is stale, and no names are kept: the cells are run once, in order"));
  } else if (step.kind === "preview") {
    for (const { seen, volatile } of await preview(step, telling(state, emit)))
      display(showPreviewed(seen), volatile);
  } else if (step.kind === "script") {
    await performScript(step, emit, stageOf(state));
  } else if (step.kind === "check") {
    const { bundle, ...made } = await checkStep(step, houseOf(state, tenant(state, loads, notes, emit)));
    display(bundle);
    emit({ kind: "check", step: step.id, ...made });
  } else {
    const made = await value(state, step.id, emit);
    const told = keptOf(state, step.id);
    const name = stepName(step);
    const spent = told && spentOn(step, told, state.deps.store);
    if (spent) display(plainText(spent), true);
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
  const loads = loadsOf(state.memory.models);
  const notes = makeNotes(loads.notes);
  const counts = new Map<Ex, number>();
  const meter = meterOf(state, step, emit);
  const { deps } = state;
  const files = watched(deps.files);
  const shared = deps.net ?? shut;
  const net = { ...shared, pinned: new Map<string, string>() };
  const own = { files, net, watch: { counts }, meter };
  const desk = deskOf(state, loads.models, meter);
  const asked: AskDesk = { ...desk, note: notes.add, call: (fn) => caller(fn, house) };
  const house = houseOf(state, {
    ...tenant(state, loads, notes, emit),
    ...own,
    ...(state.deps.mayAsk && {
      infer: inferring(desk, (all) => (kept.encoded = all)),
      write: writeOf(deps, asked, (all) => (kept.wrote = all)),
    }),
  });
  // started in a turn of its own, so that a long chain of steps does not nest on the stack
  const started = Promise.resolve().then(() =>
    step.kind === "script"
      ? runScript(step, emit, stageOf(state))
      : compute(step, {
          notes,
          house,
          asking: askingOf(deps, step.id, asked),
          told: (item) => emit({ kind: "item", step: step.id, ...item }),
          meter,
          step: (id) => state.steps.get(id),
          mayAsk: state.deps.mayAsk,
          took: (took) => void (kept.took = took),
        }),
  );
  // a failure belongs to the step it arose in, wherever its value was wanted
  const promise = started
    .finally(() => {
      kept.slow = meter.end();
      for (const [place, commit] of net.pinned) shared.pinned.set(place, commit);
    })
    .then(
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
    encoded: null,
    wrote: null,
    slow: null,
    counts,
    plan,
    pinned: net.pinned,
    value: undefined,
    told: false,
    failed: false,
    script: step.kind === "script",
    holds: files.unchanged,
  };
  return kept;
}

const stageOf = (state: State): Stage => ({
  ...state,
  ...state.deps,
  value: (id, emit) => value(state, id, emit),
  step: (id) => state.steps.get(id),
});

const tenant = (state: State, { models }: Loads, notes: Notes, emit: Emit) => ({
  notes,
  emit,
  value: (id: string) => value(state, id, emit),
  infer: state.deps.mayAsk ? inferring(deskOf(state, models, unmetered), () => undefined) : unasked,
  write: unwritten,
});

const unasked: Infer = ({ name }) => Promise.reject(refused(name));
/** What a preview or a check looks at makes no calls of its own. */
const unwritten: Write = ([call]) => Promise.reject(refused(call?.model.name ?? "a model"));

const refused = (name: string): Problem => {
  const what = `'${name}' was not asked, because the program has errors`;
  return new Problem("StruxTypeError", "E308", what, "mend them first");
};

const meterOf = ({ deps }: State, step: Step, emit: Emit): Meter =>
  meter(called(step), deps.clock, (progress) => emit({ kind: "progress", step: step.id, ...progress }));

/** What explaining may touch: values that rest on no answer, the store, tokenizers. */
const telling = (state: State, emit: Emit, counted?: Meter): Telling => ({
  plan: state.plan,
  models: state.memory.models,
  store: state.deps.store,
  signal: state.deps.signal,
  ...(counted && { meter: counted }),
  operators: Object.fromEntries([...state.deps.operators].map(([name, { signature }]) => [name, signature])),
  value: (id) => value(state, id, emit),
  counts: (id) => {
    const kept = keptOf(state, id);
    return kept?.plan === state.plan ? kept.counts : null;
  },
  pinned: (id) => keptOf(state, id)?.pinned ?? new Map(),
  house: (of, notes, watch, by) => houseOf(state, { notes, emit, watch, value: of, ...by }),
});

/** Anything thrown, as a Problem; what is not one is a fault of ours and says so. */
export function problem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const message = `internal fault: ${error instanceof Error ? error.message : String(error)}`;
  return new Problem("StruxTypeError", "E999", message, "please report it with the cell that shows it");
}
