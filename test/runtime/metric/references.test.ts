// Metrics beside the Python packages that published figures come from, on random texts: references.py wrote the values.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { rougeSet } from "../../../bench/published/rouge.ts";
import { bleu } from "../../../runtime/metric/bleu.ts";
import { chrf } from "../../../runtime/metric/chrf.ts";
import { edit } from "../../../runtime/metric/edit.ts";
import { rouge } from "../../../runtime/metric/rouge.ts";
import { stemmed } from "../../../runtime/metric/rouge/porter.ts";
import { shared } from "../../shared.ts";
import { call } from "./help.ts";

type Triple = readonly [precision: number, recall: number, f: number];
interface Pair {
  readonly output: string;
  readonly answer: string;
  readonly google: { readonly [kind: string]: Triple };
  readonly pltrdy: { readonly [kind: string]: Triple } | null;
  readonly difflib: number;
  readonly indel: number;
  readonly levenshtein: number;
  readonly bleu: number;
  readonly chrf: number;
  readonly "chrf++": number;
}
const { stems, pairs } = JSON.parse(readFileSync(new URL("references.json", import.meta.url), "utf8")) as {
  readonly stems: { readonly [word: string]: string };
  readonly pairs: readonly Pair[];
};

const OF = ["precision", "recall", "f"] as const;

test("words are stemmed as NLTK stems them", () => {
  expect(Object.fromEntries(Object.keys(stems).map((word) => [word, stemmed(word)]))).toEqual(stems);
});

describe.each(pairs.map((pair, nth) => [nth, pair] as const))("pair %i", (_, pair) => {
  const { output, answer } = pair;
  const near = (ours: number, theirs: number): void => expect(ours).toBeCloseTo(theirs, 9);

  test("ROUGE of rouge_score, stemmed and not, summaries by line", () => {
    for (const [name, values] of Object.entries(pair.google)) {
      const kind = name.replace("rouge", "").replace(" stem", "");
      for (const [nth, of] of OF.entries())
        near(
          call(rouge, { output, answers: answer, kind, stem: name.endsWith("stem"), of }),
          values[nth] ?? NaN,
        );
    }
  });

  test("ROUGE of pltrdy/rouge; 0 where the package raises an error", () => {
    for (const kind of ["1", "2", "L"])
      for (const [nth, of] of OF.entries())
        near(
          call(rouge, { output, answers: answer, variant: "pltrdy", kind, of }),
          pair.pltrdy ? (pair.pltrdy[`rouge-${kind.toLowerCase()}`]?.[nth] ?? NaN) : 0,
        );
  });

  test("similarities by edits", () => {
    for (const variant of ["difflib", "indel", "levenshtein"] as const)
      near(call(edit, { output, answers: answer, variant }), pair[variant]);
  });

  test("BLEU and chrF of sacreBLEU", () => {
    near(call(bleu, { output, answers: answer }) * 100, pair.bleu);
    for (const variant of ["chrf", "chrf++"] as const)
      near(call(chrf, { output, answers: answer, variant }) * 100, pair[variant]);
  });
});

test.skipIf(shared("data/_goldens") === undefined)(
  "ROUGE of Google's own tests, to five digits",
  async () => {
    const figures = await rougeSet.check(shared("data")!);
    expect(figures).toHaveLength(30);
    expect(figures.filter(({ equal }) => !equal)).toEqual([]);
  },
);
