// TypeScript cells while a program runs: what they are given, what they give. (`kernel/typescript` runs them.)
import type { Completeness } from "../dsl/syntax/is-complete.ts";
import type { Fields } from "../dsl/types/types.ts";
import type { Emit } from "./event.ts";
import type { Value } from "./value.ts";

/** A cell to run. */
export interface ScriptRun {
  /** Its hash: what it exports is called by it. */
  readonly key: string;
  /** Index of the cell. */
  readonly cell: number;
  readonly label: string;
  /** The cell, its first line blank. */
  readonly text: string;
  /** False: types are not looked at. */
  readonly checks: boolean;
  /** Types of the program's values that it can see. */
  readonly types: Fields;
  /** Those that it reads. */
  readonly values: ReadonlyMap<string, Value>;
}

/** What may stand at a place; offsets are those of the cell. */
export interface ScriptOffers {
  readonly start: number;
  readonly end: number;
  readonly items: readonly { readonly text: string; readonly kind: string }[];
}
/** What is known of what stands at a place. */
export interface ScriptHover {
  readonly start: number;
  readonly end: number;
  /** The declaration, in one text, and what its comment says. */
  readonly code: string;
  readonly doc: string;
}

/** Help while a cell is written; nothing is run. `text`: the cell, its first line blank. `types`: of the program's values. */
export interface ScriptHelp {
  complete(text: string, offset: number, types: Fields): Promise<ScriptOffers>;
  inspect(text: string, offset: number, types: Fields): Promise<ScriptHover | null>;
  isComplete(text: string): Promise<Completeness>;
}

export interface Scripts extends ScriptHelp {
  /** Whether types are at hand: the first cell that is checked loads them, which takes seconds. */
  isReady(): boolean;
  /** Runs a cell to its end; output comes by `emit`, and may come later. Errors: HostError E129 (it throws), StruxSyntaxError E020, StruxTypeError E131, Interrupted E130. */
  run(cell: ScriptRun, emit: Emit, signal: AbortSignal): Promise<void>;
  /** What a cell exports: a function is called, anything else is given. Errors: HostError E129. */
  call(key: string, name: string, args: readonly unknown[], emit: Emit): Promise<unknown>;
}
