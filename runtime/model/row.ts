// One prompt on its way to an answer: its tokens so far, how it ends, the result that it makes.
import type { Task } from "./engine.ts";
import { ModelError } from "./error.ts";
import { penalised } from "./penalty.ts";
import type { GenerateOptions, Generation, Prompt } from "./protocol.ts";
import { stream, type Stream } from "./random.ts";
import { logSum, sample } from "./sample.ts";
import { continuation, cutAtStop, type Decode, stopWatch } from "./stop.ts";

export interface Row {
  readonly index: number;
  readonly prompt: readonly number[];
  /** Lengths at which other prompts of the request part from it; none is the whole prompt. */
  readonly forks: readonly number[];
  readonly random: Stream;
  readonly stopped: (tokens: readonly number[]) => boolean;
  tokens: number[];
  logprob: number;
  /** When its computing began. */
  began: number;
  /** False once its result is out. */
  open: boolean;
}

/** Tokens that a row may come to have. */
export const longest = ({ prompt }: Row, { maxTokens }: GenerateOptions): number => prompt.length + maxTokens;

/** Rows of prompts, in the order of their tokens, so that those that begin alike are neighbours. */
export function rowsOf(
  prompts: readonly (Prompt & { readonly index: number })[],
  options: GenerateOptions,
  decode: Decode,
): Row[] {
  const sorted = prompts.toSorted((a, b) => before(a.tokens, b.tokens) || a.index - b.index);
  const parts = sorted.map(({ tokens }, at) => fork(tokens, sorted[at + 1]?.tokens ?? []));
  return sorted.map(({ tokens, seed, index }, at) => ({
    index,
    prompt: tokens,
    forks: [...new Set([parts[at - 1] ?? 0, parts[at]!])]
      .map((length) => Math.min(length, tokens.length - 1))
      .toSorted((a, b) => a - b),
    random: stream(seed, tokens),
    stopped: stopWatch(options.stop, decode, tokens),
    ...start(),
  }));
}

/** A row before it is computed; also one that is to be computed again. */
export const start = () => ({ tokens: [] as number[], logprob: 0, began: 0, open: true });

const before = (a: readonly number[], b: readonly number[]): number => {
  const at = fork(a, b);
  return (a[at] ?? -1) - (b[at] ?? -1);
};

/** How many tokens two prompts begin with in common. */
function fork(a: readonly number[], b: readonly number[]): number {
  let n = 0;
  while (n < a.length && n < b.length && a[n] === b[n]) n++;
  return n;
}

/**
 * Chooses a row's next token. Tells the result and is false where that was its last.
 * @throws ModelError E512 where the logits are no numbers.
 */
export function goesOn(task: Task, row: Row, logits: Float32Array): boolean {
  const finish = advance(task, row, logits);
  if (finish === undefined) return true;
  row.open = false;
  task.done(result(task, row, finish));
  task.count("done", 1);
  return false;
}

function advance(task: Task, row: Row, logits: Float32Array): Generation["finish"] | undefined {
  const { engine, options } = task;
  const norm = logSum(logits);
  if (Number.isNaN(norm)) {
    const where = `prompt ${row.index + 1}, token ${row.tokens.length + 1}`;
    throw new ModelError("E512", `the model computed NaN at ${where}`, "try another precision or provider");
  }
  const left = penalised(logits, row.prompt, row.tokens, options);
  const token = sample(left, options, row.random(row.tokens.length));
  row.tokens.push(token);
  row.logprob += logits[token]! - norm;
  task.count("tokens", 1);
  if (engine.eos.includes(token)) return "eos";
  if (row.stopped(row.tokens)) return "stop";
  return row.tokens.length >= options.maxTokens ? "length" : undefined;
}

function result(task: Task, row: Row, finish: Generation["finish"]): Generation {
  const { index, prompt, tokens, logprob } = row;
  const said = finish === "eos" ? tokens.slice(0, -1) : tokens;
  const full = continuation(task.engine.decode, prompt, said);
  const text = finish === "stop" ? (cutAtStop(full, task.options.stop) ?? full) : full;
  const ms = Math.round(performance.now() - row.began);
  return { index, text, tokens, promptTokens: prompt.length, finish, logprob, ms };
}
