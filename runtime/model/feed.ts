// Given tokens through a graph: how many lines of them go in one pass, and behind which tokens logits are looked at.
import { width } from "./backend/graph.ts";
import { type Cache, cacheBytes, gather } from "./cache.ts";
import { pass, type Setup, TOGETHER } from "./forward.ts";
import type { Known } from "./prefix.ts";

/** Bytes of logits that one pass may give: of a long text never those of all its tokens. */
const LOGITS = 64 * 2 ** 20;
/** Lines in one pass. */
const MOST = 64;

/** Tokens behind what is known of them. */
export interface Line {
  readonly known: Known;
  readonly tokens: readonly number[];
  /** The first token behind which the logits are wanted. */
  readonly from: number;
  /** Told the logits [V] behind each token from there on, in order, and ln of the sum of exp over them; to be read at once. */
  readonly hear: (at: number, logits: Float32Array, logSum: number) => void;
}

/** A request while it is computed. */
export interface Feeding {
  readonly setup: Setup;
  /** Bytes that the caches of one pass may take; a single line goes in any case. */
  readonly memory: number;
  readonly signal: AbortSignal;
  /** Hears of tokens that were computed. */
  readonly count: (tokens: number) => void;
}

/** Lines that go through the graph together, in an order of their own. */
export function bundles<L extends Line>({ setup, memory }: Feeding, lines: readonly L[]): L[][] {
  const kinds = new Map<string, L[]>();
  for (const line of lines.toSorted((a, b) => a.tokens.length - b.tokens.length)) {
    const kind = kindOf(setup, line) ?? `alone ${kinds.size}`;
    kinds.set(kind, [...(kinds.get(kind) ?? []), line]);
  }
  return [...kinds.values()].flatMap((kind) => {
    const steps = stepwise(setup, kind);
    if (!steps && setup.fit.rows === "packed" && kind[0]!.known.tokens > 0) return kind.map((line) => [line]);
    const found: L[][] = [];
    for (const line of kind) {
      const last = found.at(-1);
      if (last && fits(setup, memory, last.length + 1, line, steps)) last.push(line);
      else found.push([line]);
    }
    return found;
  });
}

/** Lines of one kind may share a pass; null where a line shares none. */
function kindOf({ fit }: Setup, { known, tokens }: Line): string | null {
  if (fit.rows === "alone" || !fit.continues || tokens.length > fit.chunk) return null;
  return fit.rows === "equal" ? `${known.tokens} ${tokens.length}` : `${known.tokens}`;
}

/** Where only one row may have several tokens behind cached ones, rows go token by token if that makes fewer passes. */
const stepwise = ({ fit }: Setup, lines: readonly Line[]): boolean =>
  fit.rows === "packed" && lines[0]!.known.tokens > 0 && longest(lines) < lines.length;

const longest = (lines: readonly Line[]): number => Math.max(...lines.map(({ tokens }) => tokens.length));

/** Whether so many lines go together, of which `line` is the longest. */
function fits(setup: Setup, memory: number, count: number, line: Line, steps: boolean): boolean {
  const { known, tokens, from } = line;
  const [computed, looked] = steps ? [1, 1] : [tokens.length, tokens.length - from];
  return (
    count <= MOST &&
    count * computed <= TOGETHER &&
    count * looked <= mostLogits(setup) &&
    count * cacheBytes(setup.layout, known.tokens + tokens.length) <= memory
  );
}

const mostLogits = ({ layout }: Setup): number =>
  Math.max(1, Math.floor(LOGITS / (layout.vocab * width[layout.logits])));

/**
 * Computes lines of one bundle. In the cache that comes out each row has what was known of it and its tokens; behind them may lie
 * what nobody asked for.
 */
export async function feed({ setup, signal, count }: Feeding, lines: readonly Line[]): Promise<Cache> {
  const end = longest(lines);
  const steps = lines.length > 1 && stepwise(setup, lines);
  const room = Math.max(...lines.map(({ known }) => known.tokens)) + end;
  let cache = gather(
    setup,
    lines.map(({ known }) => known.pieces),
    room,
  );
  for (let at = 0; at < end;) {
    const to = lines.length === 1 ? cut(setup, lines[0]!, at) : steps ? at + 1 : end;
    // one that has ended goes on with its last token, and nobody looks at it
    const parts = lines.map(({ tokens }) => (at < tokens.length ? tokens.slice(at, to) : tokens.slice(-1)));
    const wanted = lines.map(({ tokens, from }) => range(Math.max(at, from), Math.min(to, tokens.length)));
    const said = wanted.some(({ length }) => length > 0) && wanted.map((row) => row.map((n) => n - at));
    const passed = await pass(setup, cache, parts, signal, said);
    for (const [row, places] of wanted.entries())
      for (const [nth, place] of places.entries())
        lines[row]!.hear(place, passed.logits(row, nth), passed.logSum(row, nth));
    count(lines.reduce((sum, { tokens }) => sum + Math.max(0, Math.min(to, tokens.length) - at), 0));
    [cache, at] = [passed.cache, to];
  }
  return cache;
}

/** Where the pass ends that begins at token `at` of a line that is alone. */
function cut(setup: Setup, { tokens, from }: Line, at: number): number {
  const { continues, chunk } = setup.fit;
  // what cannot go on with several tokens goes on with one
  if (!continues) return at === 0 ? from + 1 : at + 1;
  const end = Math.min(tokens.length, at + chunk);
  return end <= from ? end : Math.min(end, Math.max(at, from) + mostLogits(setup));
}

const range = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(0, to - from) }, (_, n) => from + n);
