// Which passages have a word, and how often: in typed arrays, since 100,000 passages have millions of these.
import type { Reach } from "../operator.ts";
import { paced } from "../progress.ts";
import type { Passage } from "../value.ts";
import { tally, terms } from "./terms.ts";

export interface Postings {
  /** Number of each term. */
  readonly terms: ReadonlyMap<string, number>;
  /** Where the list of a term begins: term t has `starts[t]` to `starts[t + 1]` of the two arrays below. */
  readonly starts: Uint32Array;
  /** Positions of passages, ascending within a list, and how often the passage has the term. */
  readonly places: Uint32Array;
  readonly times: Uint32Array;
  /** Terms in each passage. */
  readonly lengths: Uint32Array;
  readonly mean: number;
}

/** Errors: E130. */
export async function posted(passages: readonly Passage[], reach: Pick<Reach, "count">): Promise<Postings> {
  const known = new Map<string, number>();
  const lengths = new Uint32Array(passages.length);
  // in the order of the passages, in pairs: term, occurrences
  const pairs = growing();
  const ends = new Uint32Array(passages.length);
  let [at, total] = [0, 0];
  for await (const { text } of paced(passages, passages.length, reach, "the index")) {
    const all = terms(text);
    for (const [term, times] of tally(all)) {
      let number = known.get(term);
      if (number === undefined) known.set(term, (number = known.size));
      pairs.add(number, times);
    }
    total += lengths[at] = all.length;
    ends[at++] = pairs.size();
  }
  return { terms: known, lengths, mean: total / Math.max(1, at), ...sorted(pairs.all(), ends, known.size) };
}

/** By term: counted first, then each put in its place. */
function sorted(
  pairs: Uint32Array,
  ends: Uint32Array,
  size: number,
): Pick<Postings, "starts" | "places" | "times"> {
  const starts = new Uint32Array(size + 1);
  for (let at = 0; at < pairs.length; at += 2) starts[pairs[at]! + 1]!++;
  for (let term = 0; term < size; term++) starts[term + 1]! += starts[term]!;
  const next = starts.slice();
  const places = new Uint32Array(pairs.length / 2);
  const times = new Uint32Array(pairs.length / 2);
  let at = 0;
  for (const [place, end] of ends.entries())
    for (; at < 2 * end; at += 2) {
      const to = next[pairs[at]!]!++;
      places[to] = place;
      times[to] = pairs[at + 1]!;
    }
  return { starts, places, times };
}

function growing(): {
  readonly add: (a: number, b: number) => void;
  readonly size: () => number;
  readonly all: () => Uint32Array;
} {
  let [held, used] = [new Uint32Array(1024), 0];
  return {
    add(a, b) {
      if (used + 2 > held.length) {
        const more = new Uint32Array(2 * held.length);
        more.set(held);
        held = more;
      }
      held[used++] = a;
      held[used++] = b;
    },
    size: () => used / 2,
    all: () => held.subarray(0, used),
  };
}
