// Answers held to a form: whatever the logits are, what comes out is of the form. On real tokenizers of three kinds.
import { describe, expect, test } from "vitest";
import { type Guides, guides } from "../../../runtime/model/constrain.ts";
import type { Form } from "../../../runtime/model/protocol.ts";
import { greedy } from "../../../runtime/model/sample.ts";
import { continuation } from "../../../runtime/model/stop.ts";
import { readTokenizer, type Tokenizer } from "../../../runtime/model/tokenizer.ts";
import { vocabularyOf } from "../../../runtime/model/vocabulary.ts";
import { shared } from "../../shared.ts";
import { nano, refusal } from "./help.ts";

const tokenizers = {
  "whole words": nano,
  "bytes as GPT-2 writes them": shared("models/tokenizers/phi-2-codegen"),
  "bytes as SmolLM writes them": shared("models/tokenizers/smollm"),
  "pieces of BERT": shared("models/tokenizers/bert-uncased"),
};

const EOS = 2;
const guidesOf = (tokenizer: Tokenizer): Guides =>
  guides(() => vocabularyOf(tokenizer), [EOS], tokenizer.vocab);

/** Numbers without a pattern that takes less time than a form has tokens. */
const noise = (seed: number, n: number, id: number): number =>
  (Math.imul(Math.imul(id + 1, 0x9e3779b1) ^ Math.imul(n + 1, 0x85ebca6b) ^ seed, 0xc2b2ae35) >>> 0) % 1009;

/** An answer of a model that knows nothing: random logits, the likeliest of the allowed taken, until it ends. */
async function babbled(
  tokenizer: Tokenizer,
  from: Guides,
  form: Form,
  seed: number,
  most = 60,
): Promise<string> {
  const guide = await from.open(form);
  const said: number[] = [];
  for (let n = 0; n < most; n++) {
    const logits = Float32Array.from({ length: tokenizer.vocab }, (_, id) => noise(seed, n, id));
    await guide.look();
    const held = guide.held(logits);
    expect(guide.likeliest(logits)).toBe(held && greedy(held));
    if (held === null) throw new Error("nothing is allowed");
    const token = greedy(held);
    if (token === EOS) break;
    said.push(token);
    // what is not allowed is not taken, and what is needs no look
    const wrong = logits.findIndex((_, id) => held[id] === -Infinity);
    expect(wrong >= 0 && guide.takes(wrong)).toBe(false);
    expect(guide.takes(token)).toBe(true);
  }
  guide.close();
  guide.close(); // a row lets it go, and so does the end of its request
  return continuation(tokenizer.decode, tokenizer.encode("7"), said);
}

describe.each(Object.entries(tokenizers))("a tokenizer of %s", (_, dir) => {
  test.skipIf(dir === undefined)("writes one of the choices, each of them sooner or later", async () => {
    const tokenizer = readTokenizer(dir ?? "", "");
    const from = guidesOf(tokenizer);
    const of = ["12", "7", "100"];
    const said = new Set<string>();
    for (let seed = 0; seed < 40; seed++)
      said.add((await babbled(tokenizer, from, { kind: "choices", of }, seed)).trim());
    expect([...said].toSorted()).toEqual(of.toSorted());
  });
});

describe.skipIf(tokenizers["bytes as GPT-2 writes them"] === undefined)("forms", () => {
  const tokenizer = (): Tokenizer => readTokenizer(tokenizers["bytes as GPT-2 writes them"] ?? "", "");

  test("JSON of a schema can be read, and is of it", async () => {
    const [tokens, schema] = [
      tokenizer(),
      {
        type: "object",
        properties: { sure: { type: "boolean" }, n: { enum: [1, 2] } },
        required: ["sure", "n"],
        additionalProperties: false,
      },
    ];
    const from = guidesOf(tokens);
    const form: Form = { kind: "json", schema: JSON.stringify(schema) };
    let whole = 0;
    for (let seed = 0; seed < 8; seed++) {
      const text = await babbled(tokens, from, form, seed, 300);
      if (!text.endsWith("}")) continue; // cut off
      whole++;
      expect(JSON.parse(text)).toEqual({
        sure: expect.any(Boolean) as boolean,
        n: expect.any(Number) as number,
      });
    }
    expect(whole).toBeGreaterThan(0);
  });

  test("a grammar's rules, over token borders and beyond ASCII", async () => {
    const tokens = tokenizer();
    const ebnf = 'root ::= (word "·")+ "é"\nword ::= [a-c] [a-c]';
    for (let seed = 0; seed < 8; seed++) {
      const text = await babbled(tokens, guidesOf(tokens), { kind: "grammar", ebnf }, seed, 40);
      expect(text).toMatch(/^([abc]{2}·)+é$|^([abc]{2}·)*([abc]{0,2}|[abc]{2}.?)$/su);
    }
  });
});

test.each([
  [
    "root ::= word",
    /the grammar of the answer cannot be read: line 1, column 10: Rule "word" is not defined/,
  ],
  ['rot ::= "a"', /The root rule with name "root" is not found/],
  ['root ::= "a', /line 1, column 12: Expect " in string literal/],
])("a grammar that cannot be read says where: %s; the next one is read", async (ebnf, cause) => {
  const tokenizer = readTokenizer(nano, "");
  const from = guidesOf(tokenizer);
  const error = await refusal(from.open({ kind: "grammar", ebnf }));
  expect(error).toMatchObject({ code: "E511", cause: expect.stringMatching(cause) as string });
  const of = ["12"];
  expect((await babbled(tokenizer, from, { kind: "choices", of }, 1)).trim()).toBe("12");
});

test("a form that the tokenizer has no words for is told, not met with something else", async () => {
  const tokenizer = readTokenizer(nano, "");
  const guide = await guidesOf(tokenizer).open({ kind: "choices", of: ["\u{1F600}"] });
  await guide.look();
  expect(guide.held(new Float32Array(tokenizer.vocab))).toBeNull();
});

test("where no token ends an answer, a form does that is complete and cannot go on", async () => {
  const tokenizer = readTokenizer(nano, "");
  const of = ["12", "12 7"];
  const guide = await guides(() => vocabularyOf(tokenizer), [], tokenizer.vocab).open({
    kind: "choices",
    of,
  });
  for (const [token, done] of [
    ["12", false],
    ["7", true],
  ] as const) {
    await guide.look();
    expect(guide.done()).toBe(false);
    guide.take(tokenizer.tokens.get(token)!);
    await guide.look();
    expect(guide.done()).toBe(done);
    expect(guide.ends()).toBe(true);
  }
});

test("a form that could end here is told from one that breaks off", async () => {
  const tokenizer = readTokenizer(nano, "");
  const guide = await guidesOf(tokenizer).open({ kind: "choices", of: ["12 7", "12 7 12"] });
  const ends: boolean[] = [];
  for (const token of ["12", "7", "12"]) {
    guide.take(tokenizer.tokens.get(token)!);
    await guide.look();
    ends.push(guide.ends());
  }
  expect(ends).toEqual([false, true, true]);
});

test("what the form allows is taken without a look, and what it does not is refused and changes nothing", async () => {
  const tokenizer = readTokenizer(nano, "");
  const guide = await guidesOf(tokenizer).open({ kind: "choices", of: ["12 7", "12 7 12"] });
  const id = (token: string): number => tokenizer.tokens.get(token)!;
  const steering = [...tokenizer.special.values()].find((special) => special !== EOS)!;
  const taken = ["7", "12", "12", "7", "12", "7"].map((token) => guide.takes(id(token)));
  expect(taken).toEqual([false, true, false, true, true, false]);
  // nor what writes nothing, nor what no tokenizer has; then the end, and nothing behind it
  const ends = [steering, tokenizer.vocab - 1, EOS, EOS, id("7")].map((token) => guide.takes(token));
  expect(ends).toEqual([false, false, true, false, false]);
  guide.close();
});

test("a model that writes the form by itself is not looked after until it errs", async () => {
  const tokenizer = readTokenizer(nano, "");
  const guide = await guidesOf(tokenizer).open({ kind: "grammar", ebnf: 'root ::= (" "? "12" " 7")+' });
  const id = (token: string): number => tokenizer.tokens.get(token)!;
  const logits = new Float32Array(tokenizer.vocab);
  for (let n = 0; n < 8; n++) expect(guide.takes(id(n % 2 === 0 ? "12" : "7"))).toBe(true);
  await guide.ahead();
  expect(guide.held(logits)).toBeNull();
  expect(guide.takes(id("7"))).toBe(false);
  await guide.ahead();
  expect(guide.held(logits)?.[id("12")]).toBe(0);
  guide.close();
});
