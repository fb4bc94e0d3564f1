// Every record of a store in the order of their keys, without holding more than a few of them.
import type { Damage, Store, Stored } from "../store.ts";
import { turnUnless } from "../turn.ts";

/** Records that are read at once. */
export const WAVE = 64;

export interface Going {
  readonly signal: AbortSignal;
  /** Hears how many records were looked at, and in which part of all keys that was: 0 to 1. */
  readonly heard?: (done: number, share: number) => void;
}

export const isDamage = (record: Stored | Damage): record is Damage => "why" in record;

/** Those that cannot be believed come as what is wrong with them. Errors: E130 once interrupted, E116. */
export async function* everyRecord(
  store: Store,
  begin: string,
  { signal, heard = () => undefined }: Going,
): AsyncGenerator<Stored | Damage> {
  let done = 0;
  for await (const keys of waves(store.keys(begin))) {
    await turnUnless(signal);
    for (const record of await Promise.all(keys.map((key) => store.read(key)))) if (record) yield record;
    done += keys.length;
    heard(done, shareOf(keys.at(-1) ?? "", begin));
  }
}

/** Keys some at a time. */
export async function* waves(keys: AsyncIterable<string>): AsyncGenerator<readonly string[]> {
  let wave: string[] = [];
  for await (const key of keys) {
    if (wave.push(key) < WAVE) continue;
    yield wave;
    wave = [];
  }
  if (wave.length > 0) yield wave;
}

/** Keys are digests, evenly spread: where one lies says how many come before it. */
export const shareOf = (key: string, begin = ""): number => {
  const digits = key.slice(begin.length, begin.length + 6);
  return digits === "" ? 1 : parseInt(digits, 16) / 16 ** digits.length;
};
