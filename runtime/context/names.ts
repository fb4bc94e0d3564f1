// Names for parts of a text: the phrase of the part that stands out most against the rest of the text.
import { STOP, tally, terms } from "./terms.ts";

/** Longest name, in words. */
const LONGEST = 4;
/** How much a phrase counts that ends like a verb or an adverb: a name is rather a noun. */
const VERBAL = 0.4;
/** How much a proper name counts, and a phrase of the part's first sentence (the location method of Edmundson 1969). */
const PROPER = 1.5;
const LEADING = 2;

interface Phrase {
  readonly text: string;
  readonly words: readonly string[];
  readonly times: number;
  readonly proper: boolean;
  /** Offset of the first occurrence. */
  readonly first: number;
}

/**
 * A name for each part, no name twice. `leads`: where the first sentence of each part ends. A word's weight is its log-likelihood ratio in the part against the rest (Dunning 1993,
 * "Accurate Methods for the Statistics of Surprise and Coincidence"); a phrase, a run of content words as in RAKE (Rose et al.
 * 2010), weighs the sum of its words over the root of their number, times log2(1 + its occurrences), times the constants above.
 * Ties: the earlier phrase.
 */
export function names(parts: readonly string[], leads: readonly number[]): string[] {
  const counts = parts.map((part) => tally(terms(part)));
  const whole = new Map<string, number>();
  for (const count of counts)
    for (const [term, times] of count) whole.set(term, (whole.get(term) ?? 0) + times);
  const total = sum(whole.values());
  const taken = new Set<string>();
  return parts.map((part, at) => {
    const count = counts[at] ?? new Map<string, number>();
    const size = sum(count.values());
    const weight = (word: string) => ratio(count.get(word) ?? 0, size, whole.get(word) ?? 0, total);
    const best = ranked(phrases(part), weight, leads[at]).find(({ text }) => !taken.has(text.toLowerCase()));
    const name = titled(best?.text ?? `Part ${at + 1}`);
    taken.add(name.toLowerCase());
    return name;
  });
}

/** What the whole text is about: up to three of its phrases that recur in most parts and share no word. */
export function scopeOf(parts: readonly string[]): string {
  const counts = parts.map((part) => tally(terms(part)));
  const weight = (word: string) =>
    sum(counts.map((count) => count.get(word) ?? 0)) *
    Math.log2(1 + counts.filter((count) => count.has(word)).length);
  const chosen: Phrase[] = [];
  for (const phrase of ranked(phrases(parts.join("\n\n")), weight)) {
    if (chosen.some((other) => other.words.some((word) => phrase.words.includes(word)))) continue;
    if (chosen.push(phrase) === 3) break;
  }
  const all = chosen.map(({ text }) => titled(text));
  return all.length < 2 ? (all[0] ?? "") : `${all.slice(0, -1).join(", ")} and ${all.at(-1) ?? ""}`;
}

const sum = (numbers: Iterable<number>): number => {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
};

/** Log-likelihood ratio of `a` of `n` words here against `all` of `total` everywhere; 0 where it is rarer here than elsewhere. */
function ratio(a: number, n: number, all: number, total: number): number {
  const b = all - a;
  const rest = total - n;
  if (a === 0 || (rest > 0 && a / n <= b / rest)) return 0;
  const part = (seen: number, expected: number) => (seen === 0 ? 0 : seen * Math.log(seen / expected));
  return rest === 0 ? a : 2 * (part(a, (n * all) / total) + part(b, (rest * all) / total));
}

function ranked(all: readonly Phrase[], weight: (word: string) => number, lead = 0): Phrase[] {
  const worth = ({ words, times, text, proper, first }: Phrase): number =>
    (sum(words.map(weight)) / Math.sqrt(words.length)) *
    Math.log2(1 + times) *
    (/(?:ly|ed|ing)$/i.test(text) ? VERBAL : 1) *
    (proper ? PROPER : 1) *
    (first < lead ? LEADING : 1);
  return all
    .map((phrase) => ({ phrase, worth: worth(phrase) }))
    .sort((a, b) => b.worth - a.worth)
    .map(({ phrase }) => phrase);
}

const WORD = /[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:[-'’.][\p{L}\p{N}][\p{L}\p{M}\p{N}]*)*/gu;
/** Stand inside a proper name: "Great Mosque of Algiers". */
const INNER = new Set(["of", "the", "for", "from", "in", "de", "la", "von", "van"]);

/** Proper names, and runs of other content words of which the last few stay (the head of a noun phrase is last). */
function phrases(text: string): Phrase[] {
  const found = new Map<string, { -readonly [K in keyof Phrase]: Phrase[K] }>();
  for (const { words, proper, first } of runs(text)) {
    const kept = proper ? words.slice(0, LONGEST) : words.slice(-LONGEST + 1);
    while (INNER.has(kept.at(-1) ?? "")) kept.pop();
    const key = kept.join(" ").toLowerCase();
    const known = found.get(key);
    if (known) known.times++;
    else
      found.set(key, {
        text: kept.join(" "),
        words: kept.flatMap(terms).filter((term) => !STOP.has(term)),
        times: 1,
        proper,
        first,
      });
  }
  return [...found.values()];
}

interface Run {
  readonly words: string[];
  readonly proper: boolean;
  readonly first: number;
}

/** Neighbouring words of one kind: capitalised, or not. Function words, numbers and punctuation end a run. */
function runs(text: string): Run[] {
  const all: Run[] = [];
  let last: Run | null = null;
  let inner: string[] = [];
  let end = 0;
  for (const { 0: written, index } of text.matchAll(WORD)) {
    const apart = /[^\s]/u.test(text.slice(end, index));
    end = index + written.length;
    const word = written.replace(/['’]s$/u, "");
    const proper = /^\p{Lu}/u.test(word);
    if (apart) [last, inner] = [null, []];
    if (STOP.has(word.toLowerCase()) || word.length < 2 || /^\d/.test(word)) {
      if (last?.proper && INNER.has(word)) inner.push(word);
      else [last, inner] = [null, []];
      continue;
    }
    if (last && last.proper === proper && (proper || inner.length === 0)) last.words.push(...inner, word);
    else all.push((last = { words: [word], proper, first: index }));
    inner = [];
    if (word !== written) last = null;
  }
  return all;
}

const titled = (phrase: string): string =>
  phrase
    .split(" ")
    .map((word) => (INNER.has(word) ? word : word.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase())))
    .join(" ");
