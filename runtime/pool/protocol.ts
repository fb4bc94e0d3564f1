// What is said between a run and its workers. Calls and answers are data; nothing of a program is run in a worker.
import type { Answer, Used, UsedServer } from "../made.ts";
import type { Problem } from "../problem.ts";
import type { Ready } from "../ready.ts";

/** Calls to make, in order: of one model, with the same options. */
export interface Work {
  readonly kind: "work";
  readonly id: number;
  readonly calls: readonly Ready[];
}

export type Said =
  /** Stored before it is told. `at`: which of the calls. */
  | { readonly kind: "answer"; readonly id: number; readonly at: number; readonly answer: Answer }
  | { readonly kind: "refused"; readonly id: number; readonly at: number; readonly why: Told }
  | { readonly kind: "used"; readonly name: string; readonly how: Used | UsedServer }
  /** Of a function that stands for a model. */
  | { readonly kind: "note"; readonly text: string; readonly count: number }
  /** The process of the models died and was started again. */
  | { readonly kind: "restarted" }
  | { readonly kind: "done"; readonly id: number }
  /** None of its calls can be answered any more: it is the model. */
  | { readonly kind: "failed"; readonly id: number; readonly why: Told };

/** A problem as data. */
export type Told = Pick<Problem, "name" | "code" | "message" | "hint">;

/** What a worker is started with. */
export interface Settings {
  readonly store: string;
  /** Threads of one graph. */
  readonly threads: number;
}
