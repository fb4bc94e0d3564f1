// Metrics of one's own, beside the notebooks that use them.

/**
 * Character F1: how many letters the output shares with the answer it is nearest to, order left out.
 * @param output what was answered
 * @param answers any of these is right
 */
export function f1_char(output: string, answers: readonly string[]): number {
  return Math.max(0, ...answers.map((answer) => overlap(letters(output), letters(answer))));
}

/** The same letters, in any order. */
export const same_letters = (a: string, b: string): boolean =>
  letters(a).toSorted().join("") === letters(b).toSorted().join("");

const letters = (text: string): string[] => Array.from(text.toLowerCase()).filter((char) => /[\p{L}\p{N}]/u.test(char));

function overlap(a: readonly string[], b: readonly string[]): number {
  const left = new Map<string, number>();
  for (const char of b) left.set(char, (left.get(char) ?? 0) + 1);
  let shared = 0;
  for (const char of a) {
    const n = left.get(char) ?? 0;
    if (n > 0) shared++;
    left.set(char, n - 1);
  }
  return a.length + b.length === 0 ? 0 : (2 * shared) / (a.length + b.length);
}
