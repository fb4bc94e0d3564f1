// What every ROUGE gives.

export interface Parts {
  readonly precision: number;
  readonly recall: number;
  readonly f: number;
}

/** n tokens each, in order, told apart by a sign that no token holds. */
export function ngrams(tokens: readonly string[], n: number): string[] {
  const found: string[] = [];
  for (let at = 0; at + n <= tokens.length; at++) found.push(tokens.slice(at, at + n).join("\u0000"));
  return found;
}
