// The product as it is measured: through its runner, in the child process that users have too.
import { join } from "node:path";
import type { GenerateOptions, LoadedModel, Progress, Prompt } from "../../runtime/model/protocol.ts";
import { type Runner, type RunnerOptions, startRunner } from "../../runtime/model/runner.ts";

export interface Run {
  /** Tokens of each prompt, in the order of the prompts. */
  readonly tokens: readonly (readonly number[])[];
  readonly ms: number;
  /** Of `ms`, what reading the prompts took. */
  readonly promptMs: number;
  /** Tokens chosen. */
  readonly count: number;
  /** Tokens that prompt lookup put forward, and those of them that came. */
  readonly drafted: number;
  readonly accepted: number;
}

export interface Ours {
  readonly runner: Runner;
  readonly model: LoadedModel;
  /** Greedy answers of so many tokens. */
  generate(
    prompts: readonly (readonly number[])[],
    maxTokens: number,
    more?: Partial<GenerateOptions>,
  ): Promise<Run>;
  close(): Promise<void>;
}

/** MiB that no decoder here has: its optimised graph is not made while something else is measured. */
const NEVER = 1e9;

/** A runner of its own that has loaded a directory. */
export async function start(dir: string, options: RunnerOptions = {}): Promise<Ours> {
  const entry = join(process.cwd(), "dist/runner.mjs");
  const runner = startRunner({ entry, optimizeFrom: NEVER, ...options });
  const model = await runner.load({ dir, providers: [{ kind: "cpu" }] });
  return {
    runner,
    model,
    generate: (prompts, maxTokens, more) => generate(runner, model, prompts, maxTokens, more),
    close: () => runner.close(),
  };
}

async function generate(
  runner: Runner,
  { handle }: LoadedModel,
  prompts: readonly (readonly number[])[],
  maxTokens: number,
  more: Partial<GenerateOptions> = {},
): Promise<Run> {
  const tokens: (readonly number[])[] = [];
  let last: Progress | undefined;
  const asked: Prompt[] = prompts.map((one) => ({ tokens: one, seed: 0 }));
  const options = { maxTokens, temperature: 0, stop: [], ...more };
  const hooks = { onProgress: (progress: Progress) => void (last = progress) };
  const began = performance.now();
  let [drafted, accepted] = [0, 0];
  for await (const answer of runner.generate(handle, asked, options, hooks)) {
    tokens[answer.index] = answer.tokens;
    drafted += answer.drafted ?? 0;
    accepted += answer.accepted ?? 0;
  }
  return {
    tokens,
    ms: performance.now() - began,
    promptMs: last?.promptMs ?? 0,
    count: last?.tokens ?? 0,
    drafted,
    accepted,
  };
}

/** Milliseconds per token after the first, of one prompt. */
export const stepMs = ({ ms, promptMs, count }: Run): number => (ms - promptMs) / Math.max(1, count - 1);

/** Ids by a fixed rule, in the vocabulary of the decoders. */
export const ids = (length: number, salt = 0): number[] =>
  Array.from({ length }, (_, n) => (n * 7919 + salt * 104_729 + 13) % 32_000);

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
