// Every tokenizer family: the ids of the Rust library, ordinary text that stays ordinary, exact decoding.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { readTokenizer, type Tokenizer } from "../../../runtime/model/tokenizer.ts";
import { shared } from "../../shared.ts";
import { copy, directory, words } from "./help.ts";
import { readPieces, stories } from "./stories.ts";

/** Ids by Rust `tokenizers` 0.23.3: `ids` with encode_special_tokens, `around` with its special tokens, `special` without either. */
interface Fixture {
  readonly text: string;
  readonly ids: readonly number[];
  readonly around?: readonly number[];
  readonly special?: readonly number[];
}
const fixtures = JSON.parse(readFileSync(new URL("tokenizer-ids.json", import.meta.url), "utf8")) as Readonly<
  Record<string, readonly Fixture[]>
>;

function family(name: string): Tokenizer | undefined {
  if (name === "gpt2") return gpt2();
  const file = shared(`models/tokenizers/${name}/tokenizer.json`);
  return file === undefined ? undefined : readTokenizer(directory({ "tokenizer.json": copy(file) }), "");
}

/** GPT-2 is at hand as vocabulary and merges only. */
function gpt2(): Tokenizer | undefined {
  const vocab = shared("models/tokenizers/gpt2-roberta/gpt2.vocab.json");
  const merges = shared("models/tokenizers/gpt2-roberta/gpt2.merges.txt");
  if (vocab === undefined || merges === undefined) return undefined;
  const bytes = { type: "ByteLevel", add_prefix_space: false, trim_offsets: true, use_regex: true };
  const model = {
    type: "BPE",
    vocab: JSON.parse(readFileSync(vocab, "utf8")) as unknown,
    merges: readFileSync(merges, "utf8")
      .split("\n")
      .filter((line) => line !== "" && !line.startsWith("#version")),
  };
  const added_tokens = [{ id: 50256, content: "<|endoftext|>", special: true, normalized: false }];
  return readTokenizer(
    directory({ "tokenizer.json": { added_tokens, pre_tokenizer: bytes, decoder: bytes, model } }),
    "",
  );
}

describe.each(Object.keys(fixtures))("%s", (name) => {
  const tokenizer = family(name);
  const rows = fixtures[name]!;

  test.skipIf(tokenizer === undefined).each(rows)("ids of $text", ({ text, ids, around, special }) => {
    expect(tokenizer!.encode(text)).toEqual(ids);
    expect(tokenizer!.encode(text, { bos: true })).toEqual(around ?? ids);
    expect(tokenizer!.encode(text, { special: true })).toEqual(special ?? ids);
    // WordPiece knows neither case nor white space; all others give the text back.
    expect(tokenizer!.decode(ids)).toBe(
      name === "bert-uncased" ? tokenizer!.decode(tokenizer!.encode(text)) : text,
    );
  });

  test.skipIf(tokenizer === undefined)("no text yields a special token", () => {
    for (const token of tokenizer!.special.keys()) {
      const ids = tokenizer!.encode(`a ${token} b${token}`);
      expect(ids.filter((id) => [...tokenizer!.special.values()].includes(id))).toEqual([]);
    }
  });
});

test("a special token that the vocabulary knows as a word is taken apart", () => {
  const json = { ...words(3), added_tokens: [{ id: 2, content: "w2", special: true }] };
  const dir = directory({ "tokenizer.json": json, "tokenizer_config.json": { unk_token: "w0" } });
  const tokenizer = readTokenizer(dir, "");
  expect(tokenizer.encode("w1 w2", { special: true })).toEqual([1, 2]);
  expect(tokenizer.encode("w1 w2")).toEqual([1, 0, 0]);
});

test("a token that the chat template writes is special even where tokenizer.json does not mark it", () => {
  const json = { ...words(3), added_tokens: [{ id: 2, content: "<think>", special: false }] };
  const dir = directory({ "tokenizer.json": json, "tokenizer_config.json": { unk_token: "w0" } });
  expect([...readTokenizer(dir, "{{ '<think>' }}").special.keys()]).toEqual(["<think>"]);
  expect([...readTokenizer(dir, "").special.keys()]).toEqual([]);
});

describe.skipIf(stories() === undefined)("stories260K", () => {
  const file = shared("models/stories260K/tok512.bin");

  test("encodes as llama2.c does: the best-scored pair first", () => {
    const pieces = readPieces(readFileSync(file!));
    const tokenizer = readTokenizer(stories()!.dir, "");
    for (const text of ["Once upon a time", 'Lily\'s mom said, "Hi!"\n', "naïve ☃ 42", " two  spaces"]) {
      const ids = llama2c(pieces, text);
      expect(tokenizer.encode(text)).toEqual(ids);
      expect(tokenizer.encode(text, { bos: true })).toEqual([1, ...ids]);
      expect(tokenizer.decode(ids)).toBe(text);
    }
  });
});

/** llama2.c's encoder: characters or their bytes, then again and again the adjacent pair with the best score. */
function llama2c(
  pieces: readonly { readonly text: string; readonly score: number }[],
  text: string,
): number[] {
  const ids = new Map(pieces.map((piece, id) => [piece.text, id]));
  const bytes = (letter: string): number[] => Array.from(Buffer.from(letter), (byte) => byte + 3);
  const tokens = Array.from(` ${text}`).flatMap((letter) => ids.get(letter) ?? bytes(letter));
  for (;;) {
    let best: { at: number; id: number; score: number } | undefined;
    for (let at = 0; at + 1 < tokens.length; at++) {
      const id = ids.get(pieces[tokens[at]!]!.text + pieces[tokens[at + 1]!]!.text);
      const score = id === undefined ? -Infinity : pieces[id]!.score;
      if (id !== undefined && score > (best?.score ?? -Infinity)) best = { at, id, score };
    }
    if (best === undefined) return tokens;
    tokens.splice(best.at, 2, best.id);
  }
}

test.each([
  [{}, "it has no model"],
  [{ model: { type: "BPE" } }, "its model has no vocabulary"],
  [{ model: { type: "BPE", vocab: {} } }, "a part of it is missing or has another form"],
  [
    { model: { type: "WordLevel", vocab: {} }, pre_tokenizer: { type: "Odd" } },
    "Unknown PreTokenizer type: Odd",
  ],
])("a tokenizer.json that is none says what it lacks: %j", (json, why) => {
  const dir = directory({ "tokenizer.json": json });
  expect(() => readTokenizer(dir, "")).toThrow(
    `tokenizer.json cannot be used: ${why}; check that the file is whole`,
  );
});
