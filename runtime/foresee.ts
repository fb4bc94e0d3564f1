// What a program would compute, as far as that can be known without asking a model: answers come from the store alone.
import type { Ex, Plan, RunPlanStep, Step } from "../dsl/plan/plan.ts";
import { named } from "../dsl/plan/lower-expr.ts";
import { asksModel } from "../dsl/plan/calls.ts";
import type { Known } from "../dsl/types/known.ts";
import type { Asking } from "./ask.ts";
import { compute } from "./compute.ts";
import { peeking } from "./encoder/peeking.ts";
import { evaluate, type House, nowhere, type Watch } from "./eval.ts";
import { type Extent, extentOf } from "./axes.ts";
import { grid } from "./grid.ts";
import type { Item } from "./items.ts";
import type { Models } from "./models.ts";
import { type Notes, notes as makeNotes } from "./notes.ts";
import { Problem } from "./problem.ts";
import { type Meter, unmetered } from "./progress.ts";
import { type Quote, quote, type Quoted } from "./quote.ts";
import type { Store } from "./store.ts";
import type { Took } from "./took.ts";
import { kindOf, type Run, type Table, type Value } from "./value.ts";
import type { Asks } from "./write.ts";
import { foreseeing } from "./writing.ts";

/** What foreseeing needs of the running program. */
export interface Sight {
  readonly plan: Plan;
  readonly models: Models;
  readonly store: Store;
  readonly signal: AbortSignal;
  readonly meter?: Meter;
  /** The value of a step that rests on no answer. */
  readonly value: (id: string) => Promise<Value>;
  /** How often each call of such a step was evaluated; null while it was not computed. */
  readonly counts: (id: string) => ReadonlyMap<Ex, number> | null;
  /** A house of one's own over these values. */
  readonly house: (value: (id: string) => Promise<Value>, notes: Notes, watch: Watch, by: Asks) => House;
  readonly operators: Known["operators"];
  /** Who hears of each call that a run would make. */
  readonly told?: (step: string, item: Item) => void;
}

/** Rows, axes and cells of a run; `exact` false: these are the most it can have. */
export interface Foreseen {
  readonly extent: (Extent & { readonly exact: boolean }) | null;
  /** Of the columns that ask, those whose calls are known. */
  readonly quotes: ReadonlyMap<string, Quote>;
  /** How often each call was evaluated, as far as was got. */
  readonly counts: ReadonlyMap<Ex, number>;
  /** What an answer is missing from: a column of this run (`answers.output`) or of one it rests on. */
  readonly waits: string | null;
  /** Why it cannot be run. */
  readonly problem: Problem | null;
}
export interface Foresight {
  value(id: string): Promise<Value>;
  run(step: RunPlanStep): Promise<Foreseen>;
  counts(id: string): ReadonlyMap<Ex, number> | null;
  readonly step: (id: string) => Step | undefined;
  readonly house: (notes: Notes, watch: Watch, quoted?: (call: Quoted) => void) => House;
  /** What a step asks encoders, as far as was got. */
  encoded(id: string): readonly Quoted[];
}

/** A value rests on an answer that nobody has yet. */
export class Waits extends Error {
  readonly on: string;
  constructor(on: string) {
    super(`waits for the answers of ${on}`);
    this.on = on;
  }
}

/** Results that are at hand are given; all that is asked is told. */
function looking(sight: Sight, quoted: (call: Quoted) => void): Asks {
  const waits = (on: string): Waits => new Waits(on);
  return { infer: peeking(sight, quoted, waits), write: foreseeing(sight, quoted, waits) };
}

/** Nothing is computed before it is wanted, and each step once. */
export function foresight(sight: Sight): Foresight {
  const steps = new Map(sight.plan.steps.map((step) => [step.id, step]));
  const asks = asking(sight);
  const encoded = new Map<string, Quoted[]>();
  const values = new Map<string, Promise<Value>>();
  const runs = new Map<string, Promise<Foreseen & { readonly value: Run | null }>>();
  const seen = new Map<string, Map<Ex, number>>();
  const self: Foresight = {
    step: (id) => steps.get(id),
    house: (notes, watch, quoted = () => undefined) =>
      sight.house((id) => self.value(id), notes, watch, looking(sight, quoted)),
    encoded: (id) => encoded.get(id) ?? [],
    counts: (id) => seen.get(id) ?? sight.counts(id),
    run: (step) => once(runs, step.id, () => foreseen(step, self, sight, encoded)),
    value(id) {
      const step = steps.get(id);
      if (!step || !asks.has(id)) return sight.value(id);
      return once(values, id, async () => {
        if (step.kind !== "run") return computed(step, self, seen, encoded);
        const { value, waits, problem } = await once(runs, id, () => foreseen(step, self, sight, encoded));
        if (value) return value;
        throw problem ?? new Waits(waits ?? id);
      });
    },
  };
  return self;
}

function once<T>(known: Map<string, T>, key: string, make: () => T): T {
  let value = known.get(key);
  if (value === undefined) known.set(key, (value = make()));
  return value;
}

/** Steps that ask a model, and those that rest on them. */
function asking({ plan, operators }: Sight): ReadonlySet<string> {
  const found = new Set<string>();
  for (const step of plan.steps)
    if (
      (step.kind === "run" && step.columns.some(({ ask }) => ask)) ||
      asksModel(step, operators) ||
      step.needs.some((id) => found.has(id))
    )
      found.add(step.id);
  return found;
}

const nobody: Asking = () => Promise.reject(new Waits("a run"));

/** Who notes what a step asks encoders. */
function noting(encoded: Map<string, Quoted[]>, id: string): (call: Quoted) => void {
  const calls: Quoted[] = [];
  encoded.set(id, calls);
  return (call) => void calls.push(call);
}

function computed(
  step: Step,
  self: Foresight,
  seen: Map<string, Map<Ex, number>>,
  encoded: Map<string, Quoted[]>,
) {
  const notes = makeNotes();
  const counts = new Map<Ex, number>();
  seen.set(step.id, counts);
  return compute(step, {
    notes,
    house: self.house(notes, { counts }, noting(encoded, step.id)),
    asking: nobody,
    meter: unmetered,
    step: self.step,
    mayAsk: true,
    took: () => undefined,
  });
}

async function foreseen(
  step: RunPlanStep,
  self: Foresight,
  sight: Sight,
  encoded: Map<string, Quoted[]>,
): Promise<Foreseen & { readonly value: Run | null }> {
  const counts = new Map<Ex, number>();
  const house = self.house(makeNotes(), { counts }, noting(encoded, step.id));
  const quotes = new Map<string, Quote>();
  const ask: Asking = async (calls, column, lost, heard) => {
    sight.meter?.start("tokens", `${step.id}.${column}`, calls.length);
    const made = await quote(calls, sight, (at, call) => {
      if (call instanceof Problem) heard(at, { key: null, from: null }, call);
      else heard(at, { key: call.key, parts: call.parts, from: null }, null);
    });
    quotes.set(column, { ...made, refused: [...lost, ...made.refused] });
    const [first] = made.refused;
    // none can be made: that is the run's own problem
    if (first && made.refused.length === calls.length) throw first;
    if (!made.answers) throw new Waits(`${step.id}.${column}`);
    return { answers: made.answers, took: { ...nothing, cached: made.each.length } };
  };
  const { meter, told } = sight;
  const known = { quotes, counts, value: null, waits: null, problem: null };
  try {
    // all at once: an answer that is missing must not keep other calls from being counted
    const item = told && ((one: Item) => told(step.id, one));
    const { run } = await grid(step, house, ask, {
      part: Infinity,
      ...(meter && { meter }),
      ...(item && { told: item }),
    });
    return { ...known, value: run, extent: await extent(step, self, house) };
  } catch (error) {
    if (error instanceof Waits) return { ...known, waits: error.on, extent: await extent(step, self, house) };
    if (!(error instanceof Problem)) throw error;
    return { ...known, problem: error, extent: await extent(step, self, house).catch(() => null) };
  }
}

/** What looking takes. */
export const nothing: Took = {
  cached: 0,
  others: 0,
  made: 0,
  merged: 0,
  restarts: 0,
  tokens: 0,
  prompt: { tokens: 0, known: 0 },
  lookup: { drafted: 0, accepted: 0 },
  seconds: 0,
  providers: [],
};

async function extent(step: RunPlanStep, self: Foresight, house: House): Promise<Foreseen["extent"]> {
  const rows = await rowsOf(step.over, self, house);
  return rows && { ...(await extentOf(step, rows.n, house)), exact: rows.exact };
}

/** Of operators that give rows they are given, those that may give fewer. */
const FEWER: ReadonlySet<string | undefined> = new Set(["fewer", "first", "slice"]);

/** How many rows an expression has, or at most has where that waits for answers; null where not even that is known. */
async function rowsOf(
  ex: Ex,
  self: Foresight,
  house: House,
): Promise<{ readonly n: number; readonly exact: boolean } | null> {
  try {
    const value = await evaluate(ex, nowhere, house);
    const table = kindOf(value) === "run" ? (value as Run).table : (value as Table);
    return { n: table.size, exact: true };
  } catch (error) {
    if (!(error instanceof Waits)) throw error;
  }
  if (ex.op === "step") {
    const step = self.step(ex.name);
    if (step?.kind === "data") return rowsOf(step.value, self, house);
    const extent = step?.kind === "run" ? (await self.run(step)).extent : null;
    return extent && { n: extent.cells, exact: extent.exact };
  }
  if (ex.op !== "call") return null;
  const [subject] = Object.values(ex.args);
  const rows = house.operators.get(ex.fn)?.signature.rows;
  if (!subject || !(rows === "all" || FEWER.has(rows))) return null;
  const of = await rowsOf(subject, self, house);
  return of && { n: of.n, exact: of.exact && rows === "all" };
}

/** Steps an expression rests on, itself and all before them. */
export function closure(plan: Plan, ex: Ex): Set<string> {
  const steps = new Map(plan.steps.map((step) => [step.id, step]));
  const found = new Set<string>();
  const open = [...named(ex)];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (found.has(id)) continue;
    found.add(id);
    open.push(...(steps.get(id)?.needs ?? []));
  }
  return found;
}
