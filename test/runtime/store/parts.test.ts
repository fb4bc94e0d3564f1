// Why two keys differ, in the user's words, from what changes least to what changes most.
import { expect, test } from "vitest";
import { differences, differenceText, sortOf } from "../../../runtime/store/parts.ts";
import type { Parts } from "../../../runtime/store.ts";
import type { Json } from "../../../runtime/value.ts";

const hex = (letter: string): string => letter.repeat(64);
const options = { maxTokens: 16, temperature: 0, stop: ["\n"] };
const generate: Parts = {
  of: { generate: 1, model: hex("a"), tokenizer: hex("b"), provider: "cpu", options },
  own: { prompt: `120 tokens ${hex("c")}`, seed: 0 },
};
const of = (more: Parts["of"], own: Parts["own"] = {}): Parts => ({
  of: { ...generate.of, ...more },
  own: { ...generate.own, ...own },
});
const told = (after: Parts, before = generate): string[] => differences(before, after).map(differenceText);

const ONE: readonly (readonly [string, Parts, string])[] = [
  ["version", of({ generate: 2 }), "version of generate: 1 -> 2"],
  ["form", of({ forms: 1 }), "version of answers that are held to a form: not set -> 1"],
  ["model", of({ model: hex("d") }), "model files: aaaaaaaaaaaa -> dddddddddddd"],
  ["tokenizer", of({ tokenizer: hex("d") }), "tokenizer: bbbbbbbbbbbb -> dddddddddddd"],
  ["provider", of({ provider: "cuda(0)" }), 'provider: "cpu" -> "cuda(0)"'],
  ["setting", of({ options: { ...options, temperature: 0.7 } }), "setting temperature: 0 -> 0.7"],
  ["new setting", of({ options: { ...options, topP: 0.9 } }), "setting topP: not set -> 0.9"],
  ["list", of({ options: { ...options, stop: ["\n", "."] } }), 'setting stop: ["\\n"] -> ["\\n","."]'],
  ["longer prompt", of({}, { prompt: `131 tokens ${hex("c")}` }), "prompt: 120 tokens -> 131 tokens"],
  [
    "prompt as long",
    of({}, { prompt: `120 tokens ${hex("d")}` }),
    "prompt: 120 tokens as before, but others",
  ],
  ["seed", of({}, { seed: 7 }), "seed: 0 -> 7"],
];
test.each(ONE)("one part differs: %s", (_, after, words) => {
  expect(told(after)).toEqual([words]);
});

test("equal keys differ in nothing, however their parts are written", () => {
  const { model, ...rest } = generate.of;
  expect(told({ of: rest, own: { ...generate.own, model: model! } })).toEqual([]);
});

test("of several, the first is the one that changes least", () => {
  const after: Parts = {
    of: {
      ...generate.of,
      generate: 2,
      model: hex("d"),
      provider: "webgpu",
      options: { ...options, zeta: 1, alpha: 1 },
    },
    own: { prompt: `1 tokens ${hex("d")}`, seed: 1 },
  };
  expect(differences(generate, after).map(({ part }) => part)).toEqual([
    "version of generate",
    "model files",
    "provider",
    "setting alpha",
    "setting zeta",
    "prompt",
    "seed",
  ]);
});

test("another way of asking is told before all else, and its versions are not compared", () => {
  const { generate: _, options: __, ...by } = generate.of as { readonly [name: string]: Json };
  const weighed: Parts = { of: { likelihood: 3, ...by, top: null }, own: { texts: hex("e") } };
  expect(told(weighed)[0]).toBe('what is asked: "generate" -> "likelihood"');
  expect(told(weighed)).not.toContainEqual(expect.stringMatching(/^version/));
});

test("a server's settings are told by their names; messages, which are kept by digest alone, as others", () => {
  const chat = (temperature: number, messages: string): Parts => ({
    of: { chat: 1, url: "http://localhost:1/v1", model: "m", temperature },
    own: { messages },
  });
  expect(told(chat(1, hex("b")), chat(0, hex("a")))).toEqual([
    "setting temperature: 0 -> 1",
    "messages: not the same",
  ]);
});

test("what a record is: how it was asked, of whom, where", () => {
  expect(sortOf(generate.of)).toEqual({ what: "generate", model: hex("a"), provider: "cpu" });
  expect(sortOf({ infer: 1, model: hex("a"), provider: "cpu", task: { kind: "embed" } }).what).toBe(
    "infer embed",
  );
  expect(sortOf({ chat: 1, url: "http://a", model: "m" })).toEqual({
    what: "chat",
    model: "m",
    provider: "http://a",
  });
  expect(sortOf({ scripted: 1, function: hex("f") })).toEqual({
    what: "scripted",
    model: hex("f"),
    provider: "",
  });
  expect(sortOf({ model: 3, task: [], provider: null })).toEqual({ what: "other", model: "", provider: "" });
});
