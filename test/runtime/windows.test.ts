// Windows over a long text: those of lm-evaluation-harness, each token weighed once.
import fc from "fast-check";
import { expect, test } from "vitest";
import { windows } from "../../runtime/windows.ts";

const upTo = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, n) => from + n);

/** What goes into the model, and what is weighed: the pairs that lm-evaluation-harness makes. */
const pairs = (tokens: readonly number[], window: number, overlap?: number) =>
  windows(tokens, -100, window, overlap).map(({ tokens: all, from }) => [all.slice(0, -1), all.slice(from)]);

test("34 tokens in windows of 10, as get_rolling_token_windows makes them: the last reaches back as far as it can", () => {
  expect(pairs(upTo(0, 34), 10)).toEqual([
    [[-100, ...upTo(0, 9)], upTo(0, 10)],
    [upTo(9, 19), upTo(10, 20)],
    [upTo(19, 29), upTo(20, 30)],
    [upTo(23, 33), upTo(30, 34)],
  ]);
});

test("with an overlap of 5 each later window weighs 6", () => {
  expect(pairs(upTo(0, 19), 10, 5)).toEqual([
    [[-100, ...upTo(0, 9)], upTo(0, 10)],
    [upTo(5, 15), upTo(10, 16)],
    [upTo(8, 18), upTo(16, 19)],
  ]);
});

test("a text that fits is one window", () => {
  expect(windows([1, 2, 3], 0, 3)).toEqual([{ tokens: [0, 1, 2, 3], from: 1 }]);
});

test("whatever the numbers: every token is weighed once and in order, behind what stands before it in the text", () => {
  const cases = fc
    .record({
      length: fc.integer({ min: 1, max: 90 }),
      window: fc.integer({ min: 1, max: 20 }),
      part: fc.nat(19),
    })
    .map((one) => ({ ...one, overlap: Math.min(one.window, one.part + 1) }));
  fc.assert(
    fc.property(cases, ({ length, window, overlap }) => {
      const made = windows(upTo(0, length), -1, window, overlap);
      expect(made.flatMap(({ tokens, from }) => tokens.slice(from))).toEqual(upTo(0, length));
      for (const [nth, { tokens, from }] of made.entries()) {
        expect(tokens.length - 1).toBeLessThanOrEqual(window);
        expect(from).toBeGreaterThanOrEqual(nth === 0 ? 1 : overlap);
        for (let at = 1; at < tokens.length; at++) expect(tokens[at]).toBe(tokens[at - 1]! + 1);
      }
    }),
  );
});
