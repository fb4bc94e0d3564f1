// Prompts that begin alike and go on as branches of one row: which do, their ends, and then one token for each in a step.
import { fork } from "./begins.ts";
import { type Branch, grow, type Growth } from "./branch.ts";
import { type Cache, cacheBytes, gather, type Piece } from "./cache.ts";
import type { Task } from "./engine.ts";
import type { Passed } from "./forward.ts";
import { readBeginning } from "./prefill.ts";
import { goesOn, type Row } from "./row.ts";

/** Tokens in common below which rows go on by themselves: there is little to be read twice. */
const TRUNK = 256;
/** Rows below which they do: reading once for so few gains less than columns of the others cost. */
const FEW = 4;
/** Rows of one family. */
const MOST = 128;
/** Of the tokens in common, those that the others add to what each row passes over: a column costs less than half of reading it. */
const SHARE = 1.5;
/** How much less than its first two the rows of a family may have in common: questions begin alike too. */
const LESS = 0.8;

/** Rows that have their first `trunk` tokens in common, and not their last. */
export interface Family {
  readonly rows: readonly Row[];
  readonly trunk: number;
}

/** Families among rows in the order of their tokens, and the rows that are in none. */
export function families(
  task: Task,
  rows: readonly Row[],
): { readonly found: Family[]; readonly others: Row[] } {
  const { branches } = task.engine.setup.fit;
  const found: Family[] = [];
  const others: Row[] = [];
  for (let at = 0; at < rows.length;) {
    const one = branches ? familyAt(task, rows, at) : undefined;
    if (one) found.push(one);
    else others.push(rows[at]!);
    at += one?.rows.length ?? 1;
  }
  return { found, others };
}

function familyAt({ engine, options }: Task, rows: readonly Row[], from: number): Family | undefined {
  const { layout } = engine.setup;
  const first = common(rows, from);
  let [trunk, ends, at] = [first, rows[from]!.prompt.length, from + 1];
  for (; at < rows.length && at - from < MOST; at++) {
    const shared = Math.min(trunk, common(rows, at - 1));
    const longest = Math.max(ends, rows[at]!.prompt.length);
    const own = (at + 1 - from) * (longest - shared + options.maxTokens);
    if (shared < TRUNK || shared < LESS * first || own > SHARE * shared) break;
    // tables of positions have as many rows as the window, and are asked to have one for each column
    if (shared + own > engine.window || cacheBytes(layout, shared + own) > engine.memory) break;
    [trunk, ends] = [shared, longest];
  }
  return at - from < FEW ? undefined : { rows: rows.slice(from, at), trunk };
}

/** Tokens that a row and the next have in common, without the last of either: behind each of them logits are wanted. */
function common(rows: readonly Row[], at: number): number {
  const [one, next] = [rows[at]!.prompt, rows[at + 1]?.prompt ?? []];
  return Math.min(fork(one, next), one.length - 1, next.length - 1);
}

/** A row with the columns of its own. */
interface Member {
  readonly row: Row;
  readonly branch: Branch;
}

/**
 * All rows of a family to their ends.
 * @throws ModelError E512, E513, E520 where the graph fails, the signal's reason when cancelled: rows that are still open have no result
 */
export async function decodeFamily(task: Task, { rows, trunk: most }: Family): Promise<void> {
  const { setup } = task.engine;
  const began = performance.now();
  const tree = await trunkOf(task, rows, most);
  const { trunk } = tree;
  for (const [at, row] of rows.entries())
    Object.assign(row, { began, known: at === 0 ? tree.before : trunk });
  let { cache, open } = await ends(task, tree, rows);
  task.count("promptMs", performance.now() - began);
  while (open.length > 0) {
    const growths = open.map(({ row, branch }) => ({ branch, tokens: [row.tokens.at(-1)!] }));
    const passing = grow(setup, { cache, trunk }, growths, [...open.keys()], task.signal);
    const [passed] = await Promise.all([passing, ...open.map(({ row }) => row.guide?.ahead())]);
    [cache, open] = [passed.cache, await goingOn(task, open, passed)];
  }
}

/** Of members behind which a pass gives logits, in their order, those that go on. */
async function goingOn(task: Task, members: readonly Member[], passed: Passed): Promise<Member[]> {
  const going: Member[] = [];
  for (const [nth, member] of members.entries())
    if (await goesOn(task, member.row, passed, 0, nth)) going.push(member);
  return going;
}

/** A row that has the tokens in common, with room for all that is to come. */
interface Trunk {
  readonly cache: Cache;
  /** Its tokens: a few less than there are in common where the others are not worth a pass. */
  readonly trunk: number;
  /** Those that were known before. */
  readonly before: number;
}

/** What is not known of the tokens in common is computed, and kept; where it is not kept nothing but the row has it. */
async function trunkOf(task: Task, rows: readonly Row[], most: number): Promise<Trunk> {
  const { setup } = task.engine;
  const [{ prompt }] = rows as readonly [Row];
  const { known, before } = await readBeginning(task, prompt, [most]);
  const trunk = Math.min(most, known.tokens);
  const own = rows.reduce((sum, row) => sum + row.prompt.length - trunk + task.options.maxTokens, 0);
  const cache = gather(setup, [firstOf(known.pieces, trunk)], trunk + own);
  return { cache, trunk, before: Math.min(before, trunk) };
}

/** The first tokens of what is cached end to end. */
function firstOf(pieces: readonly Piece[], tokens: number): Piece[] {
  let left = tokens;
  return pieces.flatMap((piece) => {
    const { from } = piece;
    const to = Math.min(piece.to, from + left);
    left -= to - from;
    return to > from ? [{ ...piece, to }] : [];
  });
}

/** The tokens of each prompt behind the trunk, a chunk in a pass, and the first of its answer. */
async function ends(
  task: Task,
  { cache: before, trunk }: Trunk,
  rows: readonly Row[],
): Promise<{ readonly cache: Cache; readonly open: readonly Member[] }> {
  const { setup } = task.engine;
  let cache = before;
  const open: Member[] = [];
  for (const part of parts(rows, trunk, setup.fit.chunk)) {
    const done = part.filter(({ last }) => last);
    const said = part.flatMap(({ last }, at) => (last ? [endOf(part, at)] : []));
    const passed = await grow(setup, { cache, trunk }, part, said, task.signal);
    task.count("promptTokens", endOf(part, part.length - 1) + 1);
    open.push(...(await goingOn(task, done, passed)));
    cache = passed.cache;
  }
  return { cache, open };
}

/** Tokens of a prompt in one pass; with the last of them its answer begins. */
type Part = Member & Growth & { readonly last: boolean };

/** The last place of one of the parts among all tokens of their pass. */
const endOf = (parts: readonly Part[], at: number): number =>
  parts.slice(0, at + 1).reduce((sum, { tokens }) => sum + tokens.length, 0) - 1;

/** Prompts behind the trunk, cut so that each pass has a chunk of tokens at most. */
function parts(rows: readonly Row[], trunk: number, chunk: number): Part[][] {
  const found: Part[][] = [[]];
  let free = chunk;
  for (const row of rows) {
    const member: Member = { row, branch: [] };
    for (let at = trunk; at < row.prompt.length;) {
      if (free === 0) [free] = [chunk, found.push([])];
      const tokens = row.prompt.slice(at, at + free);
      at += tokens.length;
      free -= tokens.length;
      found.at(-1)!.push({ ...member, tokens, last: at === row.prompt.length });
    }
  }
  return found;
}
