// What a running program tells: displays, progress, failures, checks. Whoever listens decides how to draw it.
import type { Problem } from "./problem.ts";
import type { MimeBundle } from "./show.ts";

export type Event =
  /** Something to show in the cell of the step. `volatile`: times, rates, cached/new counts; differs between runs. */
  | {
      readonly kind: "display";
      readonly step: string;
      readonly bundle: MimeBundle;
      readonly volatile: boolean;
    }
  | {
      readonly kind: "progress";
      readonly step: string;
      readonly done: number;
      readonly total: number;
      /** Items per second since the start of the step. */
      readonly rate: number;
      /** Seconds left at that rate. */
      readonly eta: number;
    }
  | { readonly kind: "check"; readonly step: string; readonly pass: boolean; readonly text: string }
  | { readonly kind: "failed"; readonly step: string; readonly problem: Problem };

export type Emit = (event: Event) => void;
