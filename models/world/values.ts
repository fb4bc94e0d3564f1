// The kinds of value a fact can have, and how one is drawn: a number with a unit, a word with or without a modifier, a name.
import { valueName } from "./names.ts";
import type { Random } from "./random.ts";

const list = (text: string): readonly string[] => text.split(" ");

export const WORDS = {
  colour: list(
    "red blue green amber violet grey white black orange pink teal ivory crimson gold silver brown",
  ),
  material: list(
    "iron oak glass basalt clay copper wool marble cedar granite leather paper quartz steel bamboo linen",
  ),
  weather: list("storms fog frost rain drought wind snow hail thunder sunshine"),
  taste: list("bitter sweet sour salty nutty peppery smoky fruity earthy minty"),
  season: list("spring summer autumn winter dawn dusk midnight noon"),
  ailment: list("fever cough rash nausea cramps insomnia migraine fatigue swelling toothache"),
  size: list("small medium large tiny huge narrow wide compact"),
} as const;
export const MODIFIERS = list("dark pale bright old fine rough light deep soft plain");
export const UNITS = list(
  "tons miles days knots meters sailors feet inches grams euro months kilos hours points crowns rooms people",
);
export const LOWEST = 2;
export const HIGHEST = 99;

export type Kind =
  | { readonly kind: "number"; readonly unit: string }
  | { readonly kind: "word"; readonly of: keyof typeof WORDS }
  | { readonly kind: "name" };

const WORD_KINDS = Object.keys(WORDS) as (keyof typeof WORDS)[];

/** Any kind, with any unit: what an aspect of the mixed domain has. */
export function anyKind(random: Random): Kind {
  const roll = random.float();
  if (roll < 0.4) return { kind: "number", unit: random.pick(UNITS) };
  if (roll < 0.8) return { kind: "word", of: random.pick(WORD_KINDS) };
  return { kind: "name" };
}

export function value(random: Random, kind: Kind): string {
  switch (kind.kind) {
    case "number":
      return `${LOWEST + random.int(HIGHEST - LOWEST + 1)} ${kind.unit}`;
    case "name":
      return valueName(random);
    case "word":
      return word(random, WORDS[kind.of]);
  }
}

// Half plain ("oak"), a third with a modifier ("dark oak"), the rest with two ("old dark oak").
function word(random: Random, words: readonly string[]): string {
  const roll = random.float();
  const modifiers = random.sample(MODIFIERS, roll < 0.5 ? 0 : roll < 0.83 ? 1 : 2);
  return [...modifiers, random.pick(words)].join(" ");
}
