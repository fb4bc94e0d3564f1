// Values that were computed, kept from one plan to the next while what they are computed from stays the same.
import { nameIn } from "../dsl/names/local.ts";
import type { Ex, Plan, Step } from "../dsl/plan/plan.ts";
import type { Encoded } from "./encoder/inferring.ts";
import type { Models } from "./models.ts";
import type { Notes } from "./notes.ts";
import type { Took } from "./took.ts";
import type { Value } from "./value.ts";

/** A value, and what is to be told when it is shown. */
export interface Kept {
  readonly promise: Promise<Value>;
  readonly notes: Notes;
  took: Took | null;
  /** What its texts took that encoders were asked of. */
  encoded: Encoded | null;
  /** What the calls took that its operators made. */
  wrote: Took | null;
  /** Seconds, where it took so long that progress was told. */
  slow: number | null;
  /** How often each call of the step was evaluated; calls are those of the plan it was computed for. */
  readonly counts: Map<Ex, number>;
  readonly plan: Plan;
  /** Places on a hub that it was read from, and at which commit. */
  readonly pinned: ReadonlyMap<string, string>;
  /** Once it is there. */
  value: Value | undefined;
  /** What it took was told. */
  told: boolean;
  failed: boolean;
  /** A TypeScript cell: it is run when it is asked for, and not because it failed. */
  readonly script: boolean;
  /** Whether the files it was read from are as they were. */
  readonly holds: () => Promise<boolean>;
}

export interface Memory {
  readonly models: Models;
  readonly kept: Map<string, Kept>;
  /** What a step's value is kept under: equal keys mean equal values. */
  readonly keyOf: (step: Step) => string;
}

/** For one plan: a step is itself. */
export const memoryOf = (models: Models): Memory => ({ models, kept: new Map(), keyOf: ({ id }) => id });

/** What a step is kept under besides its hash: a TypeScript cell is itself wherever it stands. */
export const keptAs = (step: Pick<Step, "id" | "kind">): string =>
  step.kind === "script" ? step.kind : stepName(step);

/** What messages call a step; nameless ones give a text with `#`. */
export const stepName = ({ id }: Pick<Step, "id">): string => nameIn(id);
