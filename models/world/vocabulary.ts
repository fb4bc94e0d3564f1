// The reader's vocabulary: every word of the world, every syllable, and single characters so that any printable ASCII text has ids.
import { DOMAINS } from "./domains.ts";
import { FIRST, SECOND, THIRD, VALUE_FIRST, VALUE_SECOND } from "./names.ts";
import {
  FILLERS,
  HELD_OUT_LINKED,
  HELD_OUT_PROSE,
  OPENERS,
  QUESTIONS,
  STREWN,
  TRAINED_LINKED,
  TRAINED_PROSE,
} from "./templates.ts";
import { HIGHEST, LOWEST, MODIFIERS, UNITS, WORDS } from "./values.ts";

export const PAD = "<pad>";
export const BOS = "<bos>";
export const EOS = "<eos>";
export const UNKNOWN = "<unk>";
export const SPECIAL: readonly string[] = [PAD, BOS, EOS, UNKNOWN];
/** Marks of the prompt form `DOCUMENT\nQuestion: ...\nAnswer:`; one token each, not special. */
export const MARKS: readonly string[] = ["Question:", "Answer:"];

const PRINTABLE = Array.from({ length: 94 }, (_, i) => String.fromCharCode(33 + i));

// Words not used by any sentence but likely in a prompt around one.
const SPARE = "no not none and or in on from to an answer question context document a".split(" ");

const SENTENCES: readonly (readonly string[])[] = [
  FILLERS,
  HELD_OUT_LINKED,
  HELD_OUT_PROSE,
  OPENERS,
  QUESTIONS,
  STREWN,
  TRAINED_LINKED,
  TRAINED_PROSE,
  ...DOMAINS.map((domain) => domain.templates),
];

// The order makes the ids: trained weights hold for this order only.
function words(): string[] {
  return [
    ...SENTENCES.flat()
      .join(" ")
      .replace(/\{.\}/g, " ")
      .split(/[^A-Za-z]+/),
    ...DOMAINS.flatMap((domain) => domain.aspects.flatMap((aspect) => [aspect.noun, aspect.verb])),
    ...Object.values(WORDS).flat(),
    ...MODIFIERS,
    ...UNITS,
    ...SPARE,
    ...Array.from({ length: HIGHEST - LOWEST + 1 }, (_, i) => `${LOWEST + i}`),
    ...FIRST,
    ...VALUE_FIRST,
  ].filter((word) => word !== "");
}

/** All tokens in id order. */
export function vocabulary(): string[] {
  const inside = [
    ...PRINTABLE.filter((sign) => /[A-Za-z0-9]/.test(sign)),
    ...SECOND,
    ...THIRD,
    ...VALUE_SECOND,
  ];
  return [...new Set([...SPECIAL, ...MARKS, ...PRINTABLE, ...inside.map((part) => `##${part}`), ...words()])];
}

/** The vocabulary as a Hugging Face tokenizer.json: WordPiece, `<bos>` in front, newlines are white space. */
export function tokenizer(): object {
  const tokens = vocabulary();
  const added = (content: string, special: boolean): object => ({
    id: tokens.indexOf(content),
    content,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
    special,
  });
  const first = { SpecialToken: { id: BOS, type_id: 0 } };
  return {
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: [
      ...SPECIAL.map((token) => added(token, true)),
      ...MARKS.map((token) => added(token, false)),
    ],
    normalizer: null,
    pre_tokenizer: { type: "BertPreTokenizer" },
    post_processor: {
      type: "TemplateProcessing",
      single: [first, { Sequence: { id: "A", type_id: 0 } }],
      pair: [first, { Sequence: { id: "A", type_id: 0 } }, { Sequence: { id: "B", type_id: 0 } }],
      special_tokens: { [BOS]: { id: BOS, ids: [tokens.indexOf(BOS)], tokens: [BOS] } },
    },
    decoder: { type: "WordPiece", prefix: "##", cleanup: false },
    model: {
      type: "WordPiece",
      unk_token: UNKNOWN,
      continuing_subword_prefix: "##",
      max_input_chars_per_word: 10000,
      vocab: Object.fromEntries(tokens.map((token, id) => [token, id])),
    },
  };
}
