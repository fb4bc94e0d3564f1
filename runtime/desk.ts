// What those who ask models are lent.
import type { Used, UsedServer } from "./made.ts";
import type { Models } from "./models.ts";
import type { Net } from "./net.ts";
import type { Pool } from "./pool/workers.ts";
import type { Meter } from "./progress.ts";
import type { Store } from "./store.ts";
import type { Closure, Value } from "./value.ts";

export { type Answer, answerIn, entryOf, type Spending, type Used, type UsedServer, usedOf } from "./made.ts";

/** What those who ask are lent by the running program. */
export interface Desk {
  /** Told once per answer. */
  readonly used: (name: string, how: Used | UsedServer) => void;
  readonly models: Models;
  readonly store: Store;
  /** Workers that make calls of models which this machine runs; without it they are made by this process's own runner. */
  readonly pool?: Pool | null;
  readonly signal: AbortSignal;
  readonly net: Net;
  /** Milliseconds, for rates only. */
  readonly clock: () => number;
  readonly meter: Meter;
}
/** The same for prompts. */
export interface AskDesk extends Desk {
  /** Something the user should see with the result. */
  readonly note: (text: string, count?: number) => void;
  /** Calls a function that stands for a model. */
  readonly call: (fn: Closure) => (item: Value) => Promise<Value>;
}
