// What has been computed of prompts, by their first tokens: a radix tree whose edges hold the cache of their tokens.
import { cacheBytes, type Cache, type Form, gather, type Piece, rowsOf } from "./cache.ts";

/** Columns that are kept with a row where it lies, as a share of its tokens: with more of them it is copied. */
const ROOM = 1.25;

interface Edge {
  readonly tokens: readonly number[];
  /** One row: these tokens. */
  readonly cache: Cache;
  /** Whether the states that have no columns are those after the last token; where an edge was cut they are not. */
  readonly whole: boolean;
  readonly next: Map<number, Edge>;
  /** When it was last wanted. */
  used: number;
}

/** The beginning of a prompt that need not be computed. */
export interface Known {
  readonly tokens: number;
  /** Its cache, end to end. */
  readonly pieces: readonly Piece[];
}

/** A tree that takes up to so many bytes; what was not wanted for longest goes first. */
export class Prefixes {
  readonly #form: Form;
  readonly #budget: number;
  readonly #first = new Map<number, Edge>();
  /** There are states that are known after an edge's last token and nowhere within it. */
  readonly #fixed: boolean;
  #clock = 0;
  #tokens = 0;

  constructor(form: Form, budget: number) {
    this.#form = form;
    this.#budget = budget;
    this.#fixed = form.layout.states.some(({ shape }) => !shape.includes("P"));
  }

  /** Bytes of keys and values that are kept. */
  get bytes(): number {
    return this.#bytesOf(this.#tokens);
  }

  #bytesOf(tokens: number): number {
    return cacheBytes(this.#form.layout, tokens) - cacheBytes(this.#form.layout, 0);
  }

  /** The longest known beginning of at most `most` tokens. */
  find(tokens: readonly number[], most: number): Known {
    this.#clock++;
    let known: Known = { tokens: 0, pieces: [] };
    const pieces: Piece[] = [];
    let at = 0;
    for (let edge = this.#first.get(tokens[0]!); edge; edge = edge.next.get(tokens[at]!)) {
      const same = common(edge.tokens, tokens, at, most);
      const end = same === edge.tokens.length;
      if (same === 0) break;
      edge.used = this.#clock;
      pieces.push({ cache: edge.cache, row: 0, from: 0, to: same });
      at += same;
      if (!this.#fixed || (end && edge.whole)) known = { tokens: at, pieces: [...pieces] };
      if (!end) break;
    }
    return known;
  }

  /** Whether so many tokens are kept at all: not where they alone would take more than there is room for. */
  takes(tokens: number): boolean {
    return this.#bytesOf(tokens) <= this.#budget;
  }

  /**
   * Keeps the first tokens of a row of a cache, where it takes so many.
   * @param still they are not written again: a cache of one row is kept where it lies, if nothing of them is known
   */
  keep(tokens: readonly number[], cache: Cache, row: number, still = false): void {
    if (!this.takes(tokens.length)) return;
    this.#clock++;
    let [edges, at] = [this.#first, 0];
    while (at < tokens.length) {
      const known = edges.get(tokens[at]!);
      const same = known ? common(known.tokens, tokens, at, tokens.length) : tokens.length - at;
      const piece = { cache, row, from: at, to: at + same };
      const end = at + same === tokens.length;
      let edge = known && same < known.tokens.length ? this.#cut(known, same) : known;
      if (edge === undefined) {
        const stays = still && at === 0 && rowsOf(cache) === 1 && cache.room <= ROOM * same;
        edge = this.#edge(tokens.slice(at), piece, true, new Map(), stays);
        this.#tokens += same;
      } else if (end && this.#fixed && !edge.whole) edge = this.#edge(edge.tokens, piece, true, edge.next);
      edge.used = this.#clock;
      edges.set(tokens[at]!, edge);
      [edges, at] = [edge.next, at + same];
    }
    this.#drop(0);
  }

  /** Drops now what keeping so many more tokens will drop: before there is memory for them, and not when they are there too. */
  expect(tokens: number): void {
    if (this.takes(tokens)) this.#drop(tokens);
  }

  /** Until there is room for so many tokens more. */
  #drop(tokens: number): void {
    while (this.#tokens > 0 && this.#bytesOf(this.#tokens + tokens) > this.#budget)
      this.#tokens -= dropOldest(this.#first);
  }

  #edge(
    tokens: readonly number[],
    piece: Piece,
    whole: boolean,
    next: Map<number, Edge>,
    stays = false,
  ): Edge {
    const { length } = tokens;
    const cache = stays
      ? { ...piece.cache, had: [length], base: length, columns: length, spare: {} }
      : gather(this.#form, [[piece]], length);
    return { tokens, cache, whole, next, used: this.#clock };
  }

  /** An edge in two, the second behind the first. */
  #cut(edge: Edge, at: number): Edge {
    const piece = (from: number, to: number): Piece => ({ cache: edge.cache, row: 0, from, to });
    const end = edge.tokens.length;
    const rest = this.#edge(edge.tokens.slice(at), piece(at, end), edge.whole, edge.next);
    rest.used = edge.used;
    return this.#edge(edge.tokens.slice(0, at), piece(0, at), false, new Map([[edge.tokens[at]!, rest]]));
  }
}

/** How far an edge and the tokens from `at` on agree, up to token `most`. */
function common(edge: readonly number[], tokens: readonly number[], at: number, most: number): number {
  let n = 0;
  while (n < edge.length && at + n < most && edge[n] === tokens[at + n]) n++;
  return n;
}

/** Takes out the last edge that was not wanted for longest; how many tokens it had. */
function dropOldest(first: Map<number, Edge>): number {
  let [holder, oldest]: [Map<number, Edge>, Edge | undefined] = [first, undefined];
  const look = (edges: Map<number, Edge>): void => {
    for (const edge of edges.values()) {
      if (edge.next.size > 0) look(edge.next);
      else if (oldest === undefined || edge.used < oldest.used) [holder, oldest] = [edges, edge];
    }
  };
  look(first);
  const { tokens } = oldest!;
  holder.delete(tokens[0]!);
  return tokens.length;
}
