// The tokenizer of the world of records: learnt anew it is the file that is there, it loses nothing, and the library gives the same ids.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Tokenizer } from "@huggingface/tokenizers";
import { expect, test } from "vitest";
import { root } from "../../../bin/build.mjs";
import { pieces, pretokens } from "../../../models/world/records/bpe.ts";
import { HELD_OUT } from "../../../models/world/records/domains/index.ts";
import { item, TASKS } from "../../../models/world/records/items.ts";
import {
  encoder,
  ENTRIES,
  SPECIAL,
  tokenizerJson,
  vocabulary,
  vocabularyOf,
} from "../../../models/world/records/tokenizer.ts";
import { abstractText } from "../../../models/world/records/views.ts";
import { readTokenizer } from "../../../runtime/model/tokenizer.ts";

const folder = join(root, "models/tokenizer");
const json = JSON.parse(readFileSync(join(folder, "tokenizer.json"), "utf8")) as Parameters<
  typeof vocabularyOf
>[0];
const config = JSON.parse(readFileSync(join(folder, "tokenizer_config.json"), "utf8")) as object;
const ours = encoder(vocabularyOf(json));
const library = new Tokenizer(json, config);
const product = readTokenizer(folder, "");

const texts = (["train", "test"] as const).flatMap((split) =>
  [undefined, ...HELD_OUT.map(({ name }) => name)]
    .filter((domain) => split === "test" || domain === undefined)
    .flatMap((domain) =>
      TASKS.flatMap((task) => {
        const one = item({ task, facts: 16, split, seed: 9, ...(domain !== undefined && { domain }) }, 1);
        const views = [one.prose, one.numbered, one.list, one.json, abstractText(one.abstract)];
        return [...views, `Question: ${one.question}\nAnswer: ${one.answers[0]}`];
      }),
    ),
);

test("the file is the one that the training split makes", () => {
  expect(json).toEqual(JSON.parse(JSON.stringify(tokenizerJson(vocabulary()))));
});

test("as many entries as there are words in training and English, those that steer first", () => {
  expect(ours.size).toBe(ENTRIES);
  expect(SPECIAL.map((token) => ours.special[token])).toEqual([0, 1, 2, 3, 4]);
  expect(product.vocab).toBe(ENTRIES);
  expect(product.special.get("<eos>")).toBe(2);
});

test("the encoder of the export, the library and the product give the same ids", () => {
  for (const text of texts) {
    const ids = ours.encode(text);
    expect(library.encode(text, { add_special_tokens: false }).ids).toEqual(ids);
    expect(library.encode(text).ids).toEqual([ours.special["<bos>"], ...ids]);
    expect(product.encode(text)).toEqual(ids);
  }
});

test("nothing is lost: the world's texts, and any others, come back as they were", () => {
  const others = [
    "",
    " ",
    "a\r\n\tb  c",
    "naïve café – “quoted” 漢字 🙂",
    "x".repeat(300),
    "<bos> </s>",
    "3.14 %",
  ];
  for (const text of [...texts, ...others]) expect(product.decode(ours.encode(text))).toBe(text);
});

test("numbers are two digits to a token", () => {
  const tokens = [...product.tokens.keys()];
  expect(tokens.filter((token) => /\d\d\d|\d\D/.test(token))).toEqual([]);
  for (let n = 10; n < 100; n++)
    expect([ours.encode(`${n}`).length, ours.encode(` ${n}`).length]).toEqual([1, 1]);
  expect(ours.encode(" 1984")).toHaveLength(2);
});

test("a name takes as many tokens, whether it is of the training split or held out", () => {
  for (const name of [" Tarvel", " Vasbok", " Yimfip", "Tarvel"]) expect(ours.encode(name)).toHaveLength(3);
  for (const name of [" Tarvelkim", " Vasbokfut"]) expect(ours.encode(name)).toHaveLength(5);
});

test("a word is one token, of held-out forms too; names and numbers are spelt", () => {
  for (const forms of ["train", "test"] as const) {
    const { prose } = item({ task: "single", facts: 64, split: "test", forms, seed: 9 }, 1);
    const words = prose.match(/(?<=[a-z,:;] )[a-z]{2,}(?=[ ,.])/g) ?? [];
    expect(words.filter((word) => ours.encode(` ${word}`).length > 1)).toEqual([]);
    expect(prose.length / ours.encode(prose).length).toBeGreaterThan(3.3);
  }
});

test("encoding applies merges in the order they were learnt", () => {
  const ranks = new Map([
    ["b c", 0],
    ["a b", 1],
    ["a bc", 2],
  ]);
  expect(pieces("abc", ranks)).toEqual(["abc"]);
  expect(pieces("ab", ranks)).toEqual(["ab"]);
});

test("pretokens joined are the text", () => {
  for (const text of texts) expect(pretokens(text).join("")).toBe(text);
});
