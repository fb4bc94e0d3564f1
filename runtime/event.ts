// What a running program tells: displays, progress, failures, checks. Whoever listens decides how to draw it.
import type { Diagnostic } from "../dsl/tell/diagnostic.ts";
import type { Item } from "./items.ts";
import type { Problem } from "./problem.ts";
import type { StreamName } from "./module/prints.ts";
import type { Progress } from "./progress.ts";
import type { MimeBundle } from "./show/bundle.ts";

export type Event =
  /** Something to show in the cell of the step. `volatile`: times, rates, cached/new counts; differs between runs. */
  | {
      readonly kind: "display";
      readonly step: string;
      readonly bundle: MimeBundle;
      readonly volatile: boolean;
      /** What can be shown anew, by its id, and what takes its place. */
      readonly shown?: { readonly id: string; readonly update: boolean };
    }
  /** The value of a TypeScript cell. */
  | { readonly kind: "result"; readonly bundle: MimeBundle }
  /** How far a step that takes long is: a few times a second, and once at its end. */
  | ({ readonly kind: "progress"; readonly step: string } & Progress)
  /** A call of a run has its answer, or will have none: for the log of what was run. */
  | ({ readonly kind: "item"; readonly step: string } & Item)
  /** Rows of a finished run that failed, by code; where none did, there is no such event. */
  | {
      readonly kind: "rows";
      readonly step: string;
      readonly name: string;
      readonly failed: number;
      readonly of: number;
      readonly codes: { readonly [code: string]: number };
    }
  /** What TypeScript of the program printed while it ran. */
  | { readonly kind: "stream"; readonly name: StreamName; readonly text: string }
  /** What the cell has shown so far goes. */
  | { readonly kind: "clear" }
  /** TypeScript asks the reader for a line. Whoever listens answers, or rejects where nobody can be asked. */
  | {
      readonly kind: "input";
      readonly prompt: string;
      readonly password: boolean;
      readonly answer: (line: Promise<string>) => void;
    }
  /** A check was made; `failure` where it does not hold. */
  | {
      readonly kind: "check";
      readonly step: string;
      readonly pass: boolean;
      readonly text: string;
      readonly failure: Diagnostic | null;
    }
  | { readonly kind: "failed"; readonly step: string; readonly problem: Problem };

export type Emit = (event: Event) => void;
