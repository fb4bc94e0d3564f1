// Results by content: a key names everything that moves the output, the record says what it is made of and carries its own checksum.
import { canonical } from "../dsl/plan/plan.ts";
import { digest } from "./digest.ts";
import { type Claims, ownClaims } from "./store/claims.ts";
import { memoryNotes, type StoreNotes } from "./store/notes.ts";
import { memoryRates, type Rates } from "./rates.ts";
import type { Json } from "./value.ts";

/** What a key is made of. All of it moves the output, and nothing else does. */
export interface Parts {
  /** The same for many calls: model, tokenizer, provider, settings. Written once. */
  readonly of: { readonly [part: string]: Json };
  /** Of this call alone: its prompt by digest, its seed. */
  readonly own: { readonly [part: string]: Json };
}
export interface Keyed {
  readonly key: string;
  readonly parts: Parts;
}
/** The key of a call: the sha256 of its parts, as lower-case hex. Whoever has the parts can check the key. */
export const keyed = (of: Parts["of"], own: Parts["own"]): Keyed => ({
  key: digest(canonical({ ...of, ...own })),
  parts: { of, own },
});

/** What a finished call leaves behind. */
export interface Entry {
  /** Its result; the same key has the same one. */
  readonly value: Json;
  /** What it took: times, memory. In no key, and not compared. */
  readonly spent?: Json;
  /** What computed it. It never enters the key. */
  readonly made: Json;
  readonly parts: Parts;
}

/** A record as it lies there. */
export interface Stored extends Entry {
  readonly key: string;
  /** When it was written, in milliseconds since 1970, by the clock of the machine that did. */
  readonly at: number;
  /** Of the record; a large value is a file beside it. */
  readonly bytes: number;
  /** What it rests on beside it: the section that it shares with others, and the file of a large value. */
  readonly names: readonly string[];
}

/** The same key, computed twice, with different results: whatever made the difference is missing from the key. */
export interface Conflict {
  readonly key: string;
  readonly kept: Json;
  readonly other: Json;
}
/** A record that cannot be believed, and why. */
export interface Damage {
  readonly key: string;
  readonly why: string;
}

/** What a stored result says of itself. */
export type Known = Pick<Entry, "value" | "spent" | "made">;

export interface Store {
  /** Where it lies, for messages. */
  readonly place: string;
  /** The entry of a key; undefined when there is none, or when the stored bytes fail their checksum. */
  get(key: string): Promise<Known | undefined>;
  /** The same with all that is known of it; one whose key is not the digest of its parts is damaged too. */
  read(key: string): Promise<Stored | Damage | undefined>;
  /**
   * Idempotent: what is there stays, and another result for the same key is a conflict. Resolves once no kill can lose it.
   * `at`: when it was written first, where it comes from another store.
   */
  put(key: string, entry: Entry, at?: number): Promise<void>;
  /** Keys in order, those of damaged records among them; all that begin with these digits. */
  keys(beginning?: string): AsyncIterable<string>;
  remove(key: string): Promise<void>;
  /** Records found damaged and left unused so far. */
  readonly damaged: () => readonly Damage[];
  /** Results that came twice and differed, so far. */
  readonly conflicts: () => readonly Conflict[];
  /** What should be known of how it lies there; null where there is nothing to tell. */
  readonly remark: () => string | null;
  /** Who computes what, where several processes are at it. */
  readonly claims: Claims;
  /** Findings that may change, beside the results. */
  readonly notes: StoreNotes;
  /** How fast models were, kept beside the results. */
  readonly rates: Rates;
  close(): Promise<void>;
}

/** A store that lasts as long as the process: for tests, and where the disk cannot be written. */
export function memoryStore(): Store {
  const entries = new Map<string, Stored>();
  const conflicts: Conflict[] = [];
  return {
    place: "memory",
    get: async (key) => entries.get(key),
    read: async (key) => entries.get(key),
    async put(key, entry) {
      const known = entries.get(key);
      if (!known) entries.set(key, { ...entry, key, at: 0, bytes: 0, names: [] });
      else if (differ(known.value, entry.value))
        conflicts.push({ key, kept: known.value, other: entry.value });
    },
    async *keys(beginning = "") {
      for (const key of [...entries.keys()].toSorted()) if (key.startsWith(beginning)) yield key;
    },
    remove: async (key) => void entries.delete(key),
    damaged: () => [],
    conflicts: () => conflicts,
    remark: () => null,
    claims: ownClaims,
    notes: memoryNotes(),
    rates: memoryRates(),
    close: async () => undefined,
  };
}

/**
 * Whether two results of the same key are different ones. Numbers that differ in late digits are not: which prompts were computed
 * together moves those of log-probabilities.
 */
export function differ(a: Json, b: Json): boolean {
  if (typeof a === "number" && typeof b === "number")
    return Math.abs(a - b) > LATE * Math.max(1, Math.abs(a), Math.abs(b));
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return a !== b;
  const [left, right] = [Object.entries(a), new Map<string, Json>(Object.entries(b))];
  return (
    left.length !== right.size ||
    left.some(([name, value]) => {
      const other = right.get(name);
      return other === undefined || differ(value as Json, other);
    })
  );
}
const LATE = 1e-4;
