// Porter's stemmer with the extensions of NLTK, which Google's ROUGE stems with (M. F. Porter, Program 14, 1980; nltk/stem/porter.py).

const WHOLE: ReadonlyMap<string, string> = new Map([
  ["skies", "sky"],
  ["sky", "sky"],
  ["dying", "die"],
  ["lying", "lie"],
  ["tying", "tie"],
  ["news", "news"],
  ["innings", "inning"],
  ["inning", "inning"],
  ["outings", "outing"],
  ["outing", "outing"],
  ["cannings", "canning"],
  ["canning", "canning"],
  ["howe", "howe"],
  ["proceed", "proceed"],
  ["exceed", "exceed"],
  ["succeed", "succeed"],
]);

/** The stem of a lower-case word. */
export function stemmed(word: string): string {
  const known = WHOLE.get(word);
  if (known !== undefined) return known;
  if (word.length <= 2) return word;
  return [plural, past, finalY, double, single, ending, finalE, finalL].reduce(
    (stem, step) => step(stem),
    word,
  );
}

function isConsonant(word: string, at: number): boolean {
  const letter = word[at] ?? "";
  if ("aeiou".includes(letter)) return false;
  return letter !== "y" || at === 0 || !isConsonant(word, at - 1);
}

/** How often a vowel is followed by a consonant. */
function measure(stem: string): number {
  let count = 0;
  for (let at = 1; at < stem.length; at++) if (isConsonant(stem, at) && !isConsonant(stem, at - 1)) count++;
  return count;
}
const some = (stem: string): boolean => measure(stem) > 0;
const several = (stem: string): boolean => measure(stem) > 1;

function hasVowel(stem: string): boolean {
  for (let at = 0; at < stem.length; at++) if (!isConsonant(stem, at)) return true;
  return false;
}

const endsTwice = (word: string): boolean =>
  word.length >= 2 && word.at(-1) === word.at(-2) && isConsonant(word, word.length - 1);

/** Consonant, vowel, consonant other than w, x and y at the end; or a word of a vowel and a consonant. */
function endsShort(word: string): boolean {
  const n = word.length;
  if (n === 2) return !isConsonant(word, 0) && isConsonant(word, 1);
  return (
    n >= 3 &&
    isConsonant(word, n - 3) &&
    !isConsonant(word, n - 2) &&
    isConsonant(word, n - 1) &&
    !"wxy".includes(word.at(-1) ?? "")
  );
}

type Rule = readonly [suffix: string, instead: string, when: (stem: string, word: string) => boolean];

/** The first rule whose suffix the word has decides, whether its condition holds or not. */
function by(rules: readonly Rule[], word: string): string {
  for (const [suffix, instead, when] of rules) {
    if (!word.endsWith(suffix)) continue;
    const stem = word.slice(0, word.length - suffix.length);
    return when(stem, word) ? stem + instead : word;
  }
  return word;
}
const always = (): boolean => true;
const rules = (when: Rule[2], pairs: string): Rule[] =>
  pairs.split(" ").map((pair): Rule => {
    const [suffix = "", instead = ""] = pair.split(":");
    return [suffix, instead, when];
  });

const PLURAL = rules(always, "sses:ss ies:i ss:ss s:");
const plural = (word: string): string =>
  word.endsWith("ies") && word.length === 4 ? word.slice(0, -1) : by(PLURAL, word);

const PAST = rules(always, "at:ate bl:ble iz:ize");
function past(word: string): string {
  if (word.endsWith("ied")) return word.slice(0, word.length === 4 ? -1 : -2);
  if (word.endsWith("eed")) return some(word.slice(0, -3)) ? word.slice(0, -1) : word;
  const suffix = ["ed", "ing"].find((one) => word.endsWith(one) && hasVowel(word.slice(0, -one.length)));
  if (suffix === undefined) return word;
  const stem = word.slice(0, -suffix.length);
  if (PAST.some(([end]) => stem.endsWith(end))) return by(PAST, stem);
  if (endsTwice(stem)) return "lsz".includes(stem.at(-1) ?? "") ? stem : stem.slice(0, -1);
  return measure(stem) === 1 && endsShort(stem) ? `${stem}e` : stem;
}

const FINAL_Y: readonly Rule[] = [
  ["y", "i", (stem) => stem.length > 1 && isConsonant(stem, stem.length - 1)],
];
const finalY = (word: string): string => by(FINAL_Y, word);

const DOUBLE: readonly Rule[] = [
  ...rules(
    some,
    "ational:ate tional:tion enci:ence anci:ance izer:ize bli:ble alli:al entli:ent eli:e ousli:ous ization:ize ation:ate " +
      "ator:ate alism:al iveness:ive fulness:ful ousness:ous aliti:al iviti:ive biliti:ble fulli:ful",
  ),
  ["logi", "log", (_, word) => some(word.slice(0, -3))],
];
function double(word: string): string {
  const stem = word.slice(0, -4);
  return word.endsWith("alli") && some(stem) ? double(`${stem}al`) : by(DOUBLE, word);
}

const SINGLE = rules(some, "icate:ic ative: alize:al iciti:ic ical:ic ful: ness:");
const single = (word: string): string => by(SINGLE, word);

const ENDING: readonly Rule[] = [
  ...rules(several, "al: ance: ence: er: ic: able: ible: ant: ement: ment: ent:"),
  ["ion", "", (stem) => several(stem) && "st".includes(stem.at(-1) ?? " ")],
  ...rules(several, "ou: ism: ate: iti: ous: ive: ize:"),
];
const ending = (word: string): string => by(ENDING, word);

function finalE(word: string): string {
  if (!word.endsWith("e")) return word;
  const stem = word.slice(0, -1);
  return several(stem) || (measure(stem) === 1 && !endsShort(stem)) ? stem : word;
}

const finalL = (word: string): string =>
  word.endsWith("ll") && several(word.slice(0, -1)) ? word.slice(0, -1) : word;
