// Rows of the bench of models, and what its parts are given.
import type { Meter } from "./bandwidth.ts";
import type { Peer } from "./peer.ts";

export interface Row {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  readonly target?: string;
}

export interface Setting {
  /** All contexts and the large model in every part; else what ends within five minutes. */
  readonly full: boolean;
  readonly threads: number;
  /** Measures how fast this machine reads memory, between what is measured against it. */
  readonly meter: Meter;
  /** transformers.js, where it could be installed. */
  readonly peer: Peer | null;
}

export type Part = (setting: Setting) => Promise<Row[]>;

/** How much faster than the peer: no row where there is none. */
export const beside = (what: string, peerMs: number | null, ours: number, target: string): Row[] =>
  peerMs === null
    ? []
    : [{ what: `${what}, beside transformers.js`, value: peerMs / ours, unit: "times as fast", target }];

/** Whether answers are the peer's, token by token. */
export const equal = (
  what: string,
  pairs: readonly (readonly [readonly number[], readonly number[]])[],
): Row[] =>
  pairs.length === 0
    ? []
    : [
        {
          what: `${what}, answers equal to transformers.js`,
          value: pairs.filter(([a, b]) => a.join() === b.join()).length,
          unit: `of ${pairs.length}`,
          target: String(pairs.length),
        },
      ];
