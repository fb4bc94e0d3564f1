// Metrics beside the Python packages that published figures come from, on random texts: references.py wrote the values.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { rougeSet } from "../../../bench/published/rouge.ts";
import { bleu } from "../../../runtime/metric/bleu.ts";
import { chrf } from "../../../runtime/metric/chrf.ts";
import { edit } from "../../../runtime/metric/edit.ts";
import { rouge } from "../../../runtime/metric/rouge.ts";
import { stemmed } from "../../../runtime/metric/rouge/porter.ts";
import type { Operator } from "../../../runtime/operator.ts";
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
  const scores = (
    metric: Operator,
    all: readonly { readonly [name: string]: string | boolean }[],
  ): number[] => all.map((more) => call(metric, { output, answers: answer, ...more }));
  const near = (values: readonly number[]): unknown[] =>
    values.map((value) => expect.closeTo(value, 9) as unknown);

  test("ROUGE of rouge_score, stemmed and not, summaries by line", () => {
    const asked = Object.keys(pair.google).flatMap((name) => {
      const kind = name.replace("rouge", "").replace(" stem", "");
      return OF.map((of) => ({ kind, stem: name.endsWith("stem"), of }));
    });
    expect(scores(rouge, asked)).toEqual(near(Object.values(pair.google).flat()));
  });

  test("ROUGE of pltrdy/rouge; 0 where the package raises an error", () => {
    const asked = ["1", "2", "L"].flatMap((kind) => OF.map((of) => ({ variant: "pltrdy", kind, of })));
    const told = ["1", "2", "l"].flatMap((kind) => pair.pltrdy?.[`rouge-${kind}`] ?? [0, 0, 0]);
    expect(scores(rouge, asked)).toEqual(near(told));
  });

  test("similarities by edits", () => {
    const variants = ["difflib", "indel", "levenshtein"] as const;
    expect(
      scores(
        edit,
        variants.map((variant) => ({ variant })),
      ),
    ).toEqual(near(variants.map((name) => pair[name])));
  });

  test("BLEU and chrF of sacreBLEU", () => {
    const variants = ["chrf", "chrf++"] as const;
    const ours = [
      ...scores(bleu, [{}]),
      ...scores(
        chrf,
        variants.map((variant) => ({ variant })),
      ),
    ];
    expect(ours.map((one) => one * 100)).toEqual(near([pair.bleu, ...variants.map((name) => pair[name])]));
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
