// Names and nouns of a training document made anew out of random pieces, so that matching them is learnt letter by letter: names of the held-out
// pieces fall into other tokens than the trained ones, of which each piece is a token or two.
import { FIRST, SECOND, THIRD, VALUE_FIRST, VALUE_SECOND } from "../world/names.ts";
import type { Random } from "../world/random.ts";
import { syllables } from "../world/records/names.ts";

const [EDGE, MIDDLE] = ["bcdfghjklmnprstvwyz", "aeiouy"];
/** Pieces of either split: a random one that is among them would be theirs. */
const TAKEN: ReadonlySet<string> = new Set(
  [FIRST, SECOND, THIRD, VALUE_FIRST, VALUE_SECOND].flat().map((piece) => piece.toLowerCase()),
);

/** The texts with the same random name for the same name. */
export function renamed(random: Random, texts: readonly string[]): string[] {
  const made = new Map<string, string>();
  const anew = (piece: string): string => {
    const known = made.get(piece);
    if (known !== undefined) return known;
    const own = fresh(random, new Set(made.values()));
    made.set(piece, own);
    return own;
  };
  const name = (word: string): string => {
    const found = syllables(word)
      ?.map((piece) => anew(piece.toLowerCase()))
      .join("");
    return found === undefined ? word : found.charAt(0).toUpperCase() + found.slice(1);
  };
  return texts.map((text) => text.replace(/[A-Z][a-z]+/g, name));
}

/** The texts with a word that nobody has made up before in place of a noun. */
export function strangely(random: Random, texts: readonly string[], noun: string): string[] {
  const made = [fresh(random, new Set()), fresh(random, new Set())].slice(random.int(2)).join("");
  const large = made.charAt(0).toUpperCase() + made.slice(1);
  return texts.map((text) =>
    text.replaceAll(noun, made).replaceAll(noun.charAt(0).toUpperCase() + noun.slice(1), large),
  );
}

function fresh(random: Random, used: ReadonlySet<string>): string {
  for (;;) {
    const piece = [EDGE, MIDDLE, EDGE].map((letters) => random.pick(Array.from(letters))).join("");
    if (!TAKEN.has(piece) && !used.has(piece)) return piece;
  }
}
