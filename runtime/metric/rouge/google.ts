// ROUGE as google-research/google-research (folder rouge, package rouge_score) computes it: tokens of a to z and digits, counts.
import { lcsLength, lcsPositions, numbered } from "./lcs.ts";
import { type Bag, bagOf, common, sizeOf } from "../ngrams.ts";
import type { Parts } from "./parts.ts";
import { stemmed } from "./porter.ts";

const NOTHING: Parts = { precision: 0, recall: 0, f: 0 };

/** Lower case, all but a to z and digits a blank; with `stem` tokens of more than three letters by Porter's stemmer. */
export const tokens = (text: string, stem: boolean): string[] =>
  text
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .map((token) => (stem && token.length > 3 ? stemmed(token) : token))
    .filter((token) => /^[a-z0-9]+$/.test(token));

function partsOf(hits: number, said: number, right: number): Parts {
  const [precision, recall] = [hits / Math.max(said, 1), hits / Math.max(right, 1)];
  return {
    precision,
    recall,
    f: precision + recall > 0 ? (2 * precision * recall) / (precision + recall) : 0,
  };
}

/** Of n-grams, each counted as often as both have it. */
export function googleN(output: string, answer: string, n: number, stem: boolean): Parts {
  const [said, right] = [output, answer].map((text) => bagOf(tokens(text, stem), n, "\u0000")) as [Bag, Bag];
  return partsOf(common(said, right), sizeOf(said), sizeOf(right));
}

/** Of the longest common subsequence of the whole texts. */
export function googleL(output: string, answer: string, stem: boolean): Parts {
  const [said, right] = [tokens(output, stem), tokens(answer, stem)];
  if (said.length === 0 || right.length === 0) return NOTHING;
  const [a, b] = numbered(right, said) as [Int32Array, Int32Array];
  return partsOf(lcsLength(a, b), said.length, right.length);
}

/** Of sentences, one a line: each of the answer's has the union of its common subsequences with those of the output. */
export function googleLsum(output: string, answer: string, stem: boolean): Parts {
  const sentences = (text: string): string[][] =>
    text
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => tokens(line, stem));
  const [said, right] = [sentences(output), sentences(answer)];
  const [all, gold] = [said.flat(), right.flat()];
  if (all.length === 0 || gold.length === 0) return NOTHING;
  const [leftSaid, leftGold] = [all, gold].map((one) => new Map(bagOf(one, 1, ""))) as [
    Map<string, number>,
    Map<string, number>,
  ];
  let hits = 0;
  for (const sentence of right) {
    const union = new Set<number>();
    for (const other of said) {
      const [a, b] = numbered(sentence, other) as [Int32Array, Int32Array];
      for (const at of lcsPositions(a, b, "left")) union.add(at);
    }
    for (const at of [...union].sort((a, b) => a - b)) {
      const token = sentence[at] ?? "";
      const [ofSaid, ofGold] = [leftSaid.get(token) ?? 0, leftGold.get(token) ?? 0];
      if (ofSaid <= 0 || ofGold <= 0) continue;
      hits++;
      leftSaid.set(token, ofSaid - 1);
      leftGold.set(token, ofGold - 1);
    }
  }
  return partsOf(hits, all.length, gold.length);
}
