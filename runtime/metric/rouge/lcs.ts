// Longest common subsequences of lists of tokens, as both ROUGE packages walk them.

/** Tokens as numbers, the same for the same: comparing numbers is what takes the time. */
export function numbered(...lists: readonly (readonly string[])[]): Int32Array[] {
  const known = new Map<string, number>();
  const number = (token: string): number => {
    const before = known.get(token) ?? known.size;
    known.set(token, before);
    return before;
  };
  return lists.map((tokens) => Int32Array.from(tokens, number));
}

/** Lengths of all beginnings: row i, column j at `i * (b.length + 1) + j`. */
function lengths(a: Int32Array, b: Int32Array): Uint16Array | Uint32Array {
  const wide = b.length + 1;
  const table = new (Math.min(a.length, b.length) > 65_535 ? Uint32Array : Uint16Array)(
    (a.length + 1) * wide,
  );
  for (let i = 1; i <= a.length; i++) {
    const row = i * wide;
    const token = a[i - 1];
    for (let j = 1; j <= b.length; j++) {
      const at = row + j;
      if (token === b[j - 1]) table[at] = table[at - wide - 1]! + 1;
      else {
        const [up, left] = [table[at - wide]!, table[at - 1]!];
        table[at] = up >= left ? up : left;
      }
    }
  }
  return table;
}

/** How long the longest common subsequence is; needs two rows only. */
export function lcsLength(a: Int32Array, b: Int32Array): number {
  let [before, row] = [new Uint32Array(b.length + 1), new Uint32Array(b.length + 1)];
  for (const token of a) {
    for (let j = 1; j <= b.length; j++)
      row[j] = token === b[j - 1] ? before[j - 1]! + 1 : Math.max(before[j]!, row[j - 1]!);
    [before, row] = [row, before];
  }
  return before[b.length] ?? 0;
}

/**
 * Positions in `a` of a longest common subsequence, in order. Of several, which one depends on the step that is taken where both are as
 * long: `left`, back in `b` only where that is longer (google), or `up`, back in `a` only where that is longer (pltrdy).
 */
export function lcsPositions(a: Int32Array, b: Int32Array, prefer: "left" | "up"): number[] {
  const table = lengths(a, b);
  const wide = b.length + 1;
  const found: number[] = [];
  let [i, j] = [a.length, b.length];
  while (i > 0 && j > 0) {
    const [up, left] = [table[(i - 1) * wide + j]!, table[i * wide + j - 1]!];
    if (a[i - 1] === b[j - 1]) {
      found.push(i - 1);
      i--;
      j--;
    } else if (prefer === "left" ? left > up : up <= left) j--;
    else i--;
  }
  return found.reverse();
}
