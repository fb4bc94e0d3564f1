// The property of the decode loop: all prompts at once, one by one, and through deaths of the process give equal tokens.
import fc from "fast-check";
import { expect } from "vitest";
import type { Backend } from "../../../runtime/model/backend/graph.ts";
import type { Generation, Prompt } from "../../../runtime/model/protocol.ts";
import { resumed } from "../../../runtime/model/resume.ts";
import { answers, backends, nano, testRunner, tinyDecoder } from "./help.ts";
import { stories } from "./stories.ts";

const story = stories();
/** A trained model, and random ones for each way in which rows go together: of equal length, masked, packed. */
const models: Readonly<Record<string, () => Promise<string>>> = {
  ...(story && { stories260K: async () => story.dir }),
  "strux-nano": async () => nano,
  "tiny std": () => tinyDecoder("std"),
  "tiny gqa": () => tinyDecoder("gqa"),
};

const text = (first: number, length: number): number[] =>
  Array.from({ length }, (_, n) => 5 + ((first * 131 + n * n * 7 + n * 29) % 480));

const QUESTIONS = [text(3, 4), text(4, 9), text(5, 1)];

/**
 * Prompts of 1 to 330 tokens. Many begin alike: one of two documents, up to some place in it, or all of it. Some are equal, with
 * the same seed and with another.
 */
const prompt: fc.Arbitrary<Prompt> = fc
  .record({
    document: fc.constantFrom(text(1, 300), text(2, 60), []),
    part: fc.oneof(fc.constant(300), fc.nat(300)),
    rest: fc.oneof(
      fc.constantFrom(...QUESTIONS),
      fc.array(fc.integer({ min: 5, max: 480 }), { minLength: 1, maxLength: 30 }),
    ),
    seed: fc.nat(2),
  })
  .map(({ document, part, rest, seed }) => ({ tokens: [...document.slice(0, part), ...rest], seed }));

/** What prompts must be for the property to say something: of many lengths, some equal, and others that only begin alike. */
function expectMixed(prompts: readonly Prompt[]): void {
  const many = (of: (prompt: Prompt) => unknown): number => new Set(prompts.map(of)).size;
  const different = many(({ tokens }) => tokens.join());
  expect(many(({ tokens }) => tokens.length)).toBeGreaterThan(prompts.length / 4);
  expect(different).toBeLessThan(prompts.length);
  expect(many(({ tokens }) => tokens.slice(0, 20).join())).toBeLessThan(different);
}

export interface Told {
  readonly tokens: readonly number[];
  readonly text: string;
  readonly finish: Generation["finish"];
}

/** The answers to `count` random prompts: all at once, one by one, and with the process killed after a third of them. */
export async function threeWays(
  dir: string,
  { backend, temperature }: { readonly backend: Backend; readonly temperature: number },
  count: number,
): Promise<{ readonly together: Told[]; readonly alone: Told[]; readonly killed: Told[] }> {
  const prompts = fc.sample(prompt, { numRuns: count, seed: 20261127 });
  expectMixed(prompts);
  const options = { temperature, stop: [], maxTokens: 10 };
  const runner = await testRunner({ backend, memory: 8 });
  const model = await runner.load({ dir, providers: [{ kind: "cpu" }] });
  const together = await answers(runner, model, prompts, options);
  const alone: Generation[] = [];
  for (const [index, one] of prompts.entries())
    for (const made of await answers(runner, model, [one], options)) alone.push({ ...made, index });
  let killed: Generation[] = [];
  let deaths = 0;
  const onRefused = (index: number, error: Error) => expect.fail(`${index}: ${error.message}`);
  const hooks = { onRefused, onRestart: () => void deaths++ };
  // on a busy machine all answers may be there before the first is heard: then the kill came too late, and is tried again
  for (let tries = 0; deaths === 0 && tries < 10; tries++) {
    killed = [];
    for await (const made of resumed(runner, model.handle, prompts, options, hooks)) {
      killed.push(made);
      if (deaths === 0 && killed.length === Math.ceil(count / 3 / 2 ** tries))
        process.kill(runner.pid()!, "SIGKILL");
    }
  }
  expect(deaths).toBe(1);
  return { together: told(together), alone: told(alone), killed: told(killed) };
}

const told = (all: readonly Generation[]): Told[] =>
  all.toSorted((a, b) => a.index - b.index).map(({ tokens, text, finish }) => ({ tokens, text, finish }));

/** Every model on both backends, greedy and sampled. */
export const cases = backends.flatMap((backend) =>
  Object.entries(models).flatMap(([name, dir]) =>
    [0, 0.9].map(
      (temperature) =>
        [`${name} on ${backend} at temperature ${temperature}`, dir, { backend, temperature }] as const,
    ),
  ),
);
