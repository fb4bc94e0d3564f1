// TypeScript cells while a program runs: what they are given, what they give. (`kernel/typescript` runs them.)
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

export interface Scripts {
  /** Runs a cell to its end; output comes by `emit`, and may come later. Errors: HostError E129 (it throws), E131 (its types), Interrupted E130. */
  run(cell: ScriptRun, emit: Emit, signal: AbortSignal): Promise<void>;
  /** What a cell exports: a function is called, anything else is given. Errors: HostError E129. */
  call(key: string, name: string, args: readonly unknown[], emit: Emit): Promise<unknown>;
}
