// The tokenizer of the world of records: learnt from its training split, written as tokenizer.json, and an encoder for export.
import type { Random } from "../random.ts";
import { learn, type Merge, pieces, PRETOKEN, pretokens, SEAM, SIGNS } from "./bpe.ts";
import { ENGLISH } from "./english.ts";
import { TASKS } from "./items.ts";
import { syllables } from "./names.ts";
import { rows } from "./rows.ts";
import { abstractText } from "./views.ts";

/** Tokens that steer a model; no text has them. */
export const SPECIAL = ["<pad>", "<bos>", "<eos>", "<sep>", "<mask>"] as const;
export const ENTRIES = 2048;
const SEED = 1;
const SIZES = [4, 16, 48];
const EACH = 40;

/**
 * Merges learnt from every view of documents of the training split, and from some plain English. Names are learnt by their pieces:
 * a whole name as one token would make trained names easier than others.
 */
export const merges = (): Merge[] => learn(texts(), ENTRIES - SPECIAL.length - SIGNS.length);

function* texts(): Generator<string> {
  yield ENGLISH;
  for (const task of TASKS)
    for (const row of rows({ n: EACH, facts: SIZES, draws: [1], task, split: "train", seed: SEED })) {
      const views = [row.prose, row.numbered, row.list, row.json, abstractText(row.abstract)];
      yield [...views, `Question: ${row.question}\nAnswer: ${row.answers[0]}`].map(cut).join("\n");
    }
}

const cut = (text: string): string =>
  text.replace(/[A-Z][a-z]+/g, (word) => syllables(word)?.join(SEAM) ?? word);

export interface Encoder {
  /** Ids of a text, nothing put around them. */
  readonly encode: (text: string) => number[];
  /**
   * The same, but that each name comes apart at random in one way or another, as names do whose pieces no merge knows. A document is
   * encoded by one of these: there a name is always the same tokens.
   * @param share of the merges that are dropped
   * @param every word comes apart, not names alone
   */
  readonly loose: (random: Random, share: number, every?: boolean) => Encoder["encode"];
  readonly special: { readonly [S in (typeof SPECIAL)[number]]: number };
  readonly size: number;
}

/** The same ids as tokenizer.json gives. */
export function encoder(learnt: readonly Merge[]): Encoder {
  const ids = new Map(vocabulary(learnt).map((token, id) => [token, id]));
  const ranks = new Map(learnt.map((pair, rank) => [pair.join(" "), rank]));
  const known = new Map<string, readonly number[]>();
  const word = (pretoken: string): readonly number[] => {
    const before = known.get(pretoken);
    if (before) return before;
    const found = pieces(pretoken, ranks).map((token) => ids.get(token) as number);
    known.set(pretoken, found);
    return found;
  };
  const loose = (random: Random, share: number, every = false): Encoder["encode"] => {
    const split = new Map<string, readonly number[]>();
    const apart = (pretoken: string): readonly number[] => {
      if (!every && !syllables(pretoken.trimStart())) return word(pretoken);
      const found =
        split.get(pretoken) ??
        pieces(pretoken, ranks, () => random.chance(share)).map((token) => ids.get(token) as number);
      split.set(pretoken, found);
      return found;
    };
    return (text) => pretokens(text).flatMap(apart);
  };
  return {
    encode: (text) => pretokens(text).flatMap(word),
    loose,
    special: Object.fromEntries(SPECIAL.map((token, id) => [token, id])) as Encoder["special"],
    size: ids.size,
  };
}

/** All tokens in id order: those that steer, the bytes, the merges. */
const vocabulary = (learnt: readonly Merge[]): string[] => [
  ...SPECIAL,
  ...[...SIGNS].sort(),
  ...learnt.map(([left, right]) => left + right),
];

/** The merges of a tokenizer.json. */
export const mergesOf = (json: { readonly model: { readonly merges: readonly Merge[] } }): readonly Merge[] =>
  json.model.merges;

/** As a Hugging Face tokenizer.json: `<bos>` in front, text in bytes, nothing lost. */
export function tokenizerJson(learnt: readonly Merge[]): object {
  const bos = { SpecialToken: { id: "<bos>", type_id: 0 } };
  const sequence = (id: string): object => ({ Sequence: { id, type_id: 0 } });
  return {
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: SPECIAL.map((content, id) => ({
      id,
      content,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: true,
    })),
    normalizer: null,
    pre_tokenizer: {
      type: "Sequence",
      pretokenizers: [
        { type: "Split", pattern: { Regex: PRETOKEN }, behavior: "Isolated", invert: false },
        { type: "ByteLevel", add_prefix_space: false, trim_offsets: true, use_regex: false },
      ],
    },
    post_processor: {
      type: "TemplateProcessing",
      single: [bos, sequence("A")],
      pair: [bos, sequence("A"), { SpecialToken: { id: "<sep>", type_id: 0 } }, sequence("B")],
      special_tokens: Object.fromEntries(
        SPECIAL.map((token, id) => [token, { id: token, ids: [id], tokens: [token] }]),
      ),
    },
    decoder: { type: "ByteLevel", add_prefix_space: false, trim_offsets: true, use_regex: false },
    model: {
      type: "BPE",
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: false,
      vocab: Object.fromEntries(vocabulary(learnt).map((token, id) => [token, id])),
      merges: learnt,
    },
  };
}

export const TOKENIZER_CONFIG = {
  tokenizer_class: "PreTrainedTokenizerFast",
  bos_token: "<bos>",
  eos_token: "<eos>",
  pad_token: "<pad>",
  sep_token: "<sep>",
  mask_token: "<mask>",
  clean_up_tokenization_spaces: false,
};
