// The decode loop: rows come and go, and each step gives every row in the batch one token, as if it were alone.
import { type Cache, cacheBytes, compact, gather, lengthOf, type Piece, rowsOf, whole } from "./cache.ts";
import type { Task } from "./engine.ts";
import { failure } from "./error.ts";
import { alone, wanting } from "./failing.ts";
import { decodeFamily, families, type Family } from "./family.ts";
import { fetched, pass } from "./forward.ts";
import { canLookUp, lookup } from "./lookup.ts";
import { type Begun, prefill } from "./prefill.ts";
import { goesOn, longest, type Row, start } from "./row.ts";
import { kept } from "./slots.ts";

/** Rows per batch: a step of 64 takes five times as long as one of a single row, and more of them add little. */
export const ROWS = 64;

/** Rows that are computed together, and in which row of the cache each lies. */
interface Batch {
  readonly rows: readonly Row[];
  readonly at: readonly number[];
  readonly cache: Cache | undefined;
}
const none: Batch = { rows: [], at: [], cache: undefined };

/**
 * All rows, those that begin alike as branches of one. One at which the graph fails takes no other with it: those it was with are
 * computed again, each alone; or, where memory was wanting, half as many together.
 */
export async function decode(task: Task, rows: readonly Row[]): Promise<void> {
  try {
    const { found, others } = families(task, rows);
    for (const family of found) others.push(...(await together(task, family)));
    for (let [left, most] = [others as readonly Row[], ROWS]; left.length > 0;) {
      const { failed, short } = await decodeBatch(task, left, most);
      failed.forEach(again);
      [left, most] = [failed, short ? Math.max(1, most / 2) : 1];
    }
  } finally {
    // what was cancelled or refused has not let its own go
    for (const row of rows) row.guide?.close();
  }
}

/** A family; where the graph fails, those of its rows that have no result. */
async function together(task: Task, family: Family): Promise<readonly Row[]> {
  try {
    await decodeFamily(task, family);
    return [];
  } catch {
    task.signal.throwIfAborted();
    const open = family.rows.filter((row) => row.open);
    open.forEach(again);
    return open;
  } finally {
    task.engine.setup.graph.clear();
  }
}

/** A row that is to be computed anew. */
function again(row: Row): void {
  row.guide?.close();
  Object.assign(row, start());
}

/** Rows of batches that failed, and whether each did for want of memory. */
interface Failed {
  readonly failed: readonly Row[];
  readonly short: boolean;
}

/** Up to `most` rows at a time. A row that fails alone is refused. */
async function decodeBatch(task: Task, rows: readonly Row[], most: number): Promise<Failed> {
  const { fit, graph } = task.engine.setup;
  const equal = fit.rows === "equal";
  const waiting = equal ? rows.toSorted((a, b) => a.prompt.length - b.prompt.length) : [...rows];
  const failed: Row[] = [];
  let [batch, short] = [none, true];
  while (waiting.length > 0 || batch.rows.length > 0) {
    const fresh = admitted(task, waiting, batch, fit.rows === "alone" ? 1 : most);
    try {
      batch = await step(task, batch, fresh, most > 1);
    } catch (thrown) {
      task.signal.throwIfAborted();
      const open = [...batch.rows, ...fresh].filter((row) => row.open);
      const [only] = batch.rows.length + fresh.length === 1 ? open : [];
      if (only) task.refused({ index: only.index, error: alone(task, only, thrown) });
      else failed.push(...open);
      short &&= wanting(failure(thrown, "E513", ""));
      batch = none;
    }
    if (batch === none) graph.clear();
  }
  return { failed, short };
}

/** Takes out of `waiting` what may join the batch now. */
function admitted(task: Task, waiting: Row[], batch: Batch, most: number): Row[] {
  const { setup, memory } = task.engine;
  const free = most - batch.rows.length;
  const equal = setup.fit.rows === "equal";
  // joining moves the batch in memory: not for every single row
  if (!equal && batch.rows.length > 0 && free < most / 4) return [];
  const length = batch.cache ? lengthOf(batch.cache, batch.at[0]!) : waiting[0]?.prompt.length;
  const taken: Row[] = [];
  let longestYet = Math.max(0, ...batch.rows.map((row) => longest(row, task.options)));
  for (let at = 0; at < waiting.length && taken.length < free;) {
    const row = waiting[at]!;
    const longer = Math.max(longestYet, longest(row, task.options));
    const count = batch.rows.length + taken.length + 1;
    const fits = count === 1 || count * cacheBytes(setup.layout, longer) <= memory;
    if (equal && row.prompt.length !== length) at++;
    else if (!fits) break;
    else {
      longestYet = longer;
      taken.push(...waiting.splice(at, 1));
    }
  }
  return taken;
}

/** Prompts of the rows that join, then one token for every row. */
async function step(task: Task, before: Batch, fresh: readonly Row[], reuse: boolean): Promise<Batch> {
  const { setup } = task.engine;
  const begun = fresh.length > 0 ? await prefill(task, fresh, reuse) : [];
  const { rows, cache } = await joined(task, before, begun);
  if (cache === undefined) return none;
  const [only, second] = rows;
  if (only && !second && task.options.lookup !== false && canLookUp(setup)) return drafted(task, only, cache);
  const tokens = rows.map((row) => [row.tokens.at(-1)!]);
  const passing = pass(setup, cache, tokens, task.signal);
  const [passed] = await Promise.all([passing, ...rows.map(({ guide }) => guide?.ahead())]);
  const at: number[] = [];
  for (const [n, row] of rows.entries()) if (await goesOn(task, row, passed, n)) at.push(n);
  return at.length === 0 ? none : { rows: at.map((n) => rows[n]!), at, cache: passed.cache };
}

/** One row, and as many tokens as are drafted rightly, and one more. */
async function drafted(task: Task, row: Row, cache: Cache): Promise<Batch> {
  const { setup } = task.engine;
  const length = lengthOf(cache, 0);
  row.lookup ??= lookup(row.prompt);
  const draft = row.lookup.draft(row.tokens, task.options.maxTokens - row.tokens.length - 1);
  const tokens = [row.tokens.at(-1)!, ...draft];
  const home = draft.length === 0 ? cache : compact(setup, cache, length);
  const passing = pass(setup, home, [tokens], task.signal, [[...tokens.keys()]]);
  const [passed] = await Promise.all([passing, row.guide?.ahead()]);
  row.drafted += draft.length;
  let [goes, right] = [await goesOn(task, row, passed, 0), 0];
  while (goes && right < draft.length && row.tokens.at(-1) === draft[right]) {
    right++;
    row.accepted++;
    goes = await goesOn(task, row, passed, 0, right);
  }
  row.lookup.accepted(right);
  if (!goes) return none;
  const after = draft.length === right ? passed.cache : compact(setup, passed.cache, length + 1 + right);
  return { rows: [row], at: [0], cache: after };
}

/** The rows of a batch and those that join it, in a cache that holds them and no others. */
async function joined(
  task: Task,
  { rows, at, cache }: Batch,
  begun: readonly Begun[],
): Promise<Pick<Batch, "rows" | "cache">> {
  const { setup } = task.engine;
  const all = [...rows, ...begun.map(({ row }) => row)];
  if (all.length === 0) return none;
  const pieces = [...at.map((row) => whole(cache!, row)), ...begun.map(({ piece }) => piece)];
  const left = task.options.maxTokens - Math.min(...all.map(({ tokens }) => tokens.length));
  const room = Math.max(...pieces.map(({ to }) => to)) + left;
  if (!isHome(pieces, room)) {
    const moved = (await fetched(setup, pieces)).map((piece) => [piece]);
    return { rows: all, cache: gather(setup, moved, room) };
  }
  const places = pieces.map(({ row }) => row);
  const [first] = places.length === rowsOf(pieces[0]!.cache) ? pieces : await fetched(setup, pieces);
  const stays = kept(setup, first!.cache, places);
  return { rows: stays.rows.map((row) => all[places.indexOf(row)]!), cache: stays.cache };
}

/** Whether rows lie in one cache that has room enough, none of them twice. */
const isHome = (pieces: readonly Piece[], room: number): boolean =>
  pieces.every(({ cache }) => cache === pieces[0]!.cache && cache.room >= room) &&
  new Set(pieces.map(({ row }) => row)).size === pieces.length;
