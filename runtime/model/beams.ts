// Beam search over the cache: the beams of a prompt are rows of a batch, and those of several prompts go together where they may.
import { begin, type Behind, grown, over, type Rules, type Search } from "./beam.ts";
import { cacheBytes, gather, type Piece, whole } from "./cache.ts";
import { ROWS } from "./decode.ts";
import type { Task } from "./engine.ts";
import { apart } from "./failing.ts";
import { eachOnce, forked } from "./fork.ts";
import { fetched, pass } from "./forward.ts";
import { prompted } from "./prefill.ts";
import { fitting } from "./room.ts";
import { longest, result, type Row, type Said } from "./row.ts";

/** A prompt whose search goes on, and where each beam is cached up to its last token but one. */
interface Open {
  readonly row: Row;
  readonly search: Search;
  readonly pieces: readonly Piece[];
}

/** All rows, some prompts at a time. One at which the graph fails is refused, and takes no other with it. */
export async function decodeBeams(task: Task, rows: readonly Row[]): Promise<void> {
  const equal = task.engine.setup.fit.rows === "equal";
  const left = equal ? rows.toSorted((a, b) => a.prompt.length - b.prompt.length) : [...rows];
  while (left.length > 0) {
    const some = left.splice(0, together(task, left)).map((row) => ({ row }));
    await apart(task, some, (given, again) =>
      search(
        task,
        given.map(({ row }) => row),
        !again,
      ),
    );
  }
}

/** How many of the next prompts are searched at once: as many as a batch and the memory hold, and one in any case. */
function together(task: Task, next: readonly Row[]): number {
  const { engine, options } = task;
  const { fit, layout } = engine.setup;
  if (fit.rows === "alone") return 1;
  const beams = options.beams ?? 1;
  const lengths = next.slice(0, Math.floor(ROWS / beams)).map(({ prompt }) => prompt.length);
  const other = fit.rows === "equal" ? lengths.findIndex((length) => length !== lengths[0]) : -1;
  const most = other < 0 ? lengths.length : other;
  const room = next.slice(0, most).map((row) => longest(row, options));
  return fitting(room, (count, length) => count * beams * cacheBytes(layout, length), engine.memory);
}

async function search(task: Task, rows: readonly Row[], reuse: boolean): Promise<void> {
  const room = Math.max(...rows.map((row) => longest(row, task.options)));
  let open: Open[] = [];
  await prompted(task, rows, reuse, async (row, piece, passed, at) => {
    open.push(...advanced(task, { row, search: begin, pieces: [piece] }, () => behind(passed, at)));
  });
  while (open.length > 0) {
    const { said, pieces } = await forward(task, open, room);
    let first = 0;
    open = open.flatMap(({ row, search }) => {
      const [from, end] = [first, (first += search.beams.length)];
      return advanced(task, { row, search, pieces: pieces.slice(from, end) }, (beam) => said[from + beam]!);
    });
  }
}

/** One token more for every beam of a prompt; none where its answer is told with that. */
function advanced(task: Task, { row, search, pieces }: Open, said: (beam: number) => Behind): Open[] {
  const next = further(task, row, search, said);
  return next ? [{ row, search: next, pieces: next.beams.map(({ from }) => pieces[from]!) }] : [];
}

/** The search with one token more; null where its answer is told with that. */
export function further(task: Task, row: Row, search: Search, said: (beam: number) => Behind): Search | null {
  const next = grown(search, said, rulesOf(task, row));
  task.count("tokens", search.beams.length);
  row.first ||= performance.now();
  const ends = over(next, task.options);
  const best = (ends ? next.ended : next.beams)[0]!;
  // of a search that goes on: how far it is, where a failure is told
  Object.assign(row, { tokens: [...best.tokens], logprob: best.logprob, open: !ends });
  if (!ends) return next;
  task.done(result(task, row, next.ended[0]!.finish));
  task.count("done", 1);
  return null;
}

const rulesOf = ({ engine, options }: Task, { prompt, stopped }: Row): Rules => ({
  options,
  eos: engine.eos,
  prompt,
  ...(engine.limit && { limit: engine.limit }),
  finish: (tokens) =>
    engine.eos.includes(tokens.at(-1)!)
      ? "eos"
      : stopped(tokens)
        ? "stop"
        : tokens.length >= options.maxTokens
          ? "length"
          : undefined,
});

/** What a pass says in one of its rows. */
export const behind = (passed: Said, row: number): Behind => ({
  logits: passed.logits(row),
  logSum: passed.logSum(row),
});

/** What follows the last token of each beam, and where the beam is cached then. */
interface Forward {
  readonly said: readonly Behind[];
  readonly pieces: readonly Piece[];
}

async function forward(
  { engine: { setup }, signal }: Task,
  open: readonly Open[],
  room: number,
): Promise<Forward> {
  const tokens = open.flatMap(({ search }) => search.beams.map((beam) => [beam.tokens.at(-1)!]));
  const lying = open.flatMap(({ pieces }) => pieces);
  const here = eachOnce(lying, room) ? lying : await fetched(setup, lying);
  if (setup.fit.rows !== "alone") {
    const { cache, at } = forked(setup, here, room);
    const order = at.map((_, row) => tokens[at.indexOf(row)]!);
    const passed = await pass(setup, cache, order, signal);
    return { said: at.map((row) => behind(passed, row)), pieces: at.map((row) => whole(passed.cache, row)) };
  }
  const each: (readonly [Behind, Piece])[] = [];
  for (const [n, piece] of here.entries()) {
    const passed = await pass(setup, gather(setup, [[piece]], room), [tokens[n]!], signal);
    // the next pass takes the place of its logits, and of its cache where that lies on the device
    const [kept] = await fetched(setup, [whole(passed.cache, 0)]);
    const { logits, logSum } = behind(passed, 0);
    each.push([{ logits: logits.slice(), logSum }, kept!]);
  }
  return { said: each.map(([said]) => said), pieces: each.map(([, piece]) => piece) };
}
