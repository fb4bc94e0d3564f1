// Operators on text: counting, cutting, splitting into sentences.
import { expect, test } from "vitest";
import { segment } from "../../../runtime/text/segment.ts";
import { sentencesOf } from "../../../runtime/text/sentences.ts";
import { extract, matches } from "../../../runtime/text/pattern.ts";
import { has, len, lower, normalize, replace, split, trim } from "../../../runtime/text/strings.ts";
import { tokens, truncate } from "../../../runtime/text/tokens.ts";
import { call, failure, reach } from "../call.ts";

test("small operators", async () => {
  expect(await call(len, { of: "a😀b" })).toBe(3);
  expect(await call(len, { of: [1, 2] })).toBe(2);
  expect(await call(lower, { text: "ÄB" })).toBe("äb");
  expect(await call(trim, { text: " a \n" })).toBe("a");
  expect(await call(split, { text: "a,,b", by: "," })).toEqual(["a", "", "b"]);
  expect(await call(has, { text: "abc", part: "bc" })).toBe(true);
  expect(await call(tokens, { text: "One, two.", tokenizer: "words" })).toBe(4);
});

test.each([
  ["head", "a b c "],
  ["tail", "d e f"],
  ["middle", "a e f"],
])("truncate keeps the %s", async (keep, kept) => {
  const seen = reach();
  expect(await truncate.run({ text: "a b c d e f", budget: 3, keep, tokenizer: "words" }, seen)).toBe(kept);
  expect([...seen.notes]).toEqual([["truncate to 3 tokens (words): texts cut", 1]]);
});

test("truncate leaves a text that fits, and refuses a negative budget", async () => {
  expect(await call(truncate, { text: "a b", budget: 2, tokenizer: "words" })).toBe("a b");
  expect(await call(truncate, { text: "a b", budget: 0, tokenizer: "words" })).toBe("");
  expect(await failure(call(truncate, { text: "a b", budget: -1, tokenizer: "words" }))).toMatch(/^E203/);
});

test.each([
  ["It rained. We left.", ["It rained.", "We left."]],
  [
    "Dr. Smith met J. R. R. Tolkien in St. Louis. He smiled.",
    ["Dr. Smith met J. R. R. Tolkien in St. Louis.", "He smiled."],
  ],
  ["It cost 3.50 euro. See Fig. 2 for more.", ["It cost 3.50 euro.", "See Fig. 2 for more."]],
  ["She lives in the U.S. The house is old.", ["She lives in the U.S.", "The house is old."]],
  ["The U.S. Army came, e.g. Smith Inc. and Co.", ["The U.S. Army came, e.g. Smith Inc. and Co."]],
  ['"Stop!" he said. "Why?" She left.', ['"Stop!" he said.', '"Why?"', "She left."]],
  ["Wait... Really? Yes!", ["Wait...", "Really?", "Yes!"]],
  ["# Title\nFirst line\nwraps here. Second.", ["# Title", "First line\nwraps here.", "Second."]],
  ["Steps:\n1. Do this\n2. Do that. Now.\n- end", ["Steps:", "1. Do this", "2. Do that.", "Now.", "- end"]],
  ["One\n\nTwo", ["One", "Two"]],
  ["今天下雨。我们走了！", ["今天下雨。", "我们走了！"]],
  ["  \n ", []],
])("sentences of %j", (text, expected) => {
  expect(sentencesOf(text).map((sentence) => sentence.text)).toEqual(expected);
});

test("paragraphs and headings are marked", () => {
  const marks = segment("# T\nA b. C d.\n\nE f.").map(({ opens, heading }) => [opens, heading]);
  expect(marks).toEqual([
    [true, true],
    [false, false],
    [false, false],
    [true, false],
  ]);
});

test("no text loses a character: what lies between sentences is white space", () => {
  const odd = '...!?\u2028 A.B. (c.) "d."\' .\t- x\r\n\r\n## h\r\n| a | b |\n「。」x。。 \u00a0end';
  for (let cut = 0; cut < odd.length; cut++) {
    const text = odd.slice(cut) + odd.slice(0, cut);
    let at = 0;
    for (const { start, end } of segment(text)) {
      expect(text.slice(at, start).trim()).toBe("");
      expect(end).toBeGreaterThan(start);
      at = end;
    }
    expect(text.slice(at).trim()).toBe("");
  }
});

test("replace takes its part and its replacement literally", async () => {
  expect(await call(replace, { text: "a.b.c", part: ".", with: "$&" })).toBe("a$&b$&c");
  expect(await failure(call(replace, { text: "a", part: "", with: "b" }))).toMatch(/^E203/);
});

test("patterns are RE2: what backtracks forever elsewhere ends at once", async () => {
  expect(await call(matches, { text: "The answer is 42.", pattern: "\\d+" })).toBe(true);
  expect(await call(matches, { text: "none", pattern: "^\\d+$" })).toBe(false);
  expect(await call(matches, { text: `${"a".repeat(20_000)}b`, pattern: "^(a+)+$" })).toBe(false);
  expect(await failure(call(matches, { text: "x", pattern: "(" }))).toMatch(/^E203: 'matches' takes pattern/);
  expect(await failure(call(matches, { text: "x", pattern: "(?=x)" }))).toMatch(/^E203/);
});

test("extract gives a group of the first match, or null", async () => {
  const answer = { pattern: "(?i)answer is (\\w+)" };
  expect(await call(extract, { text: "So the Answer is Rome.", group: 1, ...answer })).toBe("Rome");
  expect(await call(extract, { text: "So the Answer is Rome.", ...answer })).toBe("Answer is Rome");
  expect(await call(extract, { text: "no idea", group: 1, ...answer })).toBe(null);
  expect(await failure(call(extract, { text: "x", group: 2, ...answer }))).toMatch(/^E203/);
});

test.each([
  ["squad", "The  Eiffel-Tower, (in) a Paris!", "eiffeltower in paris"],
  ["nfc", "e\u0301", "é"],
  ["nfkc", "ﬁne ①", "fine 1"],
  ["space", " a \t\n b ", "a b"],
])("normalize: %s", async (variant, text, expected) => {
  expect(await call(normalize, { text, variant })).toBe(expected);
});
