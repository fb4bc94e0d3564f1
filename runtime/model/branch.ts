// Branches of a row: what they begin with is cached once and read once in each pass; each sees it and its own tokens.
import { memory, size, width } from "./backend/graph.ts";
import { type Cache, tensorIn } from "./cache.ts";
import { type Branching, pass, type Passed, type Setup } from "./forward.ts";
import type { NumberType } from "./layout.ts";

/** Columns of its own tokens, in order. */
export type Branch = number[];

/** Tokens that a branch goes on with. */
export interface Growth {
  readonly branch: Branch;
  readonly tokens: readonly number[];
}

/**
 * Tokens of branches in one pass, one behind the other in the row of a cache whose first `trunk` tokens all of them see.
 * @param said places among all tokens of the pass behind which logits come out: `logits(0, nth)`
 */
export async function grow(
  setup: Setup,
  { cache, trunk }: { readonly cache: Cache; readonly trunk: number },
  growths: readonly Growth[],
  said: readonly number[],
  signal?: AbortSignal,
): Promise<Passed> {
  const tokens = growths.flatMap((growth) => growth.tokens);
  const branching = branchingOf(setup, cache.columns, trunk, growths);
  return pass(setup, cache, [tokens], signal, said.length > 0 && [said], branching);
}

/** What is added to the score of a column that is not seen: the lowest number there is. */
const HIDDEN: { readonly [K in NumberType]?: number } = { float32: -3.4e38, float16: 0xfbff };

function branchingOf(
  { layout }: Setup,
  columns: number,
  trunk: number,
  growths: readonly Growth[],
): Branching {
  const type = layout.branches!.bias;
  const steps = growths.reduce((sum, { tokens }) => sum + tokens.length, 0);
  const total = columns + steps;
  const dims = [1, 1, steps, total];
  const bias = tensorIn(memory(size(dims) * width[type]), type, dims);
  const numbers = bias.data as Float32Array;
  const positions: number[] = [];
  let at = 0;
  for (const { branch, tokens } of growths)
    for (let n = 0; n < tokens.length; n++, at++) {
      positions.push(trunk + branch.length);
      branch.push(columns + at);
      const row = at * total;
      numbers.fill(HIDDEN[type]!, row + trunk, row + total);
      for (const column of branch) numbers[row + column] = 0;
    }
  return { positions, bias };
}
