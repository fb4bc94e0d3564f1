// What an answer is stored under, over every sound program of the corpus: written otherwise it has the same keys.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Source } from "../../dsl/source.ts";
import { corpus } from "../dsl/corpus.ts";
import { blanks, formatted, renamed, shuffled, spaced } from "../dsl/otherwise.ts";
import { asking } from "./paper.ts";

const SEED = Number(process.env["FUZZ_SEED"] ?? 20_261_126);
const settings = { seed: SEED, numRuns: Number(process.env["FUZZ_RUNS"] ?? 5), endOnFailure: true };

describe("over the sound programs of the corpus that ask a model", async () => {
  const all = await Promise.all(
    corpus.map(async ({ name, source, folder }) => {
      const ask = asking(folder);
      const { errors, keys, facts } = await ask(source);
      const of = async (other: Source): Promise<readonly string[]> => (await ask(other)).keys;
      return { source, facts, keys, of, sound: errors.length === 0, toString: () => name };
    }),
  );
  const asked = all.filter(({ sound, keys }) => sound && keys.length > 0);
  // the quickstart stands in several places
  const sound = [...new Map(asked.map((one) => [String(one.keys), one])).values()];
  const some = fc.constantFrom(...sound);

  test("there is something to try this on", () => {
    expect(sound.length).toBeGreaterThanOrEqual(20);
  });

  test("formatting moves no key", async () => {
    for (const { source, keys, of } of sound) expect(await of(formatted(source))).toEqual(keys);
  }, 60_000);

  test(`white space and comments move no key (seed ${SEED})`, async () => {
    const gaps = fc.infiniteStream(fc.constantFrom(...blanks));
    const property = fc.asyncProperty(some, gaps, async ({ source, keys, of }, stream) => {
      expect(await of(spaced(source, () => stream.next().value as string))).toEqual(keys);
    });
    await fc.assert(property, settings);
  }, 60_000);

  test(`the order of statements and cells moves no key (seed ${SEED})`, async () => {
    const order = fc.infiniteStream(fc.nat(1000));
    const property = fc.asyncProperty(some, order, async ({ source, keys, of }, stream) => {
      expect(await of(shuffled(source, () => stream.next().value as number))).toEqual(keys);
    });
    await fc.assert(property, settings);
  }, 60_000);

  test(`another name moves no key, whatever bears it (seed ${SEED})`, async () => {
    const kinds = ["parameter", "local", "declaration", "axis", "step"];
    const property = fc.asyncProperty(some, fc.nat(), async ({ source, facts, keys, of }, at) => {
      const others = renamed(source, facts, kinds);
      expect(await of(others[at % others.length]!)).toEqual(keys);
    });
    await fc.assert(property, settings);
  }, 60_000);
});
