// What a run knows of its workers.
import type { Answer, Used, UsedServer } from "../made.ts";
import type { Problem } from "../problem.ts";
import type { Ready } from "../ready.ts";

/** Who asks. */
export interface Asker {
  readonly signal: AbortSignal;
  /** Told once per answer. */
  readonly used: (name: string, how: Used | UsedServer) => void;
  readonly note: (text: string, count?: number) => void;
  /** The process of the models died in a worker, and was started again. */
  readonly models: { readonly restarted: () => void };
}

export interface Pool {
  readonly size: number;
  /** Makes calls of one model with the same options. Errors: those of the model itself, E130. */
  run(part: readonly Ready[], asker: Asker): AsyncIterable<readonly [Ready, Answer | Problem]>;
  /** Starts the workers that have not been started. */
  warm(): void;
  close(): Promise<void>;
}
