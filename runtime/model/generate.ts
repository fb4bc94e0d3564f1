// The decode loop: prompts of equal length run together, each row as if it were alone.
import type { Graph } from "./backend/graph.ts";
import { cacheBytes, lastLogits, pickRows } from "./cache.ts";
import { type Failure, failure, ModelError } from "./error.ts";
import { prefill, step } from "./forward.ts";
import type { Layout } from "./layout.ts";
import type { GenerateOptions, Generation, Progress, Prompt, Refused } from "./protocol.ts";
import { checkOptions } from "./options.ts";
import { penalised } from "./penalty.ts";
import { stream, type Stream } from "./random.ts";
import { logSum, sample } from "./sample.ts";
import { continuation, cutAtStop, stopWatch, type Decode } from "./stop.ts";

/** What the loop needs of a loaded model. */
export interface Engine {
  readonly graph: Graph;
  readonly layout: Layout;
  readonly decode: Decode;
  readonly eos: readonly number[];
  readonly window: number;
  /** Bytes the caches of one batch may take; a single row runs in any case. */
  readonly memory: number;
}

/** Who hears of the results, and may cancel. */
export interface Listener {
  readonly signal: AbortSignal;
  readonly done: (generation: Generation) => void;
  /** A prompt that cannot be answered; the others go on. */
  readonly refused: (refused: Refused) => void;
  readonly progress: (progress: Progress) => void;
}

/** Rows per batch: beyond this, throughput on a CPU no longer grows. */
const mostRows = 16;
/** Least time between two progress reports, in ms. */
const reportEvery = 200;

interface Row {
  readonly index: number;
  readonly prompt: readonly number[];
  tokens: number[];
  readonly random: Stream;
  readonly stopped: (tokens: readonly number[]) => boolean;
  logprob: number;
  /** False once its result is out. */
  open: boolean;
}

interface Task extends Listener {
  readonly engine: Engine;
  readonly options: GenerateOptions;
  readonly count: (what: "done" | "promptTokens" | "promptMs" | "tokens", by: number) => void;
}

/**
 * Runs all prompts; each result goes to `listener.done` as soon as it is there, in order of completion. A prompt that
 * cannot be run (E506, E511), and one at which the graph fails (E512, E513), goes to `listener.refused`.
 * @throws ModelError E511 for the options, before anything runs; the signal's reason when cancelled.
 */
export async function generate(
  engine: Engine,
  prompts: readonly Prompt[],
  options: GenerateOptions,
  listener: Listener,
): Promise<void> {
  checkOptions(options);
  const sound = prompts.flatMap((prompt, index) => {
    const error = unfit(engine, prompt, index, options.maxTokens);
    if (error) listener.refused({ index, error });
    return error ? [] : [{ ...prompt, index }];
  });
  const counts = { done: 0, promptTokens: 0, promptMs: 0, tokens: 0 };
  const began = performance.now();
  let reported = began;
  const report = (): void => {
    reported = performance.now();
    const [ms, promptMs] = [Math.round(reported - began), Math.round(counts.promptMs)];
    listener.progress({ ...counts, total: prompts.length, ms, promptMs });
  };
  const count: Task["count"] = (what, by) => {
    counts[what] += by;
    if (performance.now() - reported >= reportEvery) report();
  };
  const task: Task = { ...listener, engine, options, count };
  for (const batch of batches(engine, sound, options)) await settle(task, batch);
  report();
}

/** Rows of equal prompt length, as many together as the memory allows. */
function batches(
  engine: Engine,
  prompts: readonly (Prompt & { readonly index: number })[],
  options: GenerateOptions,
): Row[][] {
  const byLength = new Map<number, Row[]>();
  for (const { tokens, seed, index } of prompts) {
    const stopped = stopWatch(options.stop, engine.decode, tokens);
    const random = stream(seed, tokens);
    const row = { index, prompt: tokens, tokens: [], random, stopped, logprob: 0, open: true };
    byLength.set(tokens.length, [...(byLength.get(tokens.length) ?? []), row]);
  }
  return [...byLength].flatMap(([length, rows]) => {
    const fit = Math.floor(engine.memory / cacheBytes(engine.layout, length + options.maxTokens));
    const most = Math.max(1, Math.min(mostRows, fit));
    return Array.from({ length: Math.ceil(rows.length / most) }, (_, n) =>
      rows.slice(n * most, (n + 1) * most),
    );
  });
}

/** A batch that fails is run again row by row: so a failure is that of its row, and keeps no other from its answer. */
async function settle(task: Task, batch: readonly Row[]): Promise<void> {
  try {
    await runBatch(task, batch);
  } catch (thrown) {
    task.signal.throwIfAborted();
    const open = batch.filter((row) => row.open);
    const [alone] = batch.length === 1 ? open : [];
    if (alone)
      task.refused({ index: alone.index, error: failure(thrown, "E513", "check the model's files") });
    else for (const row of open) await settle(task, [Object.assign(row, { tokens: [], logprob: 0 })]);
  }
}

/** Prefill once per distinct prompt, fork, then one token per row and step; a finished row leaves the batch. */
async function runBatch(task: Task, batch: readonly Row[]): Promise<void> {
  const { graph, layout } = task.engine;
  const began = performance.now();
  const { prompts, source } = distinct(batch);
  let { logits, cache } = await prefill(graph, layout, prompts, task.signal, (n) =>
    task.count("promptTokens", n),
  );
  task.count("promptMs", performance.now() - began);
  let rows = batch;
  let at: readonly number[] = source; // where each row's logits and cache lie
  for (let past = prompts[0]?.length ?? 0; ; past++) {
    const before = logits;
    const going = [...rows.keys()].filter((n) => {
      const finish = advance(task, rows[n]!, lastLogits(before, at[n]!));
      if (finish !== undefined) task.done(close(task, rows[n]!, finish, performance.now() - began));
      if (finish !== undefined) task.count("done", 1);
      return finish === undefined;
    });
    if (going.length === 0) return;
    const kept = going.map((n) => at[n]!);
    if (kept.length !== logits.dims[0] || kept.some((from, to) => from !== to))
      cache = pickRows(layout, cache, kept);
    rows = going.map((n) => rows[n]!);
    at = [...rows.keys()];
    const next = rows.map((row) => row.tokens.slice(-1));
    ({ logits, cache } = await step(graph, layout, next, past, cache, task.signal));
  }
}

/** Equal prompts (samples of one prompt) are computed once: the prompts, and which of them each row has. */
function distinct(batch: readonly Row[]): { prompts: (readonly number[])[]; source: number[] } {
  const places = new Map<string, number>();
  const prompts: (readonly number[])[] = [];
  const source = batch.map(({ prompt }) => {
    const key = prompt.join();
    const place = places.get(key) ?? prompts.push(prompt) - 1;
    places.set(key, place);
    return place;
  });
  return { prompts, source };
}

/** Chooses the row's next token; says how the row ended, if it did. */
function advance(task: Task, row: Row, logits: Float32Array): Generation["finish"] | undefined {
  const norm = logSum(logits);
  if (Number.isNaN(norm)) {
    const where = `prompt ${row.index + 1}, token ${row.tokens.length + 1}`;
    throw new ModelError("E512", `the model computed NaN at ${where}`, "try another precision or provider");
  }
  const left = penalised(logits, row.prompt, row.tokens, task.options);
  const token = sample(left, task.options, row.random(row.tokens.length));
  row.tokens.push(token);
  row.logprob += logits[token]! - norm;
  task.count("tokens", 1);
  if (task.engine.eos.includes(token)) return "eos";
  if (row.stopped(row.tokens)) return "stop";
  return row.tokens.length >= task.options.maxTokens ? "length" : undefined;
}

function close(task: Task, row: Row, finish: Generation["finish"], ms: number): Generation {
  const { index, prompt, tokens, logprob } = row;
  const said = finish === "eos" ? tokens.slice(0, -1) : tokens;
  const full = continuation(task.engine.decode, prompt, said);
  const text = finish === "stop" ? (cutAtStop(full, task.options.stop) ?? full) : full;
  row.open = false;
  return { index, text, tokens, promptTokens: prompt.length, finish, logprob, ms: Math.round(ms) };
}

/** Why a prompt cannot be run at all. */
function unfit(
  { layout, window }: Engine,
  { tokens }: Prompt,
  index: number,
  maxTokens: number,
): Failure | undefined {
  const name = `prompt ${index + 1}`;
  if (tokens.length === 0)
    return { code: "E511", cause: `${name} is empty`, fix: "give it at least one token" };
  const strange = tokens.find((id) => !Number.isInteger(id) || id < 0 || id >= layout.vocab);
  if (strange !== undefined) {
    const cause = `${name} has the token ${strange}, the model knows 0 to ${layout.vocab - 1}`;
    return { code: "E511", cause, fix: "use this model's own tokenizer" };
  }
  const need = tokens.length + maxTokens;
  if (need > window) {
    const parts = `${tokens.length} (prompt) + ${maxTokens} (answer)`;
    return {
      code: "E506",
      cause: `${name} needs ${parts} = ${need} tokens, the window is ${window}`,
      fix: `shorten it by ${need - window} tokens, or lower max_tokens`,
    };
  }
  return undefined;
}
