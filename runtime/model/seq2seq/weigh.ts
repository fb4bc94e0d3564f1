// How likely an encoder-decoder finds texts that are given behind a prompt: the prompt is read once, the texts go on in step.
import { ROWS } from "../decode.ts";
import type { Seq2seq } from "./form.ts";
import { encoded, first, next, picked, type Stepped } from "./pass.ts";

/** Tokens that stand behind what answers begin with; told what the model says of each place, in order. */
export interface Target {
  readonly tokens: readonly number[];
  readonly hear: (nth: number, logits: Float32Array, logSum: number) => void;
}

/** Texts behind one prompt, some at a time; those of one token need no row of their own. `count` hears of tokens that were computed. */
export async function weighSeq2seq(
  of: Seq2seq,
  prompt: readonly number[],
  targets: readonly Target[],
  count: (tokens: number) => void,
  signal: AbortSignal,
): Promise<void> {
  const source = await encoded(of, [prompt], signal);
  const begun = await first(of, source, [of.start], signal);
  count(prompt.length);
  for (const { hear } of targets) hear(0, begun.logits(0), begun.logSum(0));
  const longer = targets.filter(({ tokens }) => tokens.length > 1);
  for (let from = 0; from < longer.length; from += ROWS)
    await inStep(of, begun, longer.slice(from, from + ROWS), count, signal);
}

async function inStep(
  of: Seq2seq,
  begun: Stepped,
  targets: readonly Target[],
  count: (tokens: number) => void,
  signal: AbortSignal,
): Promise<void> {
  let [stepped, open] = [begun, targets.map((target) => ({ target, at: 0 }))];
  for (let nth = 1; open.length > 0; nth++) {
    const lines = picked(
      stepped.lines,
      open.map(({ at }) => at),
    );
    const tokens = open.map(({ target }) => target.tokens[nth - 1]!);
    stepped = await next(of, lines, tokens, signal);
    count(open.length);
    for (const [row, { target }] of open.entries())
      target.hear(nth, stepped.logits(row), stepped.logSum(row));
    open = open.flatMap(({ target }, at) => (target.tokens.length > nth + 1 ? [{ target, at }] : []));
  }
}
