// What an earlier compile made and a later one takes over: parsed segments, digests, layouts. Same results with and without.
import type { Statement } from "./ast.ts";
import type { Diagnostic } from "../tell/diagnostic.ts";
import type { Segment } from "./segment.ts";
import type { Span } from "../source.ts";
import type { Mode } from "./tokens.ts";

export interface Parsed {
  readonly statements: readonly Statement[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Where a segment stands: nothing else but its text decides what it parses to. */
export interface Where {
  readonly cell: number;
  /** 1-based line of the segment in its cell. */
  readonly line: number;
  readonly mode: Mode;
  /** It is all there is in the cell, so an expression is legal. */
  readonly alone: boolean;
}

/** Characters of source, and of what was digested, that a memo holds; the longest unused goes first. */
const ROOM = 1_000_000;

/** Handed from compile to compile of one program, or of many. */
export interface Memo {
  /** The segment parsed at `where`; `make` parses it where nothing is held. */
  readonly segment: (segment: Segment, where: Where, make: () => Parsed) => Parsed;
  readonly digest: (text: string, make: (text: string) => string) => string;
  /** The layout of a statement; `key` is its text and all else that decides it. Undefined is an answer too. */
  readonly layout: (key: string, make: () => string | undefined) => string | undefined;
}

interface Held {
  readonly start: number;
  readonly where: Where;
  readonly parsed: Parsed;
}

export function memo(room = ROOM): Memo {
  const segments = bounded<Held>(room);
  const digests = bounded<string>(room);
  const layouts = bounded<{ readonly text: string | undefined }>(room);
  return {
    segment(segment, where, make) {
      const key = `${where.mode} ${where.alone} ${segment.text}`;
      const held = segments.get(key);
      if (held && isAt(held, segment, where)) return held.parsed;
      const parsed = held && movable(held, where) ? moved(held, segment, where) : make();
      segments.set(key, { start: segment.start, where, parsed });
      return parsed;
    },
    digest(text, make) {
      const known = digests.get(text);
      if (known !== undefined) return known;
      const made = make(text);
      digests.set(text, made);
      return made;
    },
    layout(key, make) {
      const known = layouts.get(key);
      if (known) return known.text;
      const text = make();
      layouts.set(key, { text });
      return text;
    },
  };
}

const isAt = (held: Held, { start }: Segment, { cell, line }: Where): boolean =>
  held.start === start && held.where.cell === cell && held.where.line === line;

/** Messages name lines, trees do not. */
const movable = ({ parsed, where }: Held, { line }: Where): boolean =>
  parsed.diagnostics.length === 0 || where.line === line;

/** The same with all spans at another place: the price is a copy of the tree, a tenth of parsing it. */
function moved({ start, parsed }: Held, segment: Segment, { cell }: Where): Parsed {
  const by = segment.start - start;
  const copy = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(copy);
    if (typeof value !== "object" || value === null) return value;
    if (isSpan(value)) return { cell, start: value.start + by, end: value.end + by };
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, copy(item)]));
  };
  // a copy that differs in its spans only
  return copy(parsed) as Parsed;
}

const isSpan = (value: object): value is Span => "cell" in value && "start" in value && "end" in value;

interface Bounded<T> {
  readonly get: (key: string) => T | undefined;
  readonly set: (key: string, value: T) => void;
}

/** A map that forgets what was not used for longest. */
function bounded<T>(room: number): Bounded<T> {
  const map = new Map<string, T>();
  let used = 0;
  const drop = (key: string): void => {
    if (map.delete(key)) used -= key.length;
  };
  return {
    get(key) {
      const value = map.get(key);
      if (value !== undefined) {
        map.delete(key);
        map.set(key, value);
      }
      return value;
    },
    set(key, value) {
      drop(key);
      map.set(key, value);
      used += key.length;
      for (const old of map.keys()) {
        if (used <= room || old === key) break;
        drop(old);
      }
    },
  };
}
