// What the decode loop works with: a loaded model, who hears of its results, one prompt on its way.
import type { Guides } from "./constrain.ts";
import type { Setup } from "./forward.ts";
import type { Prefixes } from "./prefix.ts";
import type { GenerateOptions, Generation, Progress, Refused } from "./protocol.ts";
import type { Seq2seq } from "./seq2seq/form.ts";
import type { Decode } from "./stop.ts";
import type { Tally } from "./tally.ts";

/** What the loop needs of a loaded model. */
export interface Engine {
  readonly setup: Setup;
  readonly prefixes: Prefixes;
  readonly decode: Decode;
  readonly guides: Guides;
  readonly eos: readonly number[];
  readonly window: number;
  /** Bytes the cache of one batch may take; a single row runs in any case. */
  readonly memory: number;
  /** Bytes that the process may hold; without it, what the machine has. */
  readonly ceiling?: number;
  /** Tokens that the model's makers force or forbid, by how many an answer has and may have: logits, changed in a copy. */
  readonly limit?: Limit;
  /** Prompts are read by an encoder, and answers begin with nothing of them. */
  readonly seq2seq?: Seq2seq;
}

/** Tokens that cannot be have -Infinity then; where only one can be, its logit is 0. */
export type Limit = (said: Float32Array, length: number, most: number) => Float32Array;

/** Who hears of the results, and may cancel. */
export interface Listener {
  readonly signal: AbortSignal;
  readonly done: (generation: Generation) => void;
  /** A prompt that cannot be answered; the others go on. */
  readonly refused: (refused: Refused) => void;
  readonly progress: (progress: Progress) => void;
}

/** A request while it runs. */
export interface Task extends Listener {
  readonly engine: Engine;
  readonly options: GenerateOptions;
  readonly count: Tally["add"];
}
