// Samples of one prompt, and its beams: what it begins with is computed once, and that is counted.
import { expect, test } from "vitest";
import type { GenerateOptions, Generation, LoadedModel } from "../../../runtime/model/protocol.ts";
import type { Runner } from "../../../runtime/model/runner.ts";
import { answers, backends, testRunner, tinyDecoder } from "./help.ts";

const prompt = (length: number): number[] => Array.from({ length }, (_, n) => 5 + ((n * 37) % 480));
const drawn = { temperature: 1, stop: [], maxTokens: 6 };

interface Sampled {
  readonly found: readonly Generation[];
  /** Prompt tokens that went through the graph. */
  readonly computed: number;
}

async function sampled(
  runner: Runner,
  model: LoadedModel,
  tokens: readonly number[],
  { seeds, options = drawn }: { readonly seeds: number; readonly options?: GenerateOptions },
): Promise<Sampled> {
  let computed = 0;
  const onProgress = ({ promptTokens }: { readonly promptTokens: number }): void =>
    void (computed = promptTokens);
  const prompts = Array.from({ length: seeds }, (_, seed) => ({ tokens, seed }));
  return { found: await answers(runner, model, prompts, options, { onProgress }), computed };
}

const sum = (found: readonly Generation[], of: (one: Generation) => number): number =>
  found.reduce((total, one) => total + of(one), 0);

test.each(
  backends.flatMap((backend) => (["std", "gqa"] as const).map((variant) => [backend, variant] as const)),
)(
  "on %s (%s) a prompt is computed once for all its samples, which are those that each seed gives alone",
  async (backend, variant) => {
    const dir = await tinyDecoder(variant);
    const load = async (): Promise<readonly [Runner, LoadedModel]> => {
      const runner = await testRunner({ backend });
      return [runner, await runner.load({ dir, providers: [{ kind: "cpu" }] })];
    };
    const tokens = prompt(40);
    const { found, computed } = await sampled(...(await load()), tokens, { seeds: 12 });
    expect(computed).toBe(40);
    expect(sum(found, ({ promptTokens }) => promptTokens)).toBe(12 * 40);
    // one of them computed it, for the others it was there
    expect(sum(found, ({ known }) => known)).toBe(11 * 40);
    expect(new Set(found.map((one) => one.tokens.join())).size).toBeGreaterThan(8);
    const [runner, model] = await load();
    for (const { index, tokens: expected } of found) {
      const [alone] = await answers(runner, model, [{ tokens, seed: index }], drawn);
      expect(alone!.tokens).toEqual(expected);
    }
  },
);

test("more samples than rows of a batch: later ones compute the last token of their prompt again, and no other", async () => {
  const runner = await testRunner();
  const model = await runner.load({ dir: await tinyDecoder("gqa"), providers: [{ kind: "cpu" }] });
  const { found, computed } = await sampled(runner, model, prompt(100), { seeds: 150 });
  expect(sum(found, ({ promptTokens }) => promptTokens)).toBe(15_000);
  const again = computed - 100;
  expect(again).toBeGreaterThan(0);
  expect(again).toBeLessThan(20);
  expect(sum(found, ({ known }) => known)).toBe(15_000 - computed);
});

test("beams of one prompt share it too: it is computed once, and none of it is known from elsewhere", async () => {
  const runner = await testRunner();
  const model = await runner.load({ dir: await tinyDecoder("gqa"), providers: [{ kind: "cpu" }] });
  const options = { temperature: 0, stop: [], maxTokens: 6, beams: 8 };
  const { found, computed } = await sampled(runner, model, prompt(40), { seeds: 1, options });
  expect([computed, found[0]!.known, found[0]!.promptTokens]).toEqual([40, 0, 40]);
});
