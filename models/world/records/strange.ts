// Strange words: names and words that nobody has made up before, and known words that mean something else, so that a model learns to
// match any word and not only those it knows.
import { FIRST, SECOND, THIRD } from "../names.ts";
import type { Random } from "../random.ts";
import { TRAINED } from "./domains/index.ts";
import { ENGLISH } from "./english.ts";
import type { FactSet } from "./facts.ts";
import { part } from "./held-out.ts";
import { syllables } from "./names.ts";

const LETTERS = { c: "bcdfghjklmnpqrstvwxyz".split(""), v: "aeiou".split("") };
const USUAL = ["c", "v", "c"] as const;
const ODD = [
  ["c", "c", "v"],
  ["v", "c", "c"],
  ["c", "v", "v"],
] as const;
/** Pieces of held-out entities stay unseen, strange names or not. */
const HELD_OUT = new Set(
  [FIRST, SECOND, THIRD].flatMap((pieces) => part(pieces, "test")).map((piece) => piece.toLowerCase()),
);

/** Three letters: "tav", now and then "sto", "alk" or "nei". */
function piece(random: Random): string {
  for (;;) {
    const shape = random.chance(0.75) ? USUAL : random.pick(ODD);
    const made = shape.map((kind) => random.pick(LETTERS[kind])).join("");
    if (!HELD_OUT.has(made)) return made;
  }
}

/** The same facts of entities and people with other names: names that shared a piece still do. */
export function renamed(random: Random, set: FactSet): FactSet {
  const pieces = new Map<string, string>();
  const other = (word: string): string => {
    const cut = syllables(word);
    return cut ? capital(cut.map((one) => remembered(pieces, one, () => piece(random))).join("")) : word;
  };
  const text = (value: string): string => value.split(" ").map(other).join(" ");
  return {
    ...set,
    entities: set.entities.map(other),
    claims: set.claims.map((claim) => ({ ...claim, entity: other(claim.entity), value: text(claim.value) })),
  };
}

/** Words that hold a sentence together, and ask: they stay. */
const GRAMMAR = new Set(
  (
    "the its for from with that than and was were has have had been are did does who what when which whose whom where how much many long far since " +
    "after under into out off"
  ).split(" "),
);
/** Words that can stand for others: of plain English, and of what training sees of the domains. */
const KNOWN: readonly string[] = [
  ...new Set(
    [
      ENGLISH,
      ...TRAINED.flatMap(({ aspects }) => aspects).flatMap(({ noun, says, asks }) => [
        noun,
        ...part(says, "train"),
        ...part(asks, "train"),
      ]),
    ]
      .join(" ")
      .match(/\b[a-z]{3,}\b/g),
  ),
];

/** A text with words of its own in place of some of those it had; the same word is always replaced by the same. */
export type Disguise = (text: string) => string;

/** Every word is replaced with this chance, but those of the values and of grammar; two in five of them by known ones, where `known`. */
export function disguise(random: Random, set: FactSet, chance: number, known: boolean): Disguise {
  const values = set.claims.flatMap(({ value }) => value.split(" "));
  const stays = new Set([...set.entities, ...values, ...GRAMMAR]);
  const words = new Map<string, string>();
  const other = (word: string): string => {
    if (!random.chance(chance)) return word;
    if (known && random.chance(0.4)) return random.pick(KNOWN);
    return random.chance(0.5) ? blend(random) : piece(random) + (random.chance(0.6) ? piece(random) : "");
  };
  const instead = (word: string): string =>
    stays.has(word) ? word : remembered(words, word, () => other(word));
  return (text) =>
    text
      .replace(/\b[a-z]{3,}\b/g, instead)
      .replace(/^[A-Z][a-z]+\b/, (word) => (stays.has(word) ? word : capital(instead(word.toLowerCase()))));
}

/** The head of one known word and the tail of another: "capcy", "leather". */
const blend = (random: Random): string =>
  random.pick(KNOWN).slice(0, 1 + random.int(3)) + random.pick(KNOWN).slice(-1 - random.int(4));

const CONTENT = KNOWN.filter((word) => !GRAMMAR.has(word));

/** A known word, or one that is made up. */
export function anyWord(random: Random): string {
  if (random.chance(0.5)) return random.pick(CONTENT);
  return random.chance(0.5) ? blend(random) : piece(random) + (random.chance(0.6) ? piece(random) : "");
}

/** A word that holds a sentence together. */
export const anyGrammar = (random: Random): string => random.pick([...GRAMMAR]);

const capital = (word: string): string => word.slice(0, 1).toUpperCase() + word.slice(1);

function remembered(known: Map<string, string>, key: string, make: () => string): string {
  const before = known.get(key);
  if (before !== undefined) return before;
  const made = make();
  known.set(key, made);
  return made;
}
