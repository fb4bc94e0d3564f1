// Results by content: a key names everything that moves the output, the value carries its own checksum.
import { memoryRates, type Rates } from "./rates.ts";
import type { Json } from "./value.ts";

/** What a finished call leaves behind. `made` says how, for provenance; it never enters the key. */
export interface Entry {
  readonly value: Json;
  readonly made: Json;
}

export interface Store {
  /** Where it lies, for messages. */
  readonly place: string;
  /** The entry of a key; undefined when there is none, or when the stored bytes fail their checksum. */
  get(key: string): Promise<Entry | undefined>;
  /** Idempotent: the same key holds the same value. */
  put(key: string, entry: Entry): Promise<void>;
  /** Entries found damaged and left unused so far. */
  readonly damaged: () => number;
  /** How fast models were, kept beside the results. */
  readonly rates: Rates;
}

/** A store that lasts as long as the process: for tests, and where the disk cannot be written. */
export function memoryStore(): Store {
  const entries = new Map<string, Entry>();
  return {
    place: "memory",
    get: async (key) => entries.get(key),
    put: async (key, entry) => void entries.set(key, entry),
    damaged: () => 0,
    rates: memoryRates(),
  };
}
