// Records as lines of JSON, for another machine: written in the order of their keys, read with no trust in what they say.
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { tooDeep } from "../data/depth.ts";
import { differ, type Entry, keyed, type Parts, type Store, type Stored } from "../store.ts";
import { turnUnless } from "../turn.ts";
import type { Json } from "../value.ts";
import type { Going } from "./every.ts";

/** A record as its line. */
export const lineOf = ({ key, at, parts, made, value, spent }: Stored): string =>
  `${JSON.stringify({ key, at, parts, made, value, ...(spent !== undefined && { spent }) })}\n`;

/** What became of the lines of a file, by reason. */
export interface Folded {
  readonly added: number;
  /** In the store with the same result. */
  readonly known: number;
  /** In the store with another result, which stays: their keys, the first of them. */
  readonly differ: number;
  readonly differing: readonly string[];
  /** Why lines were left out: how many, and the first of them, from 1. */
  readonly refused: ReadonlyMap<string, { readonly lines: number; readonly first: number }>;
}

/** Bytes of a line beyond which it is passed over unread. */
const LONGEST = 256e6;
/** Records that are put at once: a commit is for all of them. */
const PUTS = 512;
/** Characters of lines that are held until then. */
const LARGE = 16e6;
/** Keys that are named. */
const SOME = 10;

/**
 * Adds the records of a file whose keys are the digests of their parts. What is in the store stays. That a result is the one of
 * its parts cannot be seen from it: whoever made the file is believed. Errors: E130, E116, those of reading.
 */
export async function folded(path: string, store: Store, { signal, heard }: Going): Promise<Folded> {
  const counts = { added: 0, known: 0, differ: 0 };
  const differing: string[] = [];
  const refused = new Map<string, { lines: number; first: number }>();
  const wave = new Map<string, Read>();
  let [nth, size] = [0, 0];
  for await (const { line, share } of linesOf(path)) {
    nth++;
    await turnUnless(signal);
    const read =
      line === null ? `it is longer than ${LONGEST / 1e6} MB` : line.trim() === "" ? null : recordIn(line);
    if (typeof read === "string") {
      const before = refused.get(read) ?? { lines: 0, first: nth };
      refused.set(read, { ...before, lines: before.lines + 1 });
    } else if (read) {
      // a key that comes twice is looked for when the first is there
      if (wave.has(read.key)) await flush();
      wave.set(read.key, read);
      size += line?.length ?? 0;
    }
    if (wave.size < PUTS && size < LARGE) continue;
    await flush();
    heard?.(nth, share);
  }
  await flush();
  return { ...counts, differing, refused };

  async function flush(): Promise<void> {
    await Promise.all([...wave.values()].map(add));
    wave.clear();
    size = 0;
  }
  async function add({ key, at, ...entry }: Read): Promise<void> {
    const there = await store.get(key);
    if (!there) {
      await store.put(key, entry, at);
      counts.added++;
    } else if (!differ(there.value, entry.value)) counts.known++;
    else {
      counts.differ++;
      if (differing.length < SOME) differing.push(key);
    }
  }
}

type Read = Entry & { readonly key: string; readonly at: number };

/** The record of a line, or why it is none. */
function recordIn(line: string): Read | string {
  let found: unknown;
  try {
    found = JSON.parse(line);
  } catch {
    return "it is not JSON";
  }
  if (!isRecord(found) || tooDeep(found)) return "it is not a record of a store";
  const { key, at, parts, made, value, spent } = found;
  if (typeof key !== "string" || !isMoment(at) || made === undefined || value === undefined)
    return "it is not a record of a store";
  if (!isRecord(parts) || !isRecord(parts["of"]) || !isRecord(parts["own"]))
    return "it does not say the parts of its key";
  const known: Parts = { of: parts["of"], own: parts["own"] };
  if (keyed(known.of, known.own).key !== key) return "its key is not the digest of its parts";
  return { key, at, parts: known, made, value, ...(spent !== undefined && { spent }) };
}

const isRecord = (value: unknown): value is { readonly [name: string]: Json } =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Within what a date can be. */
const isMoment = (at: Json | undefined): at is number => typeof at === "number" && Math.abs(at) <= 8.64e15;

const BREAK = 0x0a;

/** Lines without their breaks, null for one that is too long; `share`: how much of the file is read. */
async function* linesOf(
  path: string,
): AsyncGenerator<{ readonly line: string | null; readonly share: number }> {
  const { size } = await stat(path);
  let rest: Buffer[] = [];
  let [length, done] = [0, 0];
  const whole = (): { line: string | null; share: number } => ({
    line: length > LONGEST ? null : Buffer.concat(rest).toString("utf8"),
    share: size === 0 ? 1 : Math.min(1, done / size),
  });
  const add = (piece: Buffer): void => {
    length += piece.length;
    if (length > LONGEST) rest = [];
    else rest.push(piece);
  };
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    let from = 0;
    for (let at = chunk.indexOf(BREAK); at >= 0; at = chunk.indexOf(BREAK, from)) {
      add(chunk.subarray(from, at));
      yield whole();
      [rest, length, from] = [[], 0, at + 1];
    }
    add(chunk.subarray(from));
    done += chunk.length;
  }
  if (length > 0) yield whole();
}
