// Python's difflib.SequenceMatcher over code points: the longest block both have, then the same on both sides of it.

/** From this length on, characters that are more than one in a hundred of the second text begin no block. */
const POPULAR_FROM = 200;

/** `SequenceMatcher(None, a, b).ratio()`: twice the characters in blocks, of all characters; 1 of two empty texts. */
export function difflibRatio(first: string, second: string): number {
  const [a, b] = [first, second].map((text) => Array.from(text, (char) => char.codePointAt(0) ?? 0)) as [
    number[],
    number[],
  ];
  if (a.length + b.length === 0) return 1;
  return (2 * matched(a, b)) / (a.length + b.length);
}

function matched(a: readonly number[], b: readonly number[]): number {
  const places = placesOf(b);
  let total = 0;
  const open: (readonly [number, number, number, number])[] = [[0, a.length, 0, b.length]];
  for (let range = open.pop(); range; range = open.pop()) {
    const [alo, ahi, blo, bhi] = range;
    const { i, j, size } = longest(a, b, places, range);
    if (size === 0) continue;
    total += size;
    if (alo < i && blo < j) open.push([alo, i, blo, j]);
    if (i + size < ahi && j + size < bhi) open.push([i + size, ahi, j + size, bhi]);
  }
  return total;
}

/** Where each character stands in `b`, popular ones left out. */
function placesOf(b: readonly number[]): ReadonlyMap<number, readonly number[]> {
  const places = new Map<number, number[]>();
  for (const [at, char] of b.entries()) {
    const known = places.get(char);
    if (known) known.push(at);
    else places.set(char, [at]);
  }
  if (b.length >= POPULAR_FROM) {
    const most = Math.floor(b.length / 100) + 1;
    for (const [char, all] of places) if (all.length > most) places.delete(char);
  }
  return places;
}

/** The first of the longest blocks that begin with a character that is not popular, made longer at both ends by any. */
function longest(
  a: readonly number[],
  b: readonly number[],
  places: ReadonlyMap<number, readonly number[]>,
  [alo, ahi, blo, bhi]: readonly [number, number, number, number],
): { i: number; j: number; size: number } {
  let [besti, bestj, size] = [alo, blo, 0];
  let before = new Map<number, number>();
  for (let i = alo; i < ahi; i++) {
    const row = new Map<number, number>();
    for (const j of places.get(a[i] ?? -1) ?? []) {
      if (j < blo) continue;
      if (j >= bhi) break;
      const run = (before.get(j - 1) ?? 0) + 1;
      row.set(j, run);
      if (run > size) [besti, bestj, size] = [i - run + 1, j - run + 1, run];
    }
    before = row;
  }
  while (besti > alo && bestj > blo && a[besti - 1] === b[bestj - 1]) {
    besti--;
    bestj--;
    size++;
  }
  while (besti + size < ahi && bestj + size < bhi && a[besti + size] === b[bestj + size]) size++;
  return { i: besti, j: bestj, size };
}
