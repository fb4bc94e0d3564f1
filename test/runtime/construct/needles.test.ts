// Needles lie where they should, and the text without them is the haystack.
import fc from "fast-check";
import { expect, test } from "vitest";
import { needles } from "../../../runtime/construct/needles.ts";
import { words } from "../../../runtime/tokens.ts";
import { call, failure, reach } from "../call.ts";

interface Made {
  readonly text: string;
  readonly haystack: string;
  readonly places: readonly {
    readonly needle: string;
    readonly start: number;
    readonly end: number;
    readonly depth: number;
  }[];
}
const text = "One two three. Four five.\n\nSix seven eight nine. Ten.";
const put = async (
  all: readonly string[],
  depths: readonly number[],
  budget: number | null = null,
  of = text,
) => (await call(needles, { text: of, needles: all, depths, budget, tokenizer: "words" })) as unknown as Made;

test("behind the last sentence that ends at or before the depth; 0 is before all, 1 behind all", async () => {
  // 4, 3, 5 and 2 tokens: the shares before the boundaries are 0, 4/14, 7/14, 12/14, 1
  const at = async (depth: number) => (await put(["N."], [depth])).text.split("N.")[0];
  expect(await at(0)).toBe("");
  expect(await at(0.28)).toBe("");
  expect(await at(4 / 14)).toBe("One two three. ");
  expect(await at(0.5)).toBe("One two three. Four five. ");
  expect(await at(0.99)).toBe("One two three. Four five.\n\nSix seven eight nine. ");
  expect(await at(1)).toBe(`${text} `);
  expect(await put(["A.", "B.", "C."], [0.5, 0, 0.5])).toEqual({
    text: "B. One two three. Four five. A. C.\n\nSix seven eight nine. Ten.",
    haystack: text,
    places: [
      { needle: "A.", start: 28, end: 31, depth: 0.5 },
      { needle: "B.", start: 0, end: 3, depth: 0 },
      { needle: "C.", start: 31, end: 34, depth: 0.5 },
    ],
  });
});

test("with a budget the haystack is the beginning that leaves room, and what is cut off is counted", async () => {
  const seen = reach();
  const made = (await needles.run(
    { text, needles: ["N o."], depths: [1], budget: 10, tokenizer: "words" },
    seen,
  )) as unknown as Made;
  expect(made.text).toBe("One two three. Four five. N o.");
  expect(await words.count([made.text])).toEqual([10]);
  expect(Object.fromEntries(seen.notes)).toEqual({ "needles: sentences over the budget, left out": 2 });
  expect((await put(["N o."], [0], 3)).text).toBe("N o. ");
  expect(await failure(put(["N o."], [0], 2))).toMatch(/^E301/);
  expect(await failure(put(["N."], [0, 1]))).toMatch(/^E204/);
  expect(await failure(put(["N."], [1.1]))).toMatch(/^E204/);
});

test("for any text, needles and depths: without their places the text is the haystack, within the budget", async () => {
  const sentence = fc.stringMatching(/^[A-Z🙂][a-zé ]{0,12}[.!?]\s{0,3}$/u);
  await fc.assert(
    fc.asyncProperty(
      fc.array(sentence, { maxLength: 8 }),
      fc.array(fc.tuple(sentence, fc.double({ min: 0, max: 1, noNaN: true })), { maxLength: 4 }),
      fc.option(fc.integer({ min: 40, max: 80 })),
      async (sentences, wanted, budget) => {
        const of = sentences.join(" ");
        const made = await put(
          wanted.map(([one]) => one),
          wanted.map(([, depth]) => depth),
          budget,
          of,
        );
        const characters = Array.from(made.text);
        for (const [at, { needle, start, end, depth }] of made.places.entries()) {
          expect(characters.slice(start, end).join("")).toContain(needle);
          expect(depth).toBeLessThanOrEqual(wanted[at]![1]);
        }
        for (const { start, end } of made.places.toSorted((a, b) => b.start - a.start))
          characters.splice(start, end - start);
        expect(characters.join("")).toBe(made.haystack);
        expect(of.startsWith(made.haystack)).toBe(true);
        const [tokens = 0] = await words.count([made.text]);
        expect(budget === null ? made.haystack === of : tokens <= budget).toBe(true);
      },
    ),
  );
});
