// How operators ask models.
import type { Infer } from "./encoder/calls.ts";
import type { Hearing } from "./heard.ts";
import type { Answer } from "./made.ts";
import type { Problem } from "./problem.ts";
import type { Call } from "./ready.ts";

/**
 * Asks, in the order of the calls; a Problem stands where there is no answer. `heard`: each as it comes, where calls are really made.
 * Errors: those of the model itself.
 */
export type Write = (calls: readonly Call[], heard?: Hearing) => Promise<readonly (Answer | Problem)[]>;

/** How operators ask models: encoders, and those that write. */
export interface Asks {
  readonly infer: Infer;
  readonly write: Write;
}
