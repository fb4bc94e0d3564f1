// tokenizer.json: the same ids in JavaScript as in Python, whole ASCII covered, and the training stream's ids among them.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Tokenizer } from "@huggingface/tokenizers";
import { expect, test } from "vitest";
import { root } from "../../bin/build.mjs";
import { encode, id } from "../../models/world/encode.ts";
import { prompt } from "../../models/world/training.ts";
import { BOS, tokenizer as built, UNKNOWN, vocabulary } from "../../models/world/vocabulary.ts";
import { renderOutline, world } from "../../models/world/world.ts";

const folder = join(root, "models/strux-nano");
const read = (path: string): object => JSON.parse(readFileSync(path, "utf8")) as object;
const tokenizer = new Tokenizer(
  read(join(folder, "tokenizer.json")),
  read(join(folder, "tokenizer_config.json")),
);
const fixtures = read(join(import.meta.dirname, "fixtures/tokens.json")) as {
  text: string;
  ids: number[];
  decoded: string;
}[];

test.each(fixtures)("as in Python: $text", ({ text, ids, decoded }) => {
  expect(tokenizer.encode(text).ids).toEqual(ids);
  expect(tokenizer.decode(ids, { skip_special_tokens: true })).toBe(decoded);
});

test("the file is the one the vocabulary makes", () => {
  expect(read(join(folder, "tokenizer.json"))).toEqual(built());
});

test("every printable ASCII sign has a token, inside a word too", () => {
  for (let code = 33; code < 127; code++) {
    const sign = String.fromCharCode(code);
    for (const text of [sign, `q${sign}`, `${sign}${sign}`])
      expect(tokenizer.encode(text).ids).not.toContain(id(UNKNOWN));
  }
});

test("a name is its syllables", () => {
  const tokens = vocabulary();
  expect(encode("Tarvelkim").map((one) => tokens[one])).toEqual(["Tar", "##vel", "##kim"]);
  expect(encode("Norbek").map((one) => tokens[one])).toEqual(["Nor", "##bek"]);
});

test("no word of a document falls apart into single characters, except in numbers", () => {
  const tokens = vocabulary();
  const rows = (["train", "test"] as const).flatMap((split) => world({ n: 40, facts: 16, split, seed: 5 }));
  const found = rows.flatMap((row) => encode(`${row.prose} ${row.linked}`).map((one) => tokens[one] ?? ""));
  expect(found.filter((token) => /^(##)?[A-Za-z]$/.test(token))).toEqual([]);
});

test("the training stream's ids are the tokenizer's", () => {
  const rows = (["train", "test"] as const).flatMap((split) =>
    world({ n: 20, facts: [4, 16], split, seed: 6 }),
  );
  for (const row of rows) {
    for (const text of [row.prose, row.linked, row.list, renderOutline(row.outline)]) {
      const whole = prompt(text, row.question);
      expect([id(BOS), ...encode(whole)]).toEqual(tokenizer.encode(whole).ids);
    }
  }
});

test("answers come back from their ids as they were written", () => {
  for (const row of world({ n: 100, facts: 4, split: "test", seed: 8 })) {
    const [answer = ""] = row.answers;
    expect(tokenizer.decode(encode(answer), { skip_special_tokens: true })).toBe(answer);
  }
});
