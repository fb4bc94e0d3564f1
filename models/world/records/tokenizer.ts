// The tokenizer of the world of records: learnt from its training split, written as tokenizer.json, and an encoder for export.
import type { Random } from "../random.ts";
import { bytes, type Merge, pieces, PRETOKEN, pretokens, SIGNS } from "./bpe.ts";
import { TRAINED } from "./domains/index.ts";
import { ENGLISH } from "./english.ts";
import { part } from "./held-out.ts";
import { TASKS } from "./items.ts";
import { syllables } from "./names.ts";
import { rows } from "./rows.ts";
import { abstractText } from "./views.ts";

/** Tokens that steer a model; no text has them. */
export const SPECIAL = ["<pad>", "<bos>", "<eos>", "<sep>", "<mask>"] as const;
export const ENTRIES = 2585;
const SEED = 1;
const SIZES = [4, 16, 48];
const EACH = 40;

/** What a text is cut by: a pretoken that is a word of the vocabulary is one token, any other is joined from bytes by merges. */
export interface Vocabulary {
  readonly merges: readonly Merge[];
  readonly words: readonly string[];
}

const VOWELS = "aeiou".split("");
const ONSETS = "bcdfghjklmnprstvwxyz".split("");
const CODAS = "bdfgklmnprstvxz".split("");
const DIGITS = "0123456789".split("");
const BLANK = "Ġ";

/**
 * Any name takes as many tokens as it has pairs of letters, held-out ones as trained ones: "Tar-vel" is "Ta", "rv", "el". Numbers go
 * by two digits. All other tokens are whole words, and signs, of the training split and of some plain English, the most frequent ones.
 */
export function vocabulary(): Vocabulary {
  const merges = [...pairs()];
  const room = ENTRIES - SPECIAL.length - SIGNS.length - merges.length;
  return { merges, words: frequent(texts(), new Set(merges.map((pair) => pair.join(""))), room) };
}

function* pairs(): Generator<Merge> {
  const cross = (left: readonly string[], right: readonly string[]): Merge[] =>
    left.flatMap((one) => right.map((two): Merge => [one, two]));
  const capitals = (letters: readonly string[]): string[] => letters.map((letter) => letter.toUpperCase());
  const begin: readonly Merge[] = [
    ...cross(capitals(ONSETS), VOWELS),
    ...cross(capitals(VOWELS), CODAS),
    ...["Br", "Cl", "Cr", "Fl", "Fr", "Gr", "Gw", "Kr", "Pl", "St", "Th", "Tr"].map((pair): Merge => [
      pair.slice(0, 1),
      pair.slice(1),
    ]),
  ];
  yield* cross([BLANK], DIGITS);
  yield* cross(DIGITS, DIGITS);
  yield* DIGITS.flatMap((one) => cross([BLANK + one], DIGITS));
  yield* cross([BLANK], capitals([...ONSETS, ...VOWELS]));
  yield* begin.map(([one, two]): Merge => [BLANK + one, two]);
  yield* begin;
  yield* cross(CODAS, ONSETS);
  yield* cross(VOWELS, CODAS);
  yield* cross(ONSETS, VOWELS);
}

/** The `count` most frequent pretokens that are longer than one byte, no name and not in `taken`; of equally frequent ones the first in order. */
function frequent(texts: Iterable<string>, taken: ReadonlySet<string>, count: number): string[] {
  const times = new Map<string, number>();
  for (const text of texts)
    for (const pretoken of pretokens(text))
      if (!/\p{N}/u.test(pretoken) && !syllables(pretoken.trimStart()))
        times.set(pretoken, (times.get(pretoken) ?? 0) + 1);
  return [...times]
    .map(([pretoken, n]) => ({ token: bytes(pretoken).join(""), n }))
    .filter(({ token }) => token.length > 1 && !taken.has(token))
    .sort((a, b) => b.n - a.n || (a.token < b.token ? -1 : 1))
    .slice(0, count)
    .map(({ token }) => token);
}

function* texts(): Generator<string> {
  yield ENGLISH;
  yield "Question:\nAnswer:";
  for (const { aspects, fillers } of TRAINED) {
    yield part(fillers, "train").join(" ");
    for (const { noun, says, asks } of aspects)
      yield [noun, ...part(says, "train"), ...part(asks, "train")].join(" ").replace(/\{\w\}/g, "it");
  }
  for (const task of TASKS)
    for (const row of rows({ n: EACH, facts: SIZES, draws: [1], task, split: "train", seed: SEED })) {
      const views = [row.prose, row.numbered, row.list, row.json, abstractText(row.abstract)];
      yield [...views, `Question: ${row.question}\nAnswer: ${row.answers[0]}`].join("\n");
    }
}

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
export function encoder({ merges, words }: Vocabulary): Encoder {
  const ids = new Map(entries({ merges, words }).map((token, id) => [token, id]));
  const ranks = new Map(merges.map((pair, rank) => [pair.join(" "), rank]));
  const idsOf = (tokens: readonly string[]): number[] => tokens.map((token) => ids.get(token) as number);
  const known = new Map<string, readonly number[]>();
  const word = (pretoken: string): readonly number[] => {
    const before = known.get(pretoken);
    if (before) return before;
    const whole = ids.get(bytes(pretoken).join(""));
    const found = whole === undefined ? idsOf(pieces(pretoken, ranks)) : [whole];
    known.set(pretoken, found);
    return found;
  };
  const loose = (random: Random, share: number, every = false): Encoder["encode"] => {
    const split = new Map<string, readonly number[]>();
    const apart = (pretoken: string): readonly number[] => {
      const name = syllables(pretoken.trimStart()) !== null;
      if (!name && !(every && random.chance(share))) return word(pretoken);
      const found = split.get(pretoken) ?? idsOf(pieces(pretoken, ranks, () => random.chance(share)));
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

/** All tokens in id order: those that steer, the bytes, what merges make, the words. */
const entries = ({ merges, words }: Vocabulary): string[] => [
  ...SPECIAL,
  ...[...SIGNS].sort(),
  ...merges.map(([left, right]) => left + right),
  ...words,
];

interface TokenizerJson {
  readonly model: { readonly vocab: { readonly [token: string]: number }; readonly merges: readonly Merge[] };
}

/** The merges and the words of a tokenizer.json. */
export function vocabularyOf({ model: { vocab, merges } }: TokenizerJson): Vocabulary {
  const first = SPECIAL.length + SIGNS.length + merges.length;
  const tokens = Object.entries(vocab).sort(([, a], [, b]) => a - b);
  return { merges, words: tokens.slice(first).map(([token]) => token) };
}

/** As a Hugging Face tokenizer.json: `<bos>` in front, text in bytes, nothing lost. */
export function tokenizerJson(vocabulary: Vocabulary): object {
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
      ignore_merges: true,
      vocab: Object.fromEntries(entries(vocabulary).map((token, id) => [token, id])),
      merges: vocabulary.merges,
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
