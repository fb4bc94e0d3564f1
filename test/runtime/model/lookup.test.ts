// Prompt lookup: what is drafted of a text that is quoted, and answers that are the same with and without it.
import { describe, expect, test } from "vitest";
import { lookup } from "../../../runtime/model/lookup.ts";
import type { Generation } from "../../../runtime/model/protocol.ts";
import { backends, testRunner, tinyDecoder } from "./help.ts";
import { stories } from "./stories.ts";

describe("a draft", () => {
  const prompt = [1, 2, 3, 4, 5, 6, 7, 8, 9];

  test("is what stood behind the last three tokens, or else behind the last two", () => {
    expect(lookup(prompt).draft([2, 3, 4], 9)).toEqual([5, 6, 7, 8]);
    expect(lookup(prompt).draft([9, 3, 4], 9)).toEqual([5, 6, 7, 8]);
    expect(lookup(prompt).draft([9, 9, 4], 9)).toEqual([]);
  });

  test("is of the last place that agrees, of the answer too", () => {
    expect(lookup([1, 2, 7, 1, 2, 8, 0]).draft([1, 2], 1)).toEqual([8]);
    expect(lookup([1, 2, 7]).draft([1, 2, 9, 1, 2], 1)).toEqual([9]);
  });

  test("is never longer than what is wanted, nor than what is there", () => {
    expect(lookup(prompt).draft([2, 3], 2)).toEqual([4, 5]);
    expect(lookup(prompt).draft([2, 3], 0)).toEqual([]);
    expect(lookup(prompt).draft([7, 8], 9)).toEqual([9, 7, 8]);
  });

  test("grows while it is accepted", () => {
    const text = Array.from({ length: 100 }, (_, n) => n);
    const drafts = lookup(text);
    const lengths = [2, 7, 16, 33].map((at) => {
      const found = drafts.draft(text.slice(0, at), 99);
      drafts.accepted(found.length);
      return found.length;
    });
    expect(lengths).toEqual([4, 8, 16, 16]);
  });

  test("is not made for a while after one that was wrong, and for longer after a second", () => {
    const drafts = lookup([1, 2, 1, 2]);
    const made = Array.from({ length: 10 }, (_, n) => {
      const found = drafts.draft([1, 2, 1, 2, 1, 2, 1, 2, 1, 2].slice(0, n), 4);
      drafts.accepted(0);
      return found.length > 0;
    });
    expect(made).toEqual([true, false, false, true, false, false, false, false, true, false]);
  });
});

const story = stories();
const models: Readonly<Record<string, () => Promise<string>>> = {
  ...(story && { stories260K: async () => story.dir }),
  "tiny gqa": () => tinyDecoder("gqa"),
  "tiny std": () => tinyDecoder("std"),
};
const cases = Object.entries(models).flatMap(([name, dir]) =>
  backends.flatMap((backend) => [0, 0.7].map((temperature) => [name, backend, temperature, dir] as const)),
);

test.each(cases)(
  "%s on %s at temperature %d: the tokens are those without",
  async (_, backend, temperature, dir) => {
    const runner = await testRunner({ backend });
    const model = await runner.load({ dir: await dir(), providers: [{ kind: "cpu" }] });
    const sentence = [403, 407, 261, 378, 31, 286, 9, 77];
    const tokens = [5, ...sentence, 12, ...sentence, 80, ...sentence.slice(0, 4)];
    let last: Generation | undefined;
    const answer = async (more: { lookup?: boolean }, seed: number) => {
      const options = { maxTokens: 60, temperature, stop: [], ...more };
      const told: unknown[] = [];
      for await (const made of runner.generate(model.handle, [{ tokens, seed }], options)) {
        told.push(made.tokens, made.text, made.finish, made.logprob.toFixed(3));
        last = made;
      }
      return told;
    };
    let drafted = 0;
    for (const seed of [1, 2, 3]) {
      const quoting = await answer({}, seed);
      drafted += last?.drafted ?? 0;
      expect(quoting).toEqual(await answer({ lookup: false }, seed));
      expect(last?.drafted).toBeUndefined();
    }
    expect(drafted).toBeGreaterThan(0);
  },
);
