// What is measured on a GPU: which decoders, contexts and batches, and what each takes of its memory.
import { cachePerToken, readPerToken, SHAPES, type Size } from "../decoder/shape.ts";

export interface Plan {
  readonly sizes: readonly Size[];
  readonly contexts: readonly number[];
  readonly batches: readonly number[];
  /** Tokens that each prompt is answered with. */
  readonly tokens: number;
  /** Side of the matrix by which the memory's speed is measured. */
  readonly side: number;
}

export const FULL: Plan = {
  sizes: ["0.1B", "1B"],
  contexts: [1024, 4096, 16_384, 65_536, 131_072],
  batches: [1, 8, 64],
  tokens: 32,
  side: 16_384,
};

/** Every line of the bench at sizes that a CPU has done in seconds. */
export const DRY: Plan = { sizes: ["tiny"], contexts: [32, 96], batches: [1, 2], tokens: 4, side: 256 };

export interface Trial {
  readonly size: Size;
  readonly context: number;
  readonly batch: number;
}

/** The cheap ones first, so that what time is left for is as much as can be. */
export const trials = ({ sizes, contexts, batches }: Plan): Trial[] =>
  sizes.flatMap((size) =>
    contexts
      .flatMap((context) => batches.map((batch) => ({ size, context, batch })))
      .toSorted((a, b) => a.context * a.batch - b.context * b.batch),
  );

/** Bytes of keys and values in the end. */
export const cacheOf = ({ size, context, batch }: Trial, tokens: number): number =>
  cachePerToken(SHAPES[size]) * batch * (context + tokens);

/** Bytes that a step reads at least: each weight once, and all keys and values. */
export const readPerStep = (trial: Trial): number => 4 * readPerToken(SHAPES[trial.size]) + cacheOf(trial, 0);

/** Bytes that a trial takes at its height: a pass has the keys and values before it and those after it. */
export const memoryOf = (trial: Trial, tokens: number): number =>
  4 * readPerToken(SHAPES[trial.size]) + 2 * cacheOf(trial, tokens);
