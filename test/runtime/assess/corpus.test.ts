// BLEU and chrF of corpora beside sacreBLEU, whose values corpus.py wrote, and how they differ from a mean.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { corpus_bleu, corpus_chrf } from "../../../runtime/assess/corpus.ts";
import { bleu } from "../../../runtime/metric/bleu.ts";
import type { Operator } from "../../../runtime/operator.ts";
import type { Row, Value } from "../../../runtime/value.ts";
import { call, failure, reach, table } from "../call.ts";

interface Corpus {
  readonly outputs: readonly string[];
  readonly answers: readonly (readonly string[])[];
  readonly bleu: number;
  readonly lowercase: number;
  readonly brevity: number;
  readonly chrf: number;
  readonly "chrf++": number;
}
const corpora = JSON.parse(
  readFileSync(new URL("corpus.json", import.meta.url), "utf8"),
) as readonly Corpus[];
const of = (name: string) => async (row: Row) => row[name] ?? null;
const told = async (operator: Operator, rows: readonly Row[], more = {}, there = reach()) =>
  (await call(
    operator,
    { rows: table(...rows), output: of("o"), answers: of("a"), resamples: 100, ...more },
    there,
  )) as {
    readonly [name: string]: Value;
  };

test.each(corpora.map((one, at) => [at, one] as const))(
  "corpus %i: the figures of sacreBLEU",
  async (_, corpus) => {
    const rows = corpus.outputs.map((o, at) => ({ o, a: corpus.answers[at]! }));
    const near = (percent: number) => expect.closeTo(percent / 100, 9) as unknown;
    expect(await told(corpus_bleu, rows)).toMatchObject({
      bleu: near(corpus.bleu),
      brevity: near(100 * corpus.brevity),
      n: rows.length,
      signature: `nrefs:${corpus.answers[0]!.length}|case:mixed|eff:no|tok:13a|smooth:exp`,
    });
    expect(await told(corpus_bleu, rows, { lowercase: true })).toMatchObject({
      bleu: near(corpus.lowercase),
    });
    for (const variant of ["chrf", "chrf++"] as const)
      expect(await told(corpus_chrf, rows, { variant })).toMatchObject({ chrf: near(corpus[variant]) });
  },
);

test("the mean over sentences is another number; one item is its own corpus, with an interval of no width", async () => {
  const rows = [
    { o: "the old mill burnt in the year", a: "the old mill burnt in the year" },
    { o: "a boat", a: "one red boat lies on the lake" },
  ];
  const each = await Promise.all(
    rows.map(({ o, a }) => call(bleu, { output: o, answers: a }) as Promise<number>),
  );
  const { bleu: all, lo, hi } = await told(corpus_bleu, rows);
  expect(Math.abs((all as number) - (each[0]! + each[1]!) / 2)).toBeGreaterThan(0.01);
  expect(lo).toBeLessThanOrEqual(all as number);
  expect(hi).toBeGreaterThanOrEqual(all as number);
  const one = expect.closeTo(1, 12) as unknown;
  expect(await told(corpus_bleu, rows.slice(0, 1))).toMatchObject({ bleu: one, lo: one, hi: one, n: 1 });
});

test("rows without an output are counted, other than texts and no reference refused", async () => {
  const there = reach();
  expect(
    await told(
      corpus_chrf,
      [
        { o: "a b", a: "a b" },
        { o: null, a: "x" },
      ],
      {},
      there,
    ),
  ).toMatchObject({ chrf: 1, n: 1 });
  expect([...there.notes.keys()].join()).toContain("corpus_chrf: 1 row without a value left out");
  expect(await failure(told(corpus_bleu, [{ o: 3, a: "x" }]))).toMatch(
    /^E204: 'corpus_bleu' takes an output/,
  );
  expect(await failure(told(corpus_bleu, [{ o: "x", a: [] }]))).toMatch(/^E204/);
  expect(await failure(told(corpus_chrf, [{ o: null, a: "x" }]))).toMatch(/^E113/);
});
