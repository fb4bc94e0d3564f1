// A program while it runs, and what of it is lent to those who evaluate and ask.
import type { SessionWord } from "../dsl/syntax/session-words.ts";
import { itemOperands } from "../dsl/plan/free.ts";
import { canonical, type Ex, type FnStep, type Plan, type PromptStep, type Step } from "../dsl/plan/plan.ts";
import { aside } from "./aside.ts";
import { ask, type Asking, asker, type Desk, type Used, type UsedServer } from "./ask.ts";
import type { AskDesk } from "./desk.ts";
import type { House, Watch } from "./eval.ts";
import type { Emit, Event } from "./event.ts";
import type { Files } from "./files.ts";
import type { Memory } from "./memory.ts";
import type { Runner } from "./model/index.ts";
import type { Models } from "./models.ts";
import type { Host } from "./module/host.ts";
import { type Net, shut } from "./net.ts";
import type { Notes } from "./notes.ts";
import type { Operator, Reach } from "./operator.ts";
import { Problem, typeError } from "./problem.ts";
import { counting, type Meter, unmetered } from "./progress.ts";
import { apply } from "./prompt.ts";
import type { Pool } from "./pool/workers.ts";
import type { Scripts } from "./script.ts";
import type { ScoreCache } from "./store/scores.ts";
import type { Store } from "./store.ts";
import type { Took } from "./took.ts";
import type { Asks, Write } from "./write.ts";
import { foreseeing, writing } from "./writing.ts";

export interface Deps {
  readonly operators: ReadonlyMap<string, Operator>;
  /** Runs the TypeScript that the program uses; without it nothing of it is run. */
  readonly host?: Host | null;
  /** Runs its TypeScript cells; the same. */
  readonly scripts?: Scripts | null;
  /** Each cell is run once, in order: what a TypeScript cell shows waits for its own turn, when it is wanted before. */
  readonly whole?: boolean;
  readonly files: Files;
  readonly runner: Runner;
  readonly store: Store;
  /** Workers that make calls; see Desk. */
  readonly pool?: Pool | null;
  readonly signal: AbortSignal;
  /** Where nobody says, nothing is fetched. */
  readonly net?: Net;
  /** Milliseconds; for progress and rates only. */
  readonly clock: () => number;
  /** False: runs that ask a model are refused, because the program has errors. */
  readonly mayAsk: boolean;
  /** Who answers the calls of a run, where its models are not asked. */
  readonly asking?: (step: string) => Asking;
  readonly scores?: ScoreCache;
  /** What the words about the notebook do; where nobody says, there is nothing to refresh and nothing to list. */
  readonly session?: Sitting;
}
export type Sitting = { readonly [W in SessionWord]: (emit: Emit) => Promise<void> };

/** A program while it runs. */
export interface State {
  readonly plan: Plan;
  readonly deps: Deps;
  readonly memory: Memory;
  readonly steps: ReadonlyMap<string, Step>;
  readonly used: Map<string, (Used | UsedServer)[]>;
  /** Failures told so far: a step that rests on a failed one does not tell it again. */
  readonly reported: Set<unknown>;
  /** What TypeScript cells showed that were wanted before their turn. */
  readonly early: Map<string, Event[]>;
}

/** What a house is made for, and who asks models there. */
interface Tenant extends Asks {
  readonly notes: Notes;
  readonly emit: Emit;
  /** The values of other steps. */
  readonly value: House["value"];
  readonly files?: Files;
  readonly net?: Net;
  readonly watch?: Watch;
  /** Who hears of the rows that are looked at one by one. */
  readonly meter?: Meter;
}

export function houseOf(
  { deps, memory: { models }, plan, steps }: State,
  { notes, emit, value, files = deps.files, net = deps.net ?? shut, watch = {}, meter, infer, write }: Tenant,
): House {
  const { operators, scores, signal } = deps;
  const memo: House["memo"] = new Map();
  const asking = (by: Asks): House => {
    const reach: Reach = {
      signal,
      files,
      counter: (of) => models.counter(of),
      ...by,
      note: notes.add,
      print: (name, text) => emit({ kind: "stream", name, text }),
      emit,
      count: counting(signal, meter),
      meter: meter ?? unmetered,
      net,
    };
    const house: House = {
      operators,
      ...watch,
      ...(scores && { scores }),
      memo,
      value,
      window: (model) => models.window(model),
      fn: (id) => fnOf(steps.get(id), id),
      inside: (id) => insideOf(steps.get(id)),
      through: (wrap) => asking(wrap(by)),
      apply: (prompt, args, asker) => apply(promptOf(steps.get(prompt), prompt), args, asker, house),
      reach,
      reachOf(cell) {
        const file = plan.files?.[cell];
        return file === undefined ? undefined : { ...reach, files: files.from(file) };
      },
    };
    return house;
  };
  return asking({ infer, write });
}

function insideOf(step: Step | undefined): readonly Ex[] {
  if (step?.kind === "fn") return [step.body];
  return step?.kind === "prompt" ? step.items.flatMap(itemOperands) : [];
}

const promptOf = (step: Step | undefined, name: string): PromptStep => {
  if (step?.kind === "prompt") return step;
  throw typeError("E101", `unknown prompt '${name}'`);
};

const fnOf = (step: Step | undefined, name: string): FnStep => {
  if (step?.kind === "fn") return step;
  throw typeError("E101", `unknown function '${name}'`);
};

/** What asking is lent; `models` hears what is loaded for it. */
export function deskOf({ deps, used }: State, models: Models, meter: Meter): Desk {
  const { store, pool = null, signal, clock } = deps;
  return {
    models,
    store,
    pool,
    signal,
    net: deps.net ?? shut,
    clock,
    meter,
    used(name, how) {
      const known = used.get(name) ?? [];
      if (!known.some((one) => canonical(one) === canonical(how))) used.set(name, [...known, how]);
    },
  };
}

/** Who answers the calls of a run. */
export const askingOf = ({ asking }: Deps, step: string, desk: AskDesk): Asking =>
  asking?.(step) ?? asker(desk);

/**
 * Who answers the calls that operators make. Where runs are not asked anew, the store does, and what it lacks is E134; `spent` is told
 * what those took that were asked.
 */
export const writeOf = ({ asking }: Deps, desk: AskDesk, spent: (took: Took) => void): Write =>
  asking
    ? foreseeing(desk, () => undefined, absent)
    : writing((calls, heard) => ask(calls, { ...desk, meter: aside(desk.meter) }, "", heard), spent);

const absent = (on: string): Problem =>
  new Problem("DataError", "E134", `an answer of '${on}' that an operator asked for is not at hand`);
