// What the pruner is trained on: labels that stand for sentences, names and nouns that nobody has made up before.
import { expect, test } from "vitest";
import { pruned, type Marked } from "../../models/train/pruning.ts";
import { renamed, strangely } from "../../models/train/renamed.ts";
import { readTokens } from "../../models/train/tokens.ts";
import { stream } from "../../models/world/random.ts";
import { part } from "../../models/world/records/held-out.ts";
import { FIRST, SECOND, THIRD } from "../../models/world/names.ts";

const { encoder } = readTokens();
const world = { facts: 8, split: "train", seed: 3 } as const;

test("every token of the document has its sentence and the label of it; half of the unanswerable have none to keep", () => {
  const tasks = Array.from({ length: 40 }, () => "unanswerable" as const);
  const rows = pruned({ kind: "keep", world, tasks, step: 1, renamed: 1 }, encoder) as Marked[];
  for (const { ids, labels, sentences } of rows) {
    const end = ids.indexOf(encoder.special["<sep>"]);
    expect([labels.length, sentences.length]).toEqual([ids.length, ids.length]);
    expect(labels.slice(0, end + 1).every((label) => label === -1)).toBe(true);
    expect(sentences.slice(end + 1)).toEqual(sentences.slice(end + 1).toSorted((a, b) => a - b));
    const of = new Map<number, Set<number>>();
    for (const [at, sentence] of sentences.entries())
      if (sentence >= 0) of.set(sentence, (of.get(sentence) ?? new Set()).add(labels[at]!));
    expect([...of.values()].every(({ size }) => size === 1)).toBe(true);
  }
  const empty = rows.filter(({ labels }) => !labels.includes(1)).length;
  expect(empty).toBeGreaterThan(8);
  expect(empty).toBeLessThan(32);
});

test("a name is the same random one in every text, and never of held-out pieces", () => {
  const held = [FIRST, SECOND, THIRD]
    .flatMap((pieces) => part(pieces, "test"))
    .map((one) => one.toLowerCase());
  for (let at = 0; at < 50; at++) {
    const texts = ["What is the price of Tarvel?", "Tarvel costs 4 euro.", "Tarmor is near Tarvelkim."];
    const [question, answer, other] = renamed(stream(at, "t"), texts) as [string, string, string];
    const name = /of (\w+)\?/.exec(question)![1]!;
    expect(name).not.toBe("Tarvel");
    expect(answer).toBe(`${name} costs 4 euro.`);
    expect(other.endsWith(`${name}${other.slice(-4)}`)).toBe(true);
    expect(other.startsWith(name.slice(0, 3))).toBe(true);
    const used = (name.toLowerCase().match(/.{3}/g) ?? []).filter((piece) => held.includes(piece));
    expect(used).toEqual([]);
  }
});

test("a noun is replaced wherever it stands, at the head of a sentence too", () => {
  const [question, answer] = strangely(stream(1, "t"), ["What is the price?", "Price: 4 euro."], "price") as [
    string,
    string,
  ];
  const noun = /the (\w+)\?/.exec(question)![1]!;
  expect(noun).not.toBe("price");
  expect(answer.toLowerCase()).toBe(`${noun}: 4 euro.`);
});
