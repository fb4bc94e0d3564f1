// Prompts into caches: what is known of them is taken, what several begin with is computed once, short ones go together.
import { type Beginning, beginningOf, KEPT } from "./begins.ts";
import { type Cache, gather, type Piece, whole } from "./cache.ts";
import type { Task } from "./engine.ts";
import { fetched, pass, type Passed, TOGETHER } from "./forward.ts";
import type { Known } from "./prefix.ts";
import { goesOn, longest, type Row } from "./row.ts";
import { filled, hasSlots, slots } from "./slots.ts";

/** A prompt to compute, the rows that ask it, what is known of it. */
interface Asked {
  readonly rows: readonly [Row, ...Row[]];
  readonly known: Known;
}

const nothing: Known = { tokens: 0, pieces: [] };
const length = ({ rows }: Asked): number => rows[0].prompt.length;
const rest = (asked: Asked): number => length(asked) - asked.known.tokens;

/** A row that goes on, and where it is cached. */
export interface Begun {
  readonly row: Row;
  readonly piece: Piece;
}

/** Computes the prompts of rows and their first tokens; those that have not ended with it. `reuse`: prefixes are used and kept. */
export async function prefill(task: Task, rows: readonly Row[], reuse: boolean): Promise<Begun[]> {
  const found: Begun[] = [];
  await prompted(task, rows, reuse, async (row, piece, passed, at) => {
    if (await goesOn(task, row, passed, at)) found.push({ row, piece });
  });
  return found;
}

/** Of a row whose prompt is computed: where it is cached, and the pass that says in its row `at` what follows, until `heard` is through. */
type Heard = (row: Row, piece: Piece, passed: Passed, at: number) => Promise<void>;

/** Computes the prompts of rows. */
export async function prompted(
  task: Task,
  rows: readonly Row[],
  reuse: boolean,
  heard: Heard,
): Promise<void> {
  const { setup, prefixes } = task.engine;
  const began = performance.now();
  const asked: Asked[] = [];
  for (const same of equals(rows)) {
    for (const row of same) Object.assign(row, { began: performance.now(), known: row.prompt.length });
    same[0].known = 0;
    asked.push({ rows: same, known: reuse && setup.fit.continues ? await begun(task, same[0]) : nothing });
  }
  const keeps = ({ rows: [{ prompt }] }: Asked): boolean =>
    reuse && setup.fit.continues && prompt.length >= KEPT && prefixes.takes(prompt.length);
  prefixes.expect(asked.filter(keeps).reduce((sum, one) => sum + rest(one), 0));
  const parts = groups(task, asked);
  const home = hasSlots(setup) ? homeOf(task, parts.flat()) : undefined;
  const full = home && filled(home, parts.flat().map(length));
  // answers are written behind their prompts, and no other row comes to where one lies that is alone; states without columns
  // are written over, as each pass takes the memory of those before the last
  const still = home !== undefined && asked.length === 1;
  let first = 0;
  for (const group of parts) {
    const cache = home ? slots(home, first, group.length) : homeOf(task, group);
    const tokens = group.map(({ rows: [{ prompt }], known }) => prompt.slice(known.tokens));
    const passed = await chunks(task, cache, tokens);
    const pieces = group.map((_, at) => whole(passed.cache, at));
    const here = group.some(keeps) ? await fetched(setup, pieces) : pieces;
    for (const [at, { rows: asking }] of group.entries()) {
      const [{ prompt }] = asking;
      if (keeps(group[at]!)) prefixes.keep(prompt, here[at]!.cache, at, still);
      const piece = full ? whole(full, first + at) : here[at]!;
      for (const row of asking) await heard(row, piece, passed, at);
    }
    first += group.length;
  }
  task.count("promptMs", performance.now() - began);
}

/** A cache with what is known of prompts, and room for the rest and their answers. */
function homeOf({ engine, options }: Task, asked: readonly Asked[]): Cache {
  const room = Math.max(...asked.map(({ rows: [row] }) => longest(row, options)));
  const known = asked.map(({ known }) => known.pieces);
  return gather(engine.setup, known, room);
}

/** Rows by prompt: the samples of one are computed once. */
function equals(rows: readonly Row[]): [Row, ...Row[]][] {
  const found = new Map<string, [Row, ...Row[]]>();
  for (const row of rows) {
    const key = row.prompt.join();
    const same = found.get(key);
    if (same) same.push(row);
    else found.set(key, [row]);
  }
  return [...found.values()];
}

/** What is known of a row's prompt, once what others of the request share with it has been computed and kept. */
async function begun(task: Task, row: Row): Promise<Known> {
  const { known, before } = await readBeginning(task, row.prompt, row.forks);
  row.known = before;
  return known;
}

/** What a list begins with up to each of the `forks`: computed and kept where it is not known. */
export const readBeginning = (
  task: Task,
  list: readonly number[],
  forks: readonly number[],
): Promise<Beginning> =>
  beginningOf(task.engine, list, forks, async (found, tokens) => {
    const cache = gather(task.engine.setup, [found.pieces], found.tokens + tokens.length);
    return (await chunks(task, cache, [tokens], false)).cache;
  });

/** Prompts that can be in one pass, up to a chunk of tokens together; longer ones go alone. */
function groups({ engine }: Task, asked: readonly Asked[]): Asked[][] {
  const { rows, chunk } = engine.setup.fit;
  const kinds = new Map<string, Asked[]>();
  for (const one of asked.toSorted((a, b) => rest(a) - rest(b))) {
    const { tokens } = one.known;
    const alone = rows === "alone" || (rows === "packed" && tokens > 0);
    const key = alone ? `alone ${kinds.size}` : rows === "equal" ? `${tokens} ${rest(one)}` : `${tokens}`;
    kinds.set(key, [...(kinds.get(key) ?? []), one]);
  }
  return [...kinds.values()].flatMap((kind) => {
    const found: Asked[][] = [];
    for (const one of kind) {
      const last = found.at(-1);
      // of what goes in several passes, all rows have tokens in each
      const even = rest(one) <= chunk || (last && rest(last[0]!) === rest(one));
      if (last && even && (last.length + 1) * rest(one) <= TOGETHER) last.push(one);
      else found.push([one]);
    }
    return found;
  });
}

/** Tokens [B][n] in passes of a chunk; a graph that cannot continue takes them whole. Only the last gives logits, if they are `said`. */
async function chunks(
  task: Task,
  cache: Cache,
  tokens: readonly (readonly number[])[],
  said = true,
): Promise<Passed> {
  const { setup } = task.engine;
  const most = setup.fit.continues ? setup.fit.chunk : Infinity;
  const end = Math.max(...tokens.map((row) => row.length));
  const counted = (from: number, to: number): void =>
    task.count(
      "promptTokens",
      tokens.reduce((sum, row) => sum + Math.max(0, Math.min(row.length, to) - from), 0),
    );
  let [past, at] = [cache, 0];
  for (; at + most < end; at += most) {
    const part = tokens.map((row) => row.slice(at, at + most));
    past = (await pass(setup, past, part, task.signal, false)).cache;
    counted(at, at + most);
  }
  const rest = tokens.map((row) => row.slice(at));
  const passed = await pass(setup, past, rest, task.signal, said);
  counted(at, end);
  return passed;
}
