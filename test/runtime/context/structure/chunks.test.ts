// Long texts in parts: paragraphs as they come, none of them cut that fits by itself, titles over what they stand over.
import fc from "fast-check";
import { expect, test } from "vitest";
import { partsOf } from "../../../../runtime/context/structure/chunks.ts";
import { sentencesOf } from "../../../../runtime/text/sentences.ts";
import { words } from "../../../../runtime/tokens.ts";
import { reach } from "../../call.ts";

/** The texts of the parts, of so many words; a full stop is one, and a paragraph costs one more. */
const parts = async (text: string, limit: number): Promise<string[]> =>
  (await partsOf(text, limit, words, reach())).map((part) => part.text);

test("as many paragraphs as fit, each with a token more than it has", async () => {
  const text = "A b c.\n\nD e f.\n\nG h i.";
  expect(await parts(text, 10)).toEqual(["A b c.\n\nD e f.", "G h i."]);
  expect(await parts(text, 9)).toEqual(["A b c.", "D e f.", "G h i."]);
  expect(await parts(text, 15)).toEqual([text]);
});

test("a paragraph that alone does not fit is taken by sentences; a sentence never is", async () => {
  expect(await parts("A b c. D e f. G h i.", 10)).toEqual(["A b c. D e f.", "G h i."]);
  const seen = reach();
  const found = await partsOf("A b c d e f g h. I j.", 6, words, seen);
  expect(found.map(({ text, before }) => [text, before])).toEqual([
    ["A b c d e f g h.", 0],
    ["I j.", 1],
  ]);
  expect([...seen.notes]).toEqual([["structurize: sentences of more than 6 tokens (words)", 1]]);
});

test("a title goes to the part that it stands over, where there is place", async () => {
  expect(await parts("A b c.\n\nA title\n\nD e f g.", 10)).toEqual(["A b c.", "A title\n\nD e f g."]);
  expect(await parts("A b c.\n\n# One\n\n## Two\n\nD e f g.", 16)).toEqual([
    "A b c.",
    "# One\n\n## Two\n\nD e f g.",
  ]);
  // no place: it stays
  expect(await parts("A b c.\n\nA title\n\nD e f g h i j.", 9)).toEqual([
    "A b c.\n\nA title",
    "D e f g h i j.",
  ]);
});

test("every sentence of any text stands in one part, in order; only single sentences are over the limit", async () => {
  const piece = fc.constantFrom(
    "A b c. ",
    "D e. ",
    "title",
    "\n\n",
    "\n",
    "# Head\n",
    "- item\n",
    "x ".repeat(30),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(piece, { maxLength: 40 }),
      fc.integer({ min: 1, max: 60 }),
      async (some, limit) => {
        const text = some.join("");
        const found = await partsOf(text, limit, words, reach());
        const sentences = sentencesOf(text).map((one) => one.text);
        expect(found.flatMap((part) => part.sentences)).toEqual(sentences);
        let before = 0;
        for (const part of found) {
          expect(part.before).toBe(before);
          before += part.sentences.length;
          const [tokens = 0] = await words.count([part.text]);
          expect(tokens <= limit || part.sentences.length === 1).toBe(true);
        }
      },
    ),
  );
});
