// Mixtures in their shares, packing that loses no token, masks by documents, excerpts and preference pairs.
import fc from "fast-check";
import { expect, test } from "vitest";
import { documentMask } from "../../../runtime/construct/document-mask.ts";
import { mixture } from "../../../runtime/construct/mixture.ts";
import { packSequences } from "../../../runtime/construct/pack-sequences.ts";
import { excerpt, preferencePairs } from "../../../runtime/construct/preference.ts";
import { stream } from "../../../runtime/random.ts";
import { words } from "../../../runtime/tokens.ts";
import type { Row, Value } from "../../../runtime/value.ts";
import { call, failure, plain, reach, table } from "../call.ts";
import { ran } from "../program.ts";

const on = (name: string) => async (row: Row) => row[name] ?? null;

test("domains come in their shares; each is used up before a row of it comes again, and that is counted", async () => {
  const seen = reach();
  const a = table(...Array.from({ length: 200 }, (_, id) => ({ id })));
  const b = table(...Array.from({ length: 10 }, (_, id) => ({ id: 1000 + id })));
  const made = plain(
    await mixture.run({ shares: { a: 0.3, b: 0.7 }, n: 400, seed: 1, as: "domain", a, b } as never, seen),
  );
  const of = (domain: string) => made.filter((row) => row["domain"] === domain).map(({ id }) => id as number);
  // three standard deviations of a binomial
  expect(Math.abs(of("a").length - 120)).toBeLessThan(3 * Math.sqrt(400 * 0.3 * 0.7));
  expect(new Set(of("a")).size).toBe(of("a").length);
  for (let from = 0; from + 10 <= of("b").length; from += 10)
    expect(new Set(of("b").slice(from, from + 10)).size).toBe(10);
  expect(Object.fromEntries(seen.notes)).toEqual({
    [`mixture: a ${of("a").length}, b ${of("b").length} of 400`]: 1,
    "mixture: rows that come again, since their domain was used up": of("b").length - 10,
  });
});

test("shares are of the tables, and sum to 1", async () => {
  const mix = (shares: { readonly [name: string]: number }) =>
    failure(call(mixture, { shares, n: 1, seed: 1, as: "domain", a: table({ x: 1 }), b: table({ x: 2 }) }));
  expect(await mix({ a: 0.5, b: 0.4 })).toMatch(/^E204.*sum to 0\.9/);
  expect(await mix({ a: 0.5, c: 0.5 })).toMatch(/^E204.*'c', which is none of the tables/);
  expect(await mix({ a: 1 })).toMatch(/^E204.*no share of 'b'/);
  const { shown, failed } = await ran(`data a = table([{ x: 1 }])
data b = table([{ x: 2 }])
show mixture(shares: { a: 0.5, b: 0.5 }, n: 40, seed: 1, as: "domain", a: a, b: b) |> count(.domain) |> sort(.domain)`);
  expect(failed).toEqual([]);
  expect(shown.join("\n")).toMatch(/a +1\d|a +2\d/);
});

const pack = async (texts: readonly string[], length: number, by: string) =>
  plain(
    await call(packSequences, {
      rows: table(...texts.map((t) => ({ t }))),
      on: on("t"),
      length,
      by,
      tokenizer: "words",
    }),
  );

test("cut where a sequence is full, all tokens are there in their order; whole documents go where they fit best", async () => {
  expect(await pack(["a b c ", "d e ", "f "], 4, "split")).toEqual([
    {
      id: 0,
      text: "a b c d ",
      tokens: 4,
      parts: [
        { document: 0, from: 0, to: 3 },
        { document: 1, from: 0, to: 1 },
      ],
      lengths: [3, 1],
    },
    {
      id: 1,
      text: "e f ",
      tokens: 2,
      parts: [
        { document: 1, from: 1, to: 2 },
        { document: 2, from: 0, to: 1 },
      ],
      lengths: [1, 1],
    },
  ]);
  expect((await pack(["a b ", "c d e ", "f ", "g "], 4, "whole")).map(({ text }) => text)).toEqual([
    "c d e f ",
    "a b g ",
  ]);
});

test("for any documents no token is lost, or what is too long is counted", async () => {
  const document = fc.array(fc.constantFrom("a ", "b ", "c "), { maxLength: 9 }).map((all) => all.join(""));
  await fc.assert(
    fc.asyncProperty(
      fc.array(document, { maxLength: 6 }),
      fc.integer({ min: 1, max: 7 }),
      async (texts, length) => {
        const split = await pack(texts, length, "split");
        expect(split.map(({ text }) => text).join("")).toBe(texts.join(""));
        expect(split.slice(0, -1).every(({ tokens }) => tokens === length)).toBe(true);
        const whole = await pack(texts, length, "whole");
        const sizes = await words.count(texts);
        const kept = whole.flatMap(({ parts }) =>
          (parts as readonly Row[]).map(({ document: at }) => at as number),
        );
        expect(kept.toSorted((a, b) => a - b)).toEqual(
          [...sizes.keys()].filter((at) => sizes[at]! > 0 && sizes[at]! <= length),
        );
        expect(whole.every(({ tokens }) => (tokens as number) <= length)).toBe(true);
      },
    ),
  );
});

test("a token sees its own document up to itself, and positions begin anew", async () => {
  expect(await call(documentMask, { lengths: [2, 1] })).toEqual({
    mask: [
      [1, 0, 0],
      [1, 1, 0],
      [0, 0, 1],
    ],
    positions: [0, 1, 0],
  });
  expect(await failure(call(documentMask, { lengths: [2049] }))).toMatch(/^E203/);
});

/** Attention of one head over tokens at positions: of each the values that it may see, weighed by the softmax of their products. */
function attention(
  tokens: readonly (readonly number[])[],
  positions: readonly number[],
  sees: (at: number, other: number) => boolean,
): number[][] {
  const placed = tokens.map((token, at) => token.map((x, d) => x + Math.sin(positions[at]! / (d + 1))));
  return placed.map((query, at) => {
    const seen = placed.flatMap((key, other) =>
      sees(at, other)
        ? [{ value: tokens[other]!, power: Math.exp(query.reduce((sum, x, d) => sum + x * key[d]!, 0)) }]
        : [],
    );
    const total = seen.reduce((sum, { power }) => sum + power, 0);
    return query.map((_, d) => seen.reduce((sum, { value, power }) => sum + (power / total) * value[d]!, 0));
  });
}

test("under its mask and positions a packed sequence is computed as its documents are by themselves", async () => {
  const { next } = stream(3);
  const documents = [4, 1, 6].map((length) =>
    Array.from({ length }, () => Array.from({ length: 3 }, () => next() - 0.5)),
  );
  const { mask, positions } = (await call(documentMask, {
    lengths: documents.map(({ length }) => length),
  })) as unknown as { readonly mask: readonly (readonly number[])[]; readonly positions: readonly number[] };
  const packed = attention(documents.flat(), positions, (at, other) => mask[at]![other] === 1);
  const alone = documents.flatMap((one) => attention(one, [...one.keys()], (at, other) => other <= at));
  packed.forEach((row, at) => row.forEach((x, d) => expect(x).toBeCloseTo(alone[at]![d]!, 12)));
});

test("an excerpt is sentences beside each other within the budget, another for another seed", async () => {
  const text = Array.from({ length: 12 }, (_, n) => `Sentence ${n} here.`).join(" ");
  const take = (seed: number, budget = 12, of = text) =>
    call(excerpt, { text: of, budget, seed, tokenizer: "words" }) as Promise<string>;
  const all = await Promise.all(Array.from({ length: 30 }, (_, seed) => take(seed)));
  for (const one of all) {
    expect(text).toContain(one);
    expect(await words.count([one])).toEqual([12]);
  }
  expect(new Set(all).size).toBe(10);
  expect(await take(1, 100)).toBe(text);
  const seen = reach();
  expect(await excerpt.run({ text, budget: 2, seed: 1, tokenizer: "words" }, seen)).toBe("");
  expect(seen.notes.size).toBe(1);
});

test("two answers that differ make a pair; all other rows are counted", async () => {
  const seen = reach();
  const rows = table({ a: "x", b: "y" }, { a: "x", b: " x " }, { a: null, b: "y" } as {
    readonly [c: string]: Value;
  });
  const made = await preferencePairs.run({ rows, chosen: on("a"), rejected: on("b") }, seen);
  expect(plain(made)).toEqual([{ a: "x", b: "y" }]);
  expect(Object.fromEntries(seen.notes)).toEqual({
    "preference_pairs: rows whose answers are equal, left out": 1,
    "preference_pairs: rows without an answer on a side, left out": 1,
  });
});
