// Aspects and forms that nobody has heard of, for training alone: what is asked can be found by matching its words with those of
// the document, and in no other way.
import type { Random } from "../random.ts";
import type { Aspect, Domain } from "./domain.ts";
import { part, type Split } from "./held-out.ts";
import { anyGrammar, anyWord } from "./strange.ts";

/** Which sentence and question forms: those of a split, or "loose": those of training, and such of any words in any order. */
export type Forms = Split | "loose";

const LOOSE = 0.35;
const ASPECTS = 0.7;
const FORMS = 5;
const TWO_WORDS = 0.3;
const GRAMMAR = 0.5;

/** {N}: the word of the aspect; {W}: any word, of each aspect the same. */
const SAYS = [
  "{N}s {X}",
  "is {N}ed by {X}",
  "was {N}ed on {X}",
  "has a {N} of {X}",
  "has {X} as its {N}",
  "keeps its {N} at {X}",
  "is {W} {N} to {X}",
  "{N}s {W} {X}",
  "{N} {X}",
  "was {N} {X} in {W}",
  "takes {X} for {N}",
  "{W}s {X} {N}",
  "is {N}ing with {X}",
] as const;
const ASKS = [
  "What does {E} {N}?",
  "By what is {E} {N}ed?",
  "Who {N}s {E}?",
  "When was {E} {N}ed?",
  "How {N} is {E}?",
  "To what is {E} {N}?",
  "How many {W} does {E} {N}?",
  "Whose {N} is {E}?",
  "For how long did {E} {N}?",
  "How much {N} has {E}?",
  "Where did {E} {N}?",
  "On what day was {E} {N}?",
  "In what {W} is {E} {N}ing?",
  "What is the {N} that {E} has?",
] as const;

/** The domain with most of its aspects under words of no meaning, that sentences and questions share; values stay what they were. */
export function invented(random: Random, domain: Domain): Domain {
  const taken = new Set<string>();
  const fresh = (): string => {
    for (;;) {
      const word = anyWord(random);
      if (!taken.has(word)) return (taken.add(word), word);
    }
  };
  const made = (aspect: Aspect): Aspect => {
    const [N, W] = [fresh(), fresh()];
    const filled = (forms: readonly string[]): string[] =>
      random.sample(forms, FORMS).map((form) => form.replace(/\{N\}/g, N).replace(/\{W\}/g, W));
    const noun = random.chance(TWO_WORDS) ? `${W} ${N}` : N;
    return { kind: aspect.kind, noun, says: filled(SAYS), asks: filled(ASKS) };
  };
  return {
    ...domain,
    aspects: domain.aspects.map((aspect) => (random.chance(ASPECTS) ? made(aspect) : aspect)),
  };
}

/** The part of the sentence forms that loose ones begin with. */
export const split = (which: Forms): Split => (which === "loose" ? "train" : which);

/** One of `forms`; where they are loose, now and then with other words between its slots, and these in another order. */
export function formOf(random: Random, forms: readonly string[], which: Forms): string {
  const form = random.pick(part(forms, split(which)));
  return which === "loose" && random.chance(LOOSE) ? loosened(random, form) : form;
}

function loosened(random: Random, form: string): string {
  const slots: readonly string[] = form.match(/\{\w\}/g) ?? [];
  const words = (most: number): string[] =>
    Array.from({ length: random.int(most + 1) }, () =>
      random.chance(GRAMMAR) ? anyGrammar(random) : anyWord(random),
    );
  const told = slots.includes("{S}")
    ? [...words(3), "{E} {S}"]
    : random.sample(slots, slots.length).flatMap((slot) => [...words(2), slot]);
  return `${[...told, ...words(1)].join(" ")}${form.slice(-1)}`;
}
