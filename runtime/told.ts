// The pieces of an explanation: plain data, and an expression in the user's words.
import { operands } from "../dsl/plan/free.ts";
import type { Ex, Step } from "../dsl/plan/plan.ts";
import { type Manner, say } from "../dsl/plan/say.ts";
import type { Sight } from "./foresee.ts";
import type { Price } from "./quote.ts";

/** A subexpression that is a call, and how often it is evaluated. */
export interface CallTold {
  readonly what: string;
  /** What it is evaluated once per: the row, axes; empty: once. */
  readonly per: readonly string[];
  /** Null where not even a bound is known. */
  readonly times: number | null;
  /** It may be fewer. */
  readonly most: boolean;
}
/** What an `ask` takes. */
export interface AskTold {
  readonly column: string;
  readonly what: string;
  readonly per: readonly string[];
  /** One per model; empty where the calls are not known yet. */
  readonly prices: readonly Price[];
  /** Calls that equal another one of this ask. */
  readonly equal: number;
  /** Calls that cannot be made, and why the first of them cannot: their rows will fail. */
  readonly refused: { readonly calls: number; readonly why: string } | null;
  /** The answers it waits for, where it cannot be priced. */
  readonly waits: string | null;
  /** Calls at most, where it cannot be priced; null: not even that is known. */
  readonly most?: number | null;
}

export interface StepTold {
  readonly id: string;
  /** Its id in the plan, and those of the steps whose values it reads. */
  readonly step: string;
  readonly needs: readonly string[];
  readonly kind: Step["kind"];
  readonly hash: string;
  /** Facts in words. */
  readonly about: readonly string[];
  readonly calls: readonly CallTold[];
  readonly asks: readonly AskTold[];
  /** Why it cannot be run. */
  readonly problem: string | null;
}
/** What all runs take together; a call that two runs share counts once. */
export interface Total {
  readonly prices: readonly Price[];
  /** Calls that wait for answers, at most; null where not even a bound is known. */
  readonly waiting: number | null;
  /** Runs that cannot be run. */
  readonly refused: readonly string[];
}
export interface Explained {
  readonly steps: readonly StepTold[];
  readonly total: Total;
  /** Names left out because a set they need is not at hand. */
  readonly skipped: readonly string[];
}

export interface Telling extends Sight {
  /** Places on a hub that a step was read from, and at which commit. */
  readonly pinned: (id: string) => ReadonlyMap<string, string>;
}

/** An operator, or a function of the program, with its arguments. */
export type CallEx = Extract<Ex, { op: "call" | "invoke" }>;

/** Calls of an expression, arguments before what they are given to. */
export function callsIn(ex: Ex): CallEx[] {
  const below = operands(ex).flatMap(callsIn);
  return ex.op === "call" || ex.op === "invoke" ? [...below, ex] : below;
}

/** A call in the words of the program; a call that it is piped from has a line of its own. */
export const brief = (call: Ex, manner: Manner): string =>
  say(call, {
    ...manner,
    instead: (inner) => (inner.op === "call" || inner.op === "invoke" ? "…" : undefined),
  }).replaceAll(/\s+/g, " ");
