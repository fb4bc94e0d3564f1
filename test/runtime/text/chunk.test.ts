// Texts as passages: by tokens, sentences and paragraphs, with what neighbours share; nothing but white space is lost.
import fc from "fast-check";
import { expect, test } from "vitest";
import { chunk } from "../../../runtime/text/chunk.ts";
import { words } from "../../../runtime/tokens.ts";
import type { Passage, Value } from "../../../runtime/value.ts";
import { call, failure, reach } from "../call.ts";

const text = "One two three. Four five.\n\nSix seven eight nine. Ten.";
const cut = async (more: { readonly [name: string]: Value }, of = text): Promise<string[]> =>
  ((await call(chunk, { text: of, ...more })) as readonly Passage[]).map((one) => one.text);
const sized = (by: string, size: number, overlap = 0) => cut({ by, size, overlap, tokenizer: "words" });

test("without a size a sentence each, or a paragraph each; id and source are the position", async () => {
  expect(await cut({})).toEqual(["One two three.", "Four five.", "Six seven eight nine.", "Ten."]);
  expect(await cut({ by: "paragraphs" })).toEqual([
    "One two three. Four five.",
    "Six seven eight nine. Ten.",
  ]);
  expect(await call(chunk, { text: "One. Two." })).toMatchObject([
    { id: "0", source: 0 },
    { id: "1", source: 1 },
  ]);
  expect(await cut({}, " \n")).toEqual([]);
});

test("by tokens a window slides over the text; the last one is what is left", async () => {
  expect(await sized("tokens", 6)).toEqual([
    "One two three. Four five",
    ".\n\nSix seven eight nine.",
    "Ten.",
  ]);
  expect(await sized("tokens", 6, 2)).toEqual([
    "One two three. Four five",
    "Four five.\n\nSix seven eight",
    "seven eight nine. Ten.",
  ]);
});

test("by sentences as many as there is room for; what is shared is whole sentences", async () => {
  // 4, 3, 5 and 2 words, full stops counted
  expect(await sized("sentences", 8)).toEqual(["One two three. Four five.", "Six seven eight nine. Ten."]);
  expect(await sized("sentences", 8, 3)).toEqual([
    "One two three. Four five.",
    "Four five.\n\nSix seven eight nine.",
    "Ten.",
  ]);
  expect(await sized("paragraphs", 20)).toEqual([text]);
  const seen = reach();
  await chunk.run({ text, by: "sentences", size: 4, tokenizer: "words" }, seen);
  expect([...seen.notes]).toEqual([["chunk: sentences longer than 4 tokens (words), left whole", 1]]);
});

test("for any text, size and overlap: in order, each with something new, within the size, nothing lost", async () => {
  // no word comes twice, so that it is known where a passage stands
  const sentence = fc.tuple(fc.integer({ min: 1, max: 6 }), fc.constantFrom(". ", "!\n", "?\n\n", ".  \n"));
  const written = (all: readonly (readonly [number, string])[]): string =>
    [
      ...all.map(
        ([n, end], at) => `${Array.from({ length: n }, (_, w) => `W${10 + at}x${w}`).join(" ")}${end}`,
      ),
      "Last",
    ].join("");
  await fc.assert(
    fc.asyncProperty(
      fc.array(sentence, { maxLength: 12 }).map(written),
      fc.constantFrom("tokens", "sentences", "paragraphs"),
      fc.integer({ min: 3, max: 12 }),
      fc.nat(11),
      async (of, by, size, share) => {
        const overlap = share % size;
        const seen = reach();
        const args = { text: of, by, size, overlap, tokenizer: "words" };
        const made = ((await chunk.run(args, seen)) as readonly Passage[]).map((one) => one.text);
        let [from, covered] = [-1, 0];
        for (const one of made) {
          const at = of.indexOf(one, from + 1);
          expect(at).toBeGreaterThan(from);
          expect(of.slice(covered, at).trim()).toBe("");
          expect(at + one.length).toBeGreaterThan(covered);
          [from, covered] = [at, at + one.length];
        }
        expect(of.slice(covered).trim()).toBe("");
        const sizes = await words.count(made);
        expect(sizes.filter((one) => one > size).length).toBe([...seen.notes.values()][0] ?? 0);
        const none = await call(chunk, { ...args, overlap: 0 });
        const squeezed = (all: readonly string[]) => all.join("").replaceAll(/\s/g, "");
        expect(squeezed((none as readonly Passage[]).map((one) => one.text))).toBe(squeezed([of]));
      },
    ),
  );
});

test("a tokenizer that does not add up is held to the count of the whole", async () => {
  const count = async (texts: readonly string[]) => texts.map((one) => Math.ceil(one.length / 3) + 1);
  for (let size = 6; size < 20; size++) {
    const made = await call(
      chunk,
      { text, size, tokenizer: "words" },
      { counter: () => ({ ...words, count }) },
    );
    const several = (made as readonly Passage[]).filter((one) => one.text.split(".").length > 2);
    for (const one of await count(several.map(({ text: body }) => body)))
      expect(one).toBeLessThanOrEqual(size);
  }
});

test("what cannot be cut is said", async () => {
  expect(await failure(cut({ by: "tokens" }))).toMatch(/^E203: 'chunk' takes a size/);
  expect(await failure(cut({ overlap: 2 }))).toMatch(/^E203: 'chunk' takes a size/);
  expect(await failure(cut({ size: 3 }))).toMatch(/^E203: 'chunk' takes a tokenizer/);
  expect(await failure(sized("tokens", 3, 3))).toMatch(/^E203: 'chunk' takes an overlap below/);
});
