// What several answers to one item say of the next ones.

/**
 * pass@k: the chance that at least one of k answers is right, c of n having been; k <= n. Unbiased.
 * Source: M. Chen et al. 2021, arXiv 2107.03374, equation 1.
 */
export function passAt(n: number, c: number, k: number): number {
  if (n - c < k) return 1;
  let none = 1;
  for (let at = n - c + 1; at <= n; at++) none *= 1 - k / at;
  return 1 - none;
}

/** pass^k: the chance that all of k answers are right, C(c, k) / C(n, k). Source: S. Yao et al. 2024, arXiv 2406.12045. */
export function passAll(n: number, c: number, k: number): number {
  let all = 1;
  for (let at = 0; at < k; at++) all *= Math.max(0, c - at) / (n - at);
  return all;
}

/** The chance that two different answers of an item, drawn at random, disagree; of two answers, whether they do. */
export function flips(answers: readonly string[]): number {
  const counts = new Map<string, number>();
  for (const answer of answers) counts.set(answer, (counts.get(answer) ?? 0) + 1);
  const same = [...counts.values()].reduce((sum, count) => sum + count * (count - 1), 0);
  return 1 - same / (answers.length * (answers.length - 1));
}
