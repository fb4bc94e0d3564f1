// One prompt on its way to an answer: its tokens so far, how it ends, the result that it makes.
import { alternatives } from "./alternatives.ts";
import { before, forksOf } from "./begins.ts";
import type { Guide } from "./constrain.ts";
import type { Task } from "./engine.ts";
import { failure, ModelError } from "./error.ts";
import type { Passed } from "./forward.ts";
import type { Lookup } from "./lookup.ts";
import { penalised } from "./penalty.ts";
import type { GenerateOptions, Generation, Prompt } from "./protocol.ts";
import { stream, type Stream } from "./random.ts";
import { greedy, sample } from "./sample.ts";
import type { Step } from "./weighing.ts";
import { continuation, cutAtStop, type Decode, stopWatch } from "./stop.ts";

export interface Row {
  readonly index: number;
  readonly prompt: readonly number[];
  /** Lengths at which other prompts of the request part from it; none is the whole prompt. */
  readonly forks: readonly number[];
  readonly random: Stream;
  readonly stopped: (tokens: readonly number[]) => boolean;
  tokens: number[];
  /** Where the answer stands in the form that it is held to; from its first token on. */
  guide: Guide | undefined;
  /** What it may be about to quote; from the first step that it is alone. */
  lookup: Lookup | undefined;
  /** Tokens that it put forward, and those of them that came. */
  drafted: number;
  accepted: number;
  logprob: number;
  /** Its tokens one by one, where they are to be told. */
  steps: Step[];
  /** When its computing began, and when its first token was there: 0 before. */
  began: number;
  first: number;
  /** Tokens of its prompt that were known. */
  known: number;
  /** It has all its tokens, and the form that it is held to is not complete. */
  cut: boolean;
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
  const forks = forksOf(sorted.map(({ tokens }) => tokens));
  return sorted.map(({ tokens, seed, index }, at) => ({
    index,
    prompt: tokens,
    forks: forks[at]!,
    random: stream(seed, tokens),
    stopped: stopWatch(options.stop, decode, tokens),
    ...start(),
  }));
}

/** A row before it is computed; also one that is to be computed again. */
export const start = () => ({
  tokens: [] as number[],
  guide: undefined as Guide | undefined,
  lookup: undefined as Lookup | undefined,
  logprob: 0,
  steps: [] as Step[],
  began: 0,
  first: 0,
  known: 0,
  drafted: 0,
  accepted: 0,
  cut: false,
  open: true,
});

/** What a pass says of its rows. */
export type Said = Pick<Passed, "logits" | "logSum">;

/**
 * Chooses a row's next token by what a pass says in its row `at`, behind its last token or the nth that was chosen. Tells the result and is false where that was its last, or where no token can be (E522).
 * @throws ModelError E512 where the logits are no numbers.
 */
export async function goesOn(task: Task, row: Row, passed: Said, at: number, nth = 0): Promise<boolean> {
  const { form } = task.options;
  if (form && !row.guide) row.guide = await task.engine.guides.open(form);
  const finish = await advance(task, row, passed.logits(at, nth), passed.logSum(at, nth));
  if (finish === undefined) return true;
  row.open = false;
  row.guide?.close();
  if (finish instanceof ModelError) {
    task.refused({ index: row.index, error: failure(finish, "E522", "") });
    return false;
  }
  task.done(result(task, row, finish));
  task.count("done", 1);
  return false;
}

async function advance(
  task: Task,
  row: Row,
  logits: Float32Array,
  logSum: number,
): Promise<Generation["finish"] | ModelError | undefined> {
  const { engine, options } = task;
  if (!Number.isFinite(logSum)) {
    const where = `prompt ${row.index + 1}, token ${row.tokens.length + 1}`;
    throw new ModelError("E512", `the model computed NaN at ${where}`, "try another precision or provider");
  }
  const { guide } = row;
  const free = penalised(logits, row.prompt, row.tokens, options);
  const said = engine.limit?.(free, row.tokens.length, options.maxTokens) ?? free;
  const token = await chosen(row, said, options);
  if (token === "done") return "stop";
  if (token === null) return deadEnd(row);
  row.tokens.push(token);
  row.first ||= performance.now();
  const logprob = logits[token]! - logSum;
  row.logprob += logprob;
  if (options.logprobs !== undefined)
    row.steps.push({ id: token, logprob, top: alternatives(logits, logSum, options.logprobs) });
  task.count("tokens", 1);
  if (engine.eos.includes(token)) return "eos";
  if (row.stopped(row.tokens)) return "stop";
  if (row.tokens.length < options.maxTokens) return undefined;
  await guide?.look();
  if (guide?.done()) return "stop";
  row.cut = guide?.ends() === false;
  return "length";
}

/** The next token, which the form of the answer has taken; null where it leaves none, `done` where it is complete. */
async function chosen(
  { guide, random, tokens }: Row,
  said: Float32Array,
  options: GenerateOptions,
): Promise<number | "done" | null> {
  if (!guide) return sample(said, options, random(tokens.length));
  const plain = options.temperature === 0;
  const likeliest = plain ? greedy(said) : -1;
  if (said[likeliest]! > -Infinity && guide.takes(likeliest)) return likeliest;
  await guide.look();
  if (guide.done()) return "done";
  const left = plain ? null : guide.held(said);
  const token = plain ? guide.likeliest(said) : left && sample(left, options, random(tokens.length));
  if (token !== null) guide.take(token);
  return token;
}

const deadEnd = ({ index, tokens }: Row): ModelError =>
  new ModelError(
    "E522",
    `no token of the model continues the form of answer ${index + 1} behind its ${tokens.length} tokens`,
    "write choices or a grammar in words that the model's tokenizer has",
  );

/** What is told of a row that has all its tokens. */
export function result(task: Task, row: Row, finish: Generation["finish"]): Generation {
  const { index, prompt, tokens, logprob, steps } = row;
  const said = finish === "eos" ? tokens.slice(0, -1) : tokens;
  const full = continuation(task.engine.decode, prompt, said);
  const whole = finish === "stop" ? (cutAtStop(full, task.options.stop) ?? full) : full;
  const text = task.options.form?.kind === "choices" ? whole.trimStart() : whole;
  const now = performance.now();
  const [ms, firstMs] = [now, row.first || now].map((at) => Math.round(at - row.began)) as [number, number];
  const told = task.options.logprobs !== undefined && { steps };
  const times = { ms, firstMs };
  return {
    index,
    text,
    tokens,
    promptTokens: prompt.length,
    finish,
    logprob,
    ...told,
    ...times,
    known: row.known,
    ...(row.cut && { cut: true }),
    ...(row.lookup && { drafted: row.drafted, accepted: row.accepted }),
  };
}
