// What a run tells of each of its calls, for the log: the item it is of, and where its answer came from. Nothing computed rests on it.
import type { Parts } from "./store.ts";
import type { Json } from "./value.ts";

export interface Item {
  readonly column: string;
  /** Position of its row in what the run goes over, from 0. */
  readonly row: number;
  /** The id of its row, else the row's number from 0. */
  readonly item: string | number;
  /** Axis -> label. */
  readonly axes: { readonly [name: string]: Json };
  readonly seed: number | null;
  /** Of its answer in the store; null where there is no answer. */
  readonly key: string | null;
  /** Those of its key; told only where nobody is asked. */
  readonly parts?: Parts;
  /** `merged`: an equal call of the column has it too, and is told before. */
  readonly from: "store" | "made" | "merged" | null;
  /** Why its row failed here. */
  readonly code: string | null;
  /** An operator of the column made it: there may be several of a row, and the column's own call beside them. */
  readonly operator?: true;
}
