// The extractive form of a structure, as a model writes it, read back.
import { expect, test } from "vitest";
import { item } from "../../../models/world/records/items.ts";
import { readRanges } from "../../../runtime/context/v2.ts";

const aspect = (name: string, from: number | string, to: number | string): string =>
  `- AspectName: ${name}\n  SentenceRange:\n    start: ${from}\n    end: ${to}`;
const answer = (...aspects: readonly string[]): string =>
  ["```yaml", "Scope: prices: two shops", "Aspects:", ...aspects, "```"].join("\n");

test("a scope, and aspects with their sentences", () => {
  const text = answer(aspect("Tarvel", 1, 4), aspect("Belmor Rask", 5, 5));
  expect(readRanges(text, 5)).toEqual({
    scope: "prices: two shops",
    aspects: [
      { name: "Tarvel", from: 1, to: 4 },
      { name: "Belmor Rask", from: 5, to: 5 },
    ],
  });
  const bare = text.replace("```yaml\n", "").replace("\n```", "");
  expect(readRanges(` ${bare}\n`, 5)).toEqual(readRanges(text, 5));
});

test("what the generated world calls a structure is read back as it was cut", () => {
  for (let at = 0; at < 20; at++) {
    const { answers, extract, sentences } = item(
      { task: "structurize", facts: 12, split: "test", seed: 5 },
      at,
    );
    const cut = extract?.aspects.map(({ name, range }) => ({ name, from: range?.[0], to: range?.[1] }));
    expect(readRanges(answers[0]!, sentences.length)?.aspects).toEqual(cut);
  }
});

test.each([
  ["no aspect", answer()],
  ["no scope", "Aspects:\n" + aspect("Tarvel", 1, 2)],
  ["a range without an end", answer("- AspectName: Tarvel\n  SentenceRange:\n    start: 1")],
  ["a word for a number", answer(aspect("Tarvel", 1, "two"))],
  ["a range that ends before it starts", answer(aspect("Tarvel", 3, 2))],
  ["a sentence that there is not", answer(aspect("Tarvel", 1, 6))],
  ["a sentence 0", answer(aspect("Tarvel", 0, 2))],
  ["something behind the last aspect", answer(aspect("Tarvel", 1, 2), "and so on")],
  ["nothing", ""],
])("%s is no structure", (_, text) => expect(readRanges(text, 5)).toBeNull());
