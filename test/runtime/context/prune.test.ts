// Pruning: the rule on made-up probabilities, texts that do not fit, and what becomes of texts, passages and trees.
import fc from "fast-check";
import { expect, test } from "vitest";
import { blocksOf } from "../../../runtime/context/prune/fragments.ts";
import { prune } from "../../../runtime/context/prune/prune.ts";
import { above, rangeScore, sentenceScore, within } from "../../../runtime/context/prune/rule.ts";
import { rangesOf } from "../../../runtime/context/prune/scores.ts";
import { sentenceScores } from "../../../runtime/context/prune/sentence-scores.ts";
import type { Infer } from "../../../runtime/encoder/calls.ts";
import type { Passage, Tree, Value } from "../../../runtime/value.ts";
import { call, failure, reach } from "../call.ts";

test("a sentence scores the mean of its tokens; without one 1, without a fragment 0", () => {
  const tokens = [
    { start: 0, end: 2, score: 0.9 },
    { start: 2, end: 5, score: 0.3 },
    // a blank before it belongs to it, and it to the sentence in which it ends
    { start: 5, end: 8, score: 0.1 },
  ];
  expect(rangeScore({ start: 0, end: 5 }, tokens)).toBeCloseTo(0.6, 12);
  expect(rangeScore({ start: 5, end: 8 }, tokens)).toBe(0.1);
  expect(rangeScore({ start: 8, end: 9 }, tokens)).toBe(1);
  expect(sentenceScore([0.2, 0.6])).toBeCloseTo(0.4, 12);
  expect(sentenceScore([])).toBe(0);
});

test("what is at the threshold goes: below 0 all stay, at 1 none; the title stays with another one", () => {
  const scores = [0.05, 0.1, 0.5, 1];
  expect(above(scores, 0.1, false)).toEqual([2, 3]);
  expect(above(scores, -0.01, false)).toEqual([0, 1, 2, 3]);
  expect(above(scores, 1, false)).toEqual([]);
  expect(above(scores, 0.1, true)).toEqual([0, 2, 3]);
  expect(above(scores, 1, true)).toEqual([]);
  expect(above([0.9, 0.1], 0.5, true)).toEqual([0]);
});

test("a higher threshold keeps a part of what a lower one keeps, a larger share more", () => {
  const some = fc.array(fc.record({ score: fc.double({ min: 0, max: 1, noNaN: true }), cost: fc.nat(20) }));
  const [a, b] = [fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })];
  fc.assert(
    fc.property(some, a, b, fc.boolean(), (all, x, y, title) => {
      const [scores, costs] = [all.map(({ score }) => score), all.map(({ cost }) => cost)];
      const [low, high] = [Math.min(x, y), Math.max(x, y)];
      const more = new Set(above(scores, low, title));
      expect(above(scores, high, title).every((at) => more.has(at))).toBe(true);
      const most = costs.reduce((sum, cost) => sum + cost, 0);
      const larger = within(scores, costs, high * most);
      expect(within(scores, costs, low * most).every((at) => larger.includes(at))).toBe(true);
      expect(larger).toEqual(larger.toSorted((one, other) => one - other));
      expect(larger.reduce((sum, at) => sum + costs[at]!, 0)).toBeLessThanOrEqual(high * most);
    }),
  );
});

test("blocks hold whole sentences as far as they go, a long sentence in pieces; joined they are the text", () => {
  const sentences = ["a b ", "c d e ", "f g h i j k l ", "m "];
  const pieces = sentences.map((one) => one.match(/\S+\s*/g) ?? []);
  const told = (most: number) =>
    blocksOf(rangesOf(sentences), pieces, most).map(({ start, end, fragments }) => [
      sentences.join("").slice(start, end),
      fragments.map(({ sentence }) => sentence).join(""),
    ]);
  expect(told(5)).toEqual([
    ["a b c d e ", "01"],
    ["f g h i j ", "2"],
    ["k l m ", "23"],
  ]);
  expect(told(3)).toEqual([
    ["a b ", "0"],
    ["c d e ", "1"],
    ["f g h ", "2"],
    ["i j k ", "2"],
    ["l m ", "23"],
  ]);
  for (let most = 1; most < 20; most++) {
    const blocks = blocksOf(rangesOf(sentences), pieces, most);
    expect(blocks.map(({ start, end }) => sentences.join("").slice(start, end)).join("")).toBe(
      sentences.join(""),
    );
    for (const { start, end } of blocks)
      expect(sentences.join("").slice(start, end).trim().split(" ").length).toBeLessThanOrEqual(most);
  }
});

const model = { kind: "model", name: "p", dir: "", ref: "p", devices: [], options: {} } as const;

/** A pruner that keeps words in capital letters; its window takes so many words of a question and a text. */
function pruner(window = 1000) {
  const seen: string[] = [];
  const infer: Infer = async (_, task, inputs) =>
    inputs.map(({ text: query, pair = "" }) => {
      seen.push(pair);
      expect(task).toEqual({ kind: "label", each: "keep" });
      const words = [...pair.matchAll(/\S+/g)];
      const room = window - 4 - (query.match(/\S+/g)?.length ?? 0);
      const value = words.slice(0, room).map(({ 0: text, index }) => ({
        label: "keep",
        text,
        start: index,
        end: index + text.length,
        score: Number(text === text.toUpperCase()),
      }));
      const cut = Math.max(0, words.length - room);
      return { value, tokens: cut > 0 ? window : words.length, cut, provider: "test" };
    });
  const split = async (text: string) => text.match(/\s*\S+/g) ?? [];
  const counter = () => ({
    name: "words",
    split,
    count: async (texts: readonly string[]) => texts.map((one) => one.match(/\S+/g)?.length ?? 0),
  });
  return { ...reach({ infer, counter }), seen };
}

const text = "One two. TWO three four. FIVE SIX. Seven.";
const to = async (of: Value, more: { [name: string]: Value } = {}, by = pruner()) =>
  prune.run({ of, query: "which?", with: model, ...more }, by);

test("a text keeps the sentences above the threshold, in their order, as they stood", async () => {
  expect(await to(text)).toBe("TWO three four. FIVE SIX.");
  expect(await to(text, { threshold: 0.5 })).toBe("FIVE SIX.");
  expect(await to(text, { threshold: -1 })).toBe(text);
  expect(await to(text, { threshold: 1 })).toBe("");
  expect(await to(text, { keep_title: true, threshold: 0.5 })).toBe("One two. FIVE SIX.");
  expect(await to("")).toBe("");
});

test("all sentences are read together with the question, once", async () => {
  const by = pruner();
  await to(text, {}, by);
  expect(by.seen).toEqual([text]);
  expect([...by.notes]).toEqual([["prune: sentences dropped", 2]]);
});

test("by share and by budget the best come first, the whole of a context counts", async () => {
  // FIVE SIX. has 10 characters of 41 with its blank, and two words; TWO three four. has three
  expect(await to(text, { share: 0.25 })).toBe("FIVE SIX.");
  expect(await to(text, { share: 1 })).toBe(text);
  expect(await to(text, { budget: 2 })).toBe("FIVE SIX.");
  expect(await to(text, { budget: 5 })).toBe("TWO three four. FIVE SIX.");
  const by = pruner();
  expect(await to(text, { budget: 1 }, by)).toBe("");
  expect(by.notes.get("prune: texts of which nothing stays")).toBe(1);
  expect(await failure(to(text, { budget: 1, threshold: 0.1 }))).toMatch(/^E203: 'prune' takes one of/);
});

test("passages keep what is theirs, those that keep nothing go and are counted", async () => {
  const passages = ["Nay. YES.", "Nay.", "YES. Nay. YES."].map((body, at): Passage => ({
    kind: "passage",
    id: String(at),
    text: body,
    score: at,
  }));
  const by = pruner();
  expect(await to(passages, {}, by)).toEqual([
    { ...passages[0], text: "YES." },
    { ...passages[2], text: "YES. YES." },
  ]);
  expect([...by.notes]).toEqual([
    ["prune: sentences dropped", 3],
    ["prune: texts of which nothing stays", 1],
  ]);
  expect(await to(passages, { budget: 2 })).toEqual([
    { ...passages[0], text: "YES." },
    { ...passages[2], text: "YES." },
  ]);
  expect(await to([])).toEqual([]);
});

test("a tree keeps descriptions, and aspects that have one left", async () => {
  const tree: Tree = {
    kind: "tree",
    scope: "s",
    aspects: [
      { name: "A", descriptions: ["no", "YES"] },
      { name: "B", descriptions: ["no"] },
    ],
  };
  expect(await to(tree, { threshold: 0.5 })).toEqual({
    ...tree,
    aspects: [{ name: "A", descriptions: ["YES"] }],
  });
});

test("a text that does not fit is read in parts, and that is counted; a sentence in parts counts their mean", async () => {
  // room for 7 words beside the question
  const by = pruner(12);
  const long = "Aa b c. DD EE FF. Gg h. I J K L M n o p q r s t. Uu.";
  const scores = (await sentenceScores.run({ text: long, query: "which?", with: model }, by)) as {
    text: string;
    score: number;
  }[];
  expect(scores.map((one) => one.text).join("")).toBe(long);
  // the fourth has 12 words: 7 of them in one part, 5 of which are capitals, 5 in the next
  expect(scores.map((one) => one.score)).toEqual([0, 1, 0, expect.closeTo((5 / 7 + 0) / 2, 12), 0]);
  expect(by.seen.slice(1)).toEqual(["Aa b c. DD EE FF.", " Gg h.", " I J K L M n o", " p q r s t. Uu."]);
  expect([...by.notes]).toEqual([
    ["sentence_scores: texts that are longer than 'p' takes, read in parts", 1],
  ]);
  const wordy = { text: long, query: "a b c d e f g h i", with: model };
  expect(await failure(Promise.resolve(sentenceScores.run(wordy, pruner(12))))).toMatch(/^E506/);
});

test("questions without a word are counted", async () => {
  const by = pruner();
  await to(text, { query: " " }, by);
  expect(by.notes.get("prune: questions without a word")).toBe(1);
  expect(await call(prune, { of: [], query: "", with: model }, by)).toEqual([]);
});
