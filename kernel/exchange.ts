// What a session is asked, and what it gives.
import type { Event } from "../runtime/event.ts";
import type { MimeBundle } from "../runtime/show.ts";
import type { Failure } from "./told.ts";

/** A cell to run, as an execute_request has it. */
export interface Request {
  readonly code: string;
  /** Who the cell is. Without it, a name that is defined again is replaced. */
  readonly cellId?: string;
  readonly deletedCells?: readonly string[];
  readonly tags?: readonly string[];
  /** It gets no number; what it defines is kept. */
  readonly uncounted?: boolean;
  readonly signal?: AbortSignal;
}

/** What a cell gives while it runs. */
export type Out =
  | Exclude<Event, { readonly kind: "failed" }>
  /** Warnings and notes about the cell. */
  | { readonly kind: "told"; readonly bundle: MimeBundle }
  /** What the cell waits for, before anything else of it; what comes next takes it away by `clear`. */
  | { readonly kind: "waiting"; readonly bundle: MimeBundle }
  /** What this run made stale (W103) or broke (W104) elsewhere, and what a failed definition left (W105) or lost (W106). */
  | { readonly kind: "stale"; readonly code: string; readonly bundle: MimeBundle }
  | ({ readonly kind: "error" } & Failure);

export interface Reply {
  readonly status: "ok" | "error";
  /** Of the cell, as in `In[3]`. */
  readonly count: number;
  /** The first thing that went wrong. */
  readonly failure: Failure | null;
}
