// The highest of many scores.

/** Up to so many are picked out; more are cheaper sorted. */
const FEW = 256;

/** Positions of the k highest scores, the highest first, equal ones in their order. `among`: only these, ascending; left out: all. */
export function highest(
  scores: Float64Array,
  k: number,
  among: ArrayLike<number> & Iterable<number> = everyOne(scores.length),
): number[] {
  if (k > FEW)
    return Array.from(among)
      .sort((a, b) => scores[b]! - scores[a]! || a - b)
      .slice(0, k);
  const best: number[] = [];
  for (let nth = 0; nth < among.length; nth++) {
    const at = among[nth]!;
    const score = scores[at]!;
    if (best.length >= k && score <= scores[best.at(-1)!]!) continue;
    let place = best.length;
    while (place > 0 && scores[best[place - 1]!]! < score) place--;
    best.splice(place, 0, at);
    if (best.length > k) best.pop();
  }
  return best;
}

const everyOne = (size: number): Uint32Array => Uint32Array.from({ length: size }, (_, at) => at);
