// Choosing a token from logits [V]: greedy, temperature, top-k, top-p, min-p. No sort over the vocabulary.

export interface Sampling {
  readonly temperature: number;
  readonly topK?: number;
  readonly topP?: number;
  /** Least share of the likeliest token's probability that a token must have (Nguyen et al. 2024, min-p). */
  readonly minP?: number;
}

/** ln of the sum of exp(logits): a token's log-probability is `logits[token] - logSum(logits)`. NaN in, NaN out. */
export function logSum(logits: Float32Array): number {
  const top = logits[greedy(logits)] ?? Number.NaN;
  let sum = 0;
  for (const logit of logits) sum += Math.exp(logit - top);
  return top + Math.log(sum);
}

/** The likeliest token, the lowest id among equals. */
export function greedy(logits: Float32Array): number {
  let best = 0;
  let top = logits[0] ?? Number.NaN;
  for (let id = 1; id < logits.length; id++) {
    if (logits[id]! > top) {
      top = logits[id]!;
      best = id;
    }
  }
  return best;
}

/**
 * One token. `u` in [0, 1) decides, so equal logits and equal `u` give the equal token.
 * Temperature first, then top-k, then top-p over what is left, then min-p, as in the usual libraries.
 */
export function sample(logits: Float32Array, sampling: Sampling, u: number): number {
  const { temperature, topK, topP, minP = 0 } = sampling;
  if (temperature === 0) return greedy(logits);
  if (topK !== undefined && topK < logits.length)
    return draw(
      logits,
      probable(logits, nucleus(logits, likeliest(logits, topK), sampling), sampling),
      temperature,
      u,
    );
  if (topP !== undefined && topP < 1)
    return draw(logits, probable(logits, growing(logits, sampling), sampling), temperature, u);
  return draw(logits, minP > 0 ? above(logits, sampling) : undefined, temperature, u);
}

/** How far a logit may lie below the best one: p / p(best) = exp((logit - best) / temperature). */
const depth = ({ temperature, minP = 0 }: Sampling): number => temperature * Math.log(minP);

/** Those of `ids` (likeliest first) that min-p leaves. */
function probable(logits: Float32Array, ids: readonly number[], sampling: Sampling): readonly number[] {
  const least = logits[ids[0]!]! + depth(sampling);
  const end = ids.findIndex((id) => logits[id]! < least);
  return end < 0 ? ids : ids.slice(0, end);
}

/** Those of the whole vocabulary that min-p leaves: the likeliest first, the others by id. */
function above(logits: Float32Array, sampling: Sampling): readonly number[] {
  const best = greedy(logits);
  const least = logits[best]! + depth(sampling);
  const ids = [best];
  logits.forEach((logit, id) => void (logit >= least && id !== best && ids.push(id)));
  return ids;
}

/** Top-p over the whole vocabulary: take 64 candidates, then 8 times as many, until they hold the mass `topP`. */
function growing(logits: Float32Array, sampling: Sampling): readonly number[] {
  let total = 0;
  const top = logits[greedy(logits)]!;
  for (const logit of logits) total += Math.exp((logit - top) / sampling.temperature);
  for (let size = 64; ; size *= 8) {
    const ids = likeliest(logits, Math.min(size, logits.length));
    const kept = nucleus(logits, ids, sampling, total);
    if (kept.length < ids.length || ids.length === logits.length) return kept;
  }
}

/** The shortest run of `ids` (likeliest first) that holds at least `topP` of `total`; all of them without a `topP`. */
function nucleus(
  logits: Float32Array,
  ids: readonly number[],
  { temperature, topP }: Sampling,
  total?: number,
): readonly number[] {
  if (topP === undefined || topP >= 1) return ids;
  const top = logits[ids[0]!]!;
  const weight = (id: number): number => Math.exp((logits[id]! - top) / temperature);
  const goal = topP * (total ?? ids.reduce((sum, id) => sum + weight(id), 0));
  let sum = 0;
  for (let n = 0; n < ids.length; n++) {
    sum += weight(ids[n]!);
    if (sum >= goal) return ids.slice(0, n + 1);
  }
  return ids;
}

/** The `k` likeliest ids, likeliest first, lower ids first among equals: a heap whose root is the worst one kept. */
export function likeliest(logits: Float32Array, k: number): number[] {
  const heap: number[] = [];
  const worse = (a: number, b: number): boolean =>
    logits[a]! < logits[b]! || (logits[a] === logits[b] && a > b);
  for (let id = 0; id < logits.length; id++) {
    if (heap.length < k) {
      heap.push(id);
      for (let at = heap.length - 1; at > 0;) {
        const up = (at - 1) >> 1;
        if (!worse(heap[at]!, heap[up]!)) break;
        [heap[at], heap[up]] = [heap[up]!, heap[at]!];
        at = up;
      }
    } else if (worse(heap[0]!, id)) {
      heap[0] = id;
      sink(heap, worse);
    }
  }
  return heap.sort((a, b) => (worse(b, a) ? -1 : 1));
}

function sink(heap: number[], worse: (a: number, b: number) => boolean): void {
  for (let at = 0; ;) {
    const left = 2 * at + 1;
    if (left >= heap.length) return;
    const down = left + 1 < heap.length && worse(heap[left + 1]!, heap[left]!) ? left + 1 : left;
    if (!worse(heap[down]!, heap[at]!)) return;
    [heap[at], heap[down]] = [heap[down]!, heap[at]!];
    at = down;
  }
}

/** Inverse-transform draw over `ids`, or over the vocabulary in id order. */
function draw(
  logits: Float32Array,
  ids: readonly number[] | undefined,
  temperature: number,
  u: number,
): number {
  const count = ids?.length ?? logits.length;
  const top = logits[ids?.[0] ?? greedy(logits)]!;
  const weight = (n: number): number => Math.exp((logits[ids?.[n] ?? n]! - top) / temperature);
  let total = 0;
  for (let n = 0; n < count; n++) total += weight(n);
  let left = u * total;
  for (let n = 0; n < count; n++) {
    left -= weight(n);
    if (left < 0) return ids?.[n] ?? n;
  }
  return ids?.[0] ?? greedy(logits); // rounding ate the last sliver of mass
}
