// Answers of an encoder-decoder: prompts are read together, and their rows go on in step, as no mask hides what a shorter one lacks.
import { begin, type Search } from "../beam.ts";
import { behind, further } from "../beams.ts";
import { ROWS } from "../decode.ts";
import { cacheBytes } from "../cache.ts";
import type { Task } from "../engine.ts";
import { apart } from "../failing.ts";
import type { Generation } from "../protocol.ts";
import { fitting } from "../room.ts";
import { goesOn, longest, type Row } from "../row.ts";
import { stopWatch } from "../stop.ts";
import type { Seq2seq } from "./form.ts";
import { encoded, first, next, picked, type Stepped } from "./pass.ts";

/** An answer on its way, and the prompt that an encoder reads for it. */
interface Answer {
  /** Its prompt is what answers begin with. */
  readonly row: Row;
  readonly source: readonly number[];
}

/** All rows, some prompts at a time. One at which a graph fails is refused, and takes no other with it. */
export async function decodeSeq2seq(task: Task, of: Seq2seq, rows: readonly Row[]): Promise<void> {
  const lengths = new Map(rows.map(({ index, prompt }) => [index, prompt.length]));
  const told = (generation: Generation): void =>
    task.done({ ...generation, promptTokens: lengths.get(generation.index)! });
  const own: Task = { ...task, done: told };
  const { stop } = task.options;
  const answers = rows
    .toSorted((a, b) => a.prompt.length - b.prompt.length)
    .map((row) => {
      const stopped = stopWatch(stop, task.engine.decode, of.start);
      return { row: { ...row, prompt: of.start, stopped }, source: row.prompt };
    });
  try {
    for (let from = 0; from < answers.length;) {
      const some = answers.slice(from, from + together(task, of, answers.slice(from)));
      await apart(own, some, (given) => computed(own, of, given));
      from += some.length;
    }
  } finally {
    for (const { row } of answers) row.guide?.close();
  }
}

/** How many of the next answers go on together: as many as a batch and the memory hold, and one in any case. */
function together(task: Task, of: Seq2seq, next: readonly Answer[]): number {
  const { beams = 1 } = task.options;
  const most = of.together ? Math.floor(ROWS / beams) : 1;
  const lengths = next.slice(0, most).map(({ row, source }) => source.length + longest(row, task.options));
  const bytes = (count: number, length: number): number => count * beams * cacheBytes(of.form.layout, length);
  return fitting(lengths, bytes, task.engine.memory);
}

async function computed(task: Task, of: Seq2seq, answers: readonly Answer[]): Promise<void> {
  const steps = await begun(task, of, answers);
  await (task.options.beams === undefined ? drawn : searched)(task, of, answers, steps);
}

/** What an answer begins with, for each prompt once; `at` says in which row that of each answer is. */
interface Begun {
  readonly stepped: Stepped;
  readonly at: readonly number[];
}

async function begun(task: Task, of: Seq2seq, answers: readonly Answer[]): Promise<Begun> {
  const began = performance.now();
  const sources = new Map(answers.map(({ source }) => [source.join(), source]));
  const asked = new Set<string>();
  for (const { row, source } of answers) {
    const again = asked.has(source.join());
    Object.assign(row, { began, known: again ? source.length : 0 });
    asked.add(source.join());
  }
  const keys = [...sources.keys()];
  const prompts = [...sources.values()];
  const source = await encoded(of, prompts, task.signal);
  const starts = prompts.map(() => of.start);
  const stepped = await first(of, source, starts, task.signal);
  task.count(
    "promptTokens",
    prompts.reduce((sum, { length }) => sum + length, 0),
  );
  task.count("promptMs", performance.now() - began);
  return { stepped, at: answers.map(({ source }) => keys.indexOf(source.join())) };
}

/** Greedy or drawn: a row for each answer. */
async function drawn(task: Task, of: Seq2seq, answers: readonly Answer[], begun: Begun): Promise<void> {
  let { stepped } = begun;
  let open = answers.map(({ row }, n) => ({ row, at: begun.at[n]! }));
  for (;;) {
    const left: typeof open = [];
    for (const one of open) if (await goesOn(task, one.row, stepped, one.at)) left.push(one);
    if (left.length === 0) return;
    const lines = picked(
      stepped.lines,
      left.map(({ at }) => at),
    );
    stepped = await next(
      of,
      lines,
      left.map(({ row }) => row.tokens.at(-1)!),
      task.signal,
    );
    open = left.map(({ row }, at) => ({ row, at }));
  }
}

/** A prompt whose search goes on, and in which row each of its beams is. */
interface Open {
  readonly row: Row;
  readonly search: Search;
  readonly at: readonly number[];
}

/** Searched: a row for each beam of each answer. */
async function searched(task: Task, of: Seq2seq, answers: readonly Answer[], begun: Begun): Promise<void> {
  let { stepped } = begun;
  let open: Open[] = answers.map(({ row }, n) => ({ row, search: begin, at: [begun.at[n]!] }));
  for (;;) {
    const passed = stepped;
    open = open.flatMap((one) => advanced(task, one, passed));
    if (open.length === 0) return;
    const lines = picked(
      stepped.lines,
      open.flatMap(({ at }) => at),
    );
    const tokens = open.flatMap(({ search }) => search.beams.map((beam) => beam.tokens.at(-1)!));
    stepped = await next(of, lines, tokens, task.signal);
    let rows = 0;
    open = open.map(({ row, search }) => ({ row, search, at: search.beams.map(() => rows++) }));
  }
}

/** One token more for every beam, which rows they continue; none where the answer is told with that. */
function advanced(task: Task, { row, search, at }: Open, passed: Stepped): Open[] {
  const more = further(task, row, search, (beam) => behind(passed, at[beam]!));
  return more ? [{ row, search: more, at: more.beams.map(({ from }) => at[from]!) }] : [];
}
