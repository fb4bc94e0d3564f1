// What stays usable when a program changes: per run the calls of both versions, and which of them are the same and in the store.
import type { Change } from "../dsl/plan/diff.ts";
import { asksModel, asksOnce } from "../dsl/plan/calls.ts";
import type { Step } from "../dsl/plan/plan.ts";
import { foresight, Waits } from "./foresee.ts";
import { Problem } from "./problem.ts";
import type { Quoted } from "./quote.ts";
import type { Telling } from "./told.ts";
import type { ModelValue } from "./value.ts";

/** What a program would ask, by run, and the digests of its models; null: it cannot be told. */
export interface Asks {
  readonly runs: ReadonlyMap<string, readonly Quoted[] | null>;
  readonly models: ReadonlyMap<string, string | null>;
  /** Runs that have more calls than these: what they wait for (`answers.output`). */
  readonly waits: ReadonlyMap<string, string>;
}

/** Steps that may ask encoders of texts; where nobody asks them, a prompt and a function ask nothing by themselves. */
const TEXTS: ReadonlySet<Step["kind"]> = new Set(["let", "data", "run"]);

/** What a value waits for: null for nothing; undefined where it cannot be had. */
async function waitsOf(value: () => Promise<unknown>): Promise<string | null | undefined> {
  try {
    await value();
    return null;
  } catch (error) {
    if (error instanceof Waits) return error.on;
    if (error instanceof Problem) return undefined;
    throw error;
  }
}

/** Nothing is asked: calls that wait for answers are not among them. */
export async function asksOf(telling: Telling): Promise<Asks> {
  const seen = foresight(telling);
  const runs = new Map<string, readonly Quoted[] | null>();
  const models = new Map<string, string | null>();
  const waiting = new Map<string, string>();
  for (const step of telling.plan.steps) {
    if (step.kind === "run" && step.columns.some(({ ask }) => ask)) {
      const { quotes, problem, waits } = await seen.run(step);
      const open = step.columns.some(({ name, ask }) => ask && !quotes.has(name));
      if (waits !== null && open) waiting.set(step.id, waits);
      const calls = [...quotes.values()].flatMap(({ each }) => each);
      runs.set(step.id, problem ? null : [...calls, ...seen.encoded(step.id)]);
    } else if (TEXTS.has(step.kind) && asksModel(step, telling.operators)) {
      const waits = await waitsOf(() => seen.value(step.id));
      const texts = seen.encoded(step.id);
      const more = waits !== null && (texts.length === 0 || !asksOnce(step, telling.operators));
      if (more && waits !== undefined) waiting.set(step.id, waits);
      runs.set(step.id, waits === undefined ? null : texts);
    }
    if (step.kind === "model") models.set(step.id, await digestOf(step.id));
  }
  return { runs, models, waits: waiting };

  async function digestOf(id: string): Promise<string | null> {
    try {
      const { digest } = await telling.models.describe((await seen.value(id)) as ModelValue);
      return digest ?? null;
    } catch (error) {
      if (error instanceof Problem) return null;
      throw error;
    }
  }
}

/** Calls of a run before and after a change. */
export interface Usable {
  readonly run: string;
  readonly before: Count | null;
  readonly after: Count | null;
  /** Calls of both, and how many of these have an answer. */
  readonly same: Count;
  /** The answers that more calls of the later program wait for. */
  readonly waits: string | null;
}
export interface Count {
  readonly calls: number;
  readonly cached: number;
}

/** One line per run that asks, in the order of the later program. */
export function usable(before: Asks, after: Asks, changes: readonly Change[]): Usable[] {
  const names = new Map(changes.flatMap(({ id, was }) => (was === null ? [] : [[id, was] as const])));
  const old = new Set([...after.runs.keys()].map((run) => names.get(run) ?? run));
  const gone = [...before.runs].filter(([run]) => !old.has(run));
  return [
    ...[...after.runs].map(([run, calls]): Usable => {
      const earlier = before.runs.get(names.get(run) ?? run) ?? null;
      const keys = new Set(earlier?.map(({ key }) => key));
      const same = (calls ?? []).filter(({ key }) => keys.has(key));
      const waits = after.waits.get(run) ?? null;
      return { run, before: counts(earlier), after: counts(calls), same: counts(same) ?? NONE, waits };
    }),
    ...gone.map(([run, calls]): Usable => ({
      run,
      before: counts(calls),
      after: null,
      same: NONE,
      waits: null,
    })),
  ];
}

const NONE: Count = { calls: 0, cached: 0 };

function counts(calls: readonly Quoted[] | null): Count | null {
  if (!calls) return null;
  const all = new Map(calls.map((call) => [call.key, call]));
  return { calls: all.size, cached: [...all.values()].filter(({ cached }) => cached).length };
}

/** The changes, with what is known of the files of changed models: of another digest, all answers are others. */
export const withDigests = (changes: readonly Change[], before: Asks, after: Asks): Change[] =>
  changes.map((change) => {
    if (change.kind !== "model" || change.change !== "changed") return change;
    const [a, b] = [before.models.get(change.was ?? change.id), after.models.get(change.id)];
    if (a === b || a === undefined || b === undefined) return change;
    const short = (digest: string | null): string | null => digest?.slice(0, 12) ?? null;
    return {
      ...change,
      differences: [...change.differences, { what: "digest", before: short(a), after: short(b) }],
    };
  });
