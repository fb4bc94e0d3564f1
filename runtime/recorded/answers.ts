// The answers of an earlier run: which calls its log tells of, and what the store has of each.
import { canonical } from "../../dsl/plan/plan.ts";
import type { Asking } from "../ask.ts";
import type { Place } from "../cells.ts";
import { answerIn } from "../desk.ts";
import { nothing } from "../foresee.ts";
import type { Item } from "../items.ts";
import { Problem } from "../problem.ts";
import type { Store } from "../store.ts";

/** Calls of a log by their place. */
export interface Calls {
  /** Of two at one place the later counts. */
  add(step: string, item: Item): void;
  of(step: string, column: string, place: Place): Item | undefined;
}

export function callsOf(): Calls {
  const known = new Map<string, Item>();
  const key = (step: string, column: string, { row, item, axes, seed }: Place): string =>
    canonical([step, column, row, item, axes, seed]);
  return {
    add: (step, item) => void known.set(key(step, item.column, item), item),
    of: (step, column, place) => known.get(key(step, column, place)),
  };
}

/** An answer that is not at hand. */
export interface Absent extends Place {
  readonly step: string;
  readonly column: string;
  readonly why: string;
}
export interface Found {
  /** Answers that the store has. */
  answers: number;
  /** Calls that failed in the run itself, or were not made because their row had failed before. */
  failed: number;
  readonly absent: Absent[];
}

/** An answer of an earlier run that is not at hand. */
export const ABSENT = "E134";

interface Recorded {
  /** The name of the run. */
  readonly run: string;
  readonly calls: Calls;
  /** The log tells of every call that was made. */
  readonly whole: boolean;
  readonly store: Pick<Store, "get">;
}

/** Answers the calls of a run from its log and the store. Nobody is asked; `found` is told what there was. */
export const recordedAsking =
  ({ run, calls: log, whole, store }: Recorded, found: Found) =>
  (step: string): Asking =>
  async (calls, column, _lost, _heard, meter, place) => {
    meter.start("store", column, calls.length);
    const absent = (at: number, why: string): Problem => {
      found.absent.push({ step, column, ...place(at), why });
      return new Problem("DataError", ABSENT, `its answer is not at hand: ${why}`);
    };
    const failed = (code: string, what = "it failed"): Problem => {
      found.failed++;
      return new Problem("ModelError", code, `${what} in run ${run}`, `strux log ${run} --items`);
    };
    const one = async (at: number) => {
      const call = log.of(step, column, place(at));
      // of a log without gaps: its row had failed before
      if (!call)
        return whole
          ? failed(ABSENT, "its row had failed before it was asked")
          : absent(at, "the log tells of no such call");
      if (call.key === null) return failed(call.code ?? ABSENT);
      const entry = await store.get(call.key);
      if (!entry) return absent(at, "its record is no longer in the store");
      found.answers++;
      return answerIn(entry);
    };
    const answers = [];
    for (const at of calls.keys()) {
      answers.push(await one(at));
      await meter.add({ done: 1 });
    }
    return { answers, took: { ...nothing, cached: calls.length } };
  };
