// ROUGE as pltrdy/rouge 1.0.1 computes it, which LongBench, LooGLE and M4LE score with: words between blanks, sentences between full
// stops, sets of n-grams.
import { bagOf } from "../ngrams.ts";
import { pieces } from "../normalize.ts";
import { lcsPositions, numbered } from "./lcs.ts";
import type { Parts } from "./parts.ts";

const sentences = (text: string): string[] =>
  text
    .split(".")
    .filter((part) => part !== "")
    .map((part) => pieces(part).join(" "));

/** `" ".split(" ")` of Python: a sentence of blanks alone has one word, which is empty. */
const wordsOf = (sentence: string): string[] => sentence.split(" ");

const partsOf = (hits: number, said: number, right: number): Parts => {
  const [precision, recall] = [said === 0 ? 0 : hits / said, right === 0 ? 0 : hits / right];
  return { precision, recall, f: 2 * ((precision * recall) / (precision + recall + 1e-8)) };
};

/** Null where a side has no sentence: the package raises an error then. */
export function pltrdyN(output: string, answer: string, n: number): Parts | null {
  const [said, right] = [sentences(output), sentences(answer)];
  if (said.length === 0 || right.length === 0) return null;
  const [a, b] = [said, right].map((all) => new Set(bagOf(all.flatMap(wordsOf), n, "\u0000").keys())) as [
    Set<string>,
    Set<string>,
  ];
  let hits = 0;
  for (const gram of a) if (b.has(gram)) hits++;
  return partsOf(hits, a.size, b.size);
}

/** Union of the common subsequences of all pairs of sentences, as a set of words. Null as above. */
export function pltrdyL(output: string, answer: string): Parts | null {
  const [said, right] = [sentences(output).map(wordsOf), sentences(answer).map(wordsOf)];
  if (said.length === 0 || right.length === 0) return null;
  const numbers = numbered(...right, ...said);
  const union = new Set<number>();
  for (const sentence of numbers.slice(0, right.length))
    for (const other of numbers.slice(right.length))
      for (const at of lcsPositions(sentence, other, "up")) union.add(sentence[at] ?? -1);
  return partsOf(union.size, new Set(said.flat()).size, new Set(right.flat()).size);
}
