// The steps of a beam search on made-up probabilities: against all answers that there are, and against a second writing.
import { describe, expect, test } from "vitest";
import { begin, type Behind, grown, over, type Ended, type Rules } from "../../../runtime/model/beam.ts";
import type { GenerateOptions } from "../../../runtime/model/protocol.ts";
import { logSum } from "../../../runtime/model/sample.ts";
import { digest } from "../../../runtime/digest.ts";
import { beamSearch } from "./beam-reference.ts";

const VOCAB = 4;
const EOS = 0;

/** Logits that hang on every token so far, in no way that a search could guess. */
function logitsOf(seed: number, tokens: readonly number[]): Float32Array {
  const letters = digest(`${seed} ${tokens.join()}`);
  return Float32Array.from(
    { length: VOCAB },
    (_, id) => parseInt(letters.slice(4 * id, 4 * id + 4), 16) / 16_384,
  );
}
const behind = (logits: Float32Array): Behind => ({ logits, logSum: logSum(logits) });
const lnp = (seed: number, tokens: readonly number[]): number[] => {
  const logits = logitsOf(seed, tokens);
  const norm = logSum(logits);
  return Array.from(logits, (logit) => logit - norm);
};

interface How {
  readonly beams: number;
  readonly maxTokens: number;
  readonly eos?: readonly number[];
  readonly lengthPenalty?: number;
  readonly earlyStopping?: boolean | "never";
}

function searched(seed: number, { eos = [EOS], ...how }: How): Ended {
  const options: GenerateOptions = { temperature: 0, stop: [], ...how };
  const finish: Rules["finish"] = (tokens) =>
    eos.includes(tokens.at(-1)!) ? "eos" : tokens.length >= how.maxTokens ? "length" : undefined;
  let search = begin;
  do {
    const { beams } = search;
    search = grown(search, (n) => behind(logitsOf(seed, beams[n]!.tokens)), {
      options,
      eos,
      prompt: [],
      finish,
    });
  } while (!over(search, options));
  return search.ended[0]!;
}

/** Every answer of up to `most` tokens with the sum of its ln p. */
function* answers(
  seed: number,
  most: number,
  tokens: readonly number[] = [],
  sum = 0,
): Generator<[number[], number]> {
  for (const [id, own] of lnp(seed, tokens).entries()) {
    const [next, total] = [[...tokens, id], sum + own];
    if (id === EOS || next.length === most) yield [next, total];
    else yield* answers(seed, most, next, total);
  }
}

const seeds = Array.from({ length: 40 }, (_, seed) => seed);

describe("beam search", () => {
  test.each([0, 0.5, 1, 2, -1])(
    "with a beam for every answer and length penalty %d finds the best of all answers",
    (lengthPenalty) => {
      const maxTokens = 4;
      for (const seed of seeds) {
        const all = [...answers(seed, maxTokens)].map(([tokens, sum]) => ({
          tokens,
          worth: sum / tokens.length ** lengthPenalty,
        }));
        const [best] = all.toSorted((a, b) => b.worth - a.worth);
        const found = searched(seed, { beams: all.length, maxTokens, lengthPenalty });
        expect(found.tokens).toEqual(best!.tokens);
        expect(found.worth).toBeCloseTo(best!.worth, 10);
      }
    },
  );

  test("of one beam is greedy", () => {
    for (const seed of seeds) {
      const tokens: number[] = [];
      while (tokens.length < 12 && tokens.at(-1) !== EOS) {
        const next = lnp(seed, tokens);
        tokens.push(next.indexOf(Math.max(...next)));
      }
      for (const lengthPenalty of [-1, 0, 1, 2])
        for (const earlyStopping of [true, false])
          expect(searched(seed, { beams: 1, maxTokens: 12, lengthPenalty, earlyStopping }).tokens).toEqual(
            tokens,
          );
    }
  });

  test("is that of Hugging Face, for each number of beams, length penalty, way to stop, number of eos", async () => {
    let early = 0;
    for (const seed of seeds.slice(0, 12))
      for (const beams of [1, 2, 3])
        for (const eos of [[], [EOS], [EOS, 1]])
          for (const lengthPenalty of [-0.5, 0, 1, 1.7])
            for (const earlyStopping of [true, false, "never"] as const) {
              const how = { beams, maxTokens: 9, eos, lengthPenalty, earlyStopping };
              const expected = await beamSearch(async (tokens) => lnp(seed, tokens), how);
              const found = searched(seed, how);
              expect([how, found.tokens]).toEqual([how, expected.tokens]);
              expect(found.worth).toBeCloseTo(expected.worth, 9);
              if (found.finish === "eos") early++;
            }
    expect(early).toBeGreaterThan(100);
  });

  test("the ways to stop, and the length penalty, do find different answers", () => {
    const found = (how: Partial<How>): string[] =>
      seeds.map((seed) => searched(seed, { beams: 2, maxTokens: 9, ...how }).tokens.join());
    const plain = found({});
    expect(found({ earlyStopping: true })).not.toEqual(plain);
    expect(found({ earlyStopping: "never" })).not.toEqual(plain);
    expect(found({ lengthPenalty: 0 })).not.toEqual(plain);
    expect(found({ beams: 3 })).not.toEqual(plain);
  });
});

test("a repetition penalty acts on ln p, and the logprob stays that of the model", () => {
  const options: GenerateOptions = {
    temperature: 0,
    stop: [],
    maxTokens: 9,
    beams: 2,
    repetitionPenalty: 1.5,
  };
  const rules: Rules = { options, eos: [], prompt: [2], finish: () => undefined };
  const { beams } = grown(begin, () => behind(logitsOf(1, [])), rules);
  for (const { tokens, score, logprob } of beams) {
    const own = lnp(1, [])[tokens[0]!]!;
    expect(logprob).toBeCloseTo(own, 6);
    expect(score).toBeCloseTo(tokens[0] === 2 ? own * 1.5 : own, 6);
  }
  expect(beams.map(({ score }) => score)).toEqual(beams.map(({ score }) => score).toSorted((a, b) => b - a));
});

test("NaN is an error that says at which beam", () => {
  const rules: Rules = {
    options: { temperature: 0, stop: [], maxTokens: 9, beams: 2 },
    eos: [],
    prompt: [],
    finish: () => undefined,
  };
  expect(() => grown(begin, () => behind(new Float32Array(4).fill(Number.NaN)), rules)).toThrow(
    "NaN at token 1 of beam 1",
  );
});
