// What an operator may touch besides its arguments: files, counters, encoders, who is told.
import type { Infer } from "./encoder/calls.ts";
import type { Emit } from "./event.ts";
import type { Files } from "./files.ts";
import type { Prints } from "./module/prints.ts";
import type { Net } from "./net.ts";
import type { Count, Meter } from "./progress.ts";
import type { Counter } from "./tokens.ts";
import type { ModelValue } from "./value.ts";
import type { Write } from "./write.ts";

/** What an operator may touch besides its arguments. */
export interface Reach {
  readonly signal: AbortSignal;
  readonly files: Files;
  /** Counts tokens by a model's tokenizer, or by words. */
  readonly counter: (by: ModelValue | string) => Counter;
  /** Asks an encoder. */
  readonly infer: Infer;
  /** Asks a model that writes. */
  readonly write: Write;
  /** Something the user should see with the result: a truncation, a skipped row, a fallback. Equal notes are counted. */
  readonly note: (text: string, count?: number) => void;
  /** What foreign code prints. */
  readonly print: Prints;
  /** Where what it displays goes; where nobody says, it is not seen. */
  readonly emit?: Emit;
  /** Counts the rows of a loop, which may take long; `column` is what is made of them, where it has a name. */
  readonly count: (column: string, total: number) => Count;
  /** The same for bytes that are fetched, and the way to where they are. */
  readonly meter: Meter;
  readonly net: Net;
}
