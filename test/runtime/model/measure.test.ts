// Budgets rest on these counts: exact where all is written, never too low where a hole's text comes on top.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ChatForm } from "../../../dsl/types/known.ts";
import { chatIds, readTemplate } from "../../../runtime/model/chat.ts";
import { measure } from "../../../runtime/model/measure.ts";
import { readTokenizer, type Tokenizer } from "../../../runtime/model/tokenizer.ts";
import { shared } from "../../shared.ts";
import { copy, directory, nano } from "./help.ts";

/** A folder with the files of a tokenizer, or undefined where they are not at hand. */
function family(name: string): string | undefined {
  if (name === "strux-nano") return nano;
  const file = shared(`models/tokenizers/${name}/tokenizer.json`);
  if (file === undefined) return undefined;
  const config = name === "smollm" ? shared(`models/tokenizers/${name}/tokenizer_config.json`) : undefined;
  return directory({
    "tokenizer.json": copy(file),
    ...(config !== undefined && { "tokenizer_config.json": copy(config) }),
  });
}

const prompt: readonly ChatForm[] = [
  { role: "system", pieces: ["Answer with a short span."] },
  { role: "user", pieces: ["", "\nQuestion: ", "\nAnswer:"] },
];
/** The conversation with texts in its holes, one after the other. */
const filled = (chat: readonly ChatForm[], texts: readonly string[]) => {
  const left = [...texts];
  return chat.map(({ role, pieces: [first = "", ...more] }) => ({
    role,
    content: more.reduce((text, piece) => text + (left.shift() ?? "") + piece, first),
  }));
};
const context = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        "The harbour",
        " was",
        " built in 1912.",
        "\n",
        "- ",
        "né",
        "日本",
        "🙂",
        ' "',
        "  ",
        "#",
      ),
      fc.string({ unit: "binary", maxLength: 8 }),
      fc.string({ maxLength: 12 }),
    ),
    { maxLength: 30 },
  )
  .map((parts) => parts.join(""));

describe.each(["strux-nano", "smollm", "phi-2-codegen", "bert-uncased"])("%s", (name) => {
  const dir = family(name);
  const template = dir === undefined ? "" : readTemplate(dir);
  const tokenizer = dir === undefined ? (undefined as unknown as Tokenizer) : readTokenizer(dir, template);
  const count = (texts: readonly string[]): number =>
    chatIds(tokenizer, template, filled(prompt, texts)).length;

  test.skipIf(dir === undefined)("what is written out is counted exactly", () => {
    const texts = ["The harbour was built in 1912.", "When?"];
    const whole = filled(prompt, texts).map(({ role, content }) => ({ role, pieces: [content] }));
    expect(measure(tokenizer, template, whole)).toEqual({ tokens: count(texts), joins: 0 });
  });

  test.skipIf(dir === undefined)("with holes: never below the true count, and close to it", () => {
    const { tokens, joins } = measure(tokenizer, template, prompt);
    const texts = fc.tuple(context, context);
    fc.assert(
      fc.property(texts, (both) => {
        const bound = both.reduce((sum, text) => sum + tokenizer.encode(text).length, tokens);
        expect(count(both)).toBeLessThanOrEqual(bound + joins);
      }),
      { numRuns: 300, seed: 7 },
    );
    expect(tokens + 2).toBeGreaterThanOrEqual(count(["", ""]) - joins);
    expect(joins).toBeLessThanOrEqual(12);
  });
});

test("where white space parts tokens, holes between line breaks cost nothing on top", () => {
  const tokenizer = readTokenizer(nano, "");
  expect(measure(tokenizer, "", prompt).joins).toBe(0);
  expect(measure(tokenizer, "", [{ role: "user", pieces: ["", "s of "] }]).joins).toBe(8);
});

test("a template that writes a message twice is refused, since its holes would count once", () => {
  const tokenizer = readTokenizer(nano, "");
  const twice = "{{ messages[0].content }} {{ messages[0].content }}";
  expect(() => measure(tokenizer, twice, [{ role: "user", pieces: ["a", "b"] }])).toThrow("more than once");
  expect(measure(tokenizer, twice, [{ role: "user", pieces: ["sea"] }]).joins).toBe(0);
});
