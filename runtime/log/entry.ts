// What the log of a run holds, one entry a line. It is provenance: nothing that is computed reads it, but scores of an earlier run.
import type { Event } from "../event.ts";
import type { Item } from "../items.ts";
import type { MimeBundle } from "../show/bundle.ts";
import type { Json } from "../value.ts";
import type { Process } from "./process.ts";

/** Of the log's own form; a log of another version is told, and not read. */
export const VERSION = 1;

/** What runs, where and with what: the first line of a log. */
export interface Head {
  readonly kind: "head";
  readonly version: typeof VERSION;
  readonly run: string;
  /** A file from its first cell to its last, or one life of a kernel. */
  readonly what: "file" | "kernel";
  /** As an absolute path; of a kernel, where its front end says it. */
  readonly file: string | null;
  readonly folder: string;
  /** sha256 of the program as a notebook without outputs, which lies beside the log; null for a kernel, whose cells come one by one. */
  readonly program: string | null;
  /** `name = literal` lines. */
  readonly parameters: readonly string[];
  readonly args: readonly string[];
  readonly versions: { readonly [name: string]: string };
  readonly powers: {
    readonly typescript: boolean;
    readonly network: boolean;
    readonly read: readonly string[];
  };
  readonly store: string;
  /** ms since 1970. */
  readonly start: number;
  readonly process: Process;
}

/** An event as it was shown: a failure with its frames, so that nobody needs the program to draw it again. */
export type Shown =
  | Extract<Event, { readonly kind: "display" | "result" | "stream" | "clear" | "rows" }>
  | { readonly kind: "check"; readonly pass: boolean; readonly text: string }
  /** Warnings, notes, what grew stale. */
  | { readonly kind: "told"; readonly bundle: MimeBundle }
  | {
      readonly kind: "error";
      readonly name: string;
      readonly value: string;
      readonly traceback: readonly string[];
    };

/** A file, or a named set, that was read, once per digest. */
export interface Read {
  /** Which file of the program named it, "" for the program itself. */
  readonly by: string;
  /** As it is written there. */
  readonly path: string;
  /** sha256 of its bytes, unpacked. */
  readonly digest: string;
}

export type Body =
  /** A cell begins, or is passed over (`count` null). A kernel's has its code with it. */
  | {
      readonly kind: "cell";
      readonly cell: number;
      readonly count: number | null;
      readonly code?: string;
      readonly id?: string;
    }
  | { readonly kind: "shown"; readonly cell: number; readonly event: Shown }
  /** What is run: the hash of each step, before the first cell. */
  | { readonly kind: "plan"; readonly steps: { readonly [id: string]: string } }
  | ({ readonly kind: "read" } & Read)
  /** What was said about the run on standard error. */
  | { readonly kind: "tell"; readonly text: string }
  | ({ readonly kind: "item"; readonly cell: number; readonly step: string } & Item)
  /** A cell is over. `metadata`: what the notebook says of it all so far; a kernel says nothing. */
  | { readonly kind: "done"; readonly cell: number; readonly metadata?: { readonly [key: string]: Json } }
  /** So many entries before this one could not be written. */
  | { readonly kind: "lost"; readonly entries: number; readonly why: string }
  | { readonly kind: "end"; readonly status: number; readonly items: Counts; readonly lost: number };
/** `ms` since the start. */
export type Entry = Body & { readonly ms: number };

/** Calls by what became of them; a call may count as made and as failed, where its answer cannot be read. */
export interface Counts {
  readonly made: number;
  readonly store: number;
  readonly merged: number;
  readonly failed: number;
}
export const none: Counts = { made: 0, store: 0, merged: 0, failed: 0 };

export const counted = (counts: Counts, { from, code }: Pick<Item, "from" | "code">): Counts => ({
  ...counts,
  ...(from && { [from]: counts[from] + 1 }),
  failed: counts.failed + (code === null ? 0 : 1),
});
