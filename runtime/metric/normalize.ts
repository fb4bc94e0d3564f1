// Text as the published scorers see it: the classes are Python's, so that published numbers come out to the digit.

/** ASCII punctuation: `string.punctuation` of Python. */
const PUNCTUATION = /[!-/:-@[-`{-~]/g;
/** `\b(a|an|the)\b` with Python's Unicode `\w`: letters, numbers, underscore; combining marks are not in it. */
const ARTICLES = /(?<![\p{L}\p{N}_])(?:a|an|the)(?![\p{L}\p{N}_])/gu;
/** What `str.split()` splits at: not U+FEFF, but the separators U+001C to U+001F and U+0085. */
// oxlint-disable-next-line no-control-regex -- these control characters are white space in Python
const BLANKS = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;

/** Pieces between white space, as `str.split()` gives them. */
export const pieces = (text: string): string[] => text.split(BLANKS).filter((piece) => piece !== "");

/** `len(re.split(r"\s+", text))`: white space at an end has a piece of its own behind it, which is empty. */
export const words = (text: string): number => text.split(BLANKS).length;

/**
 * The tokens of SQuAD's `normalize_answer`: lower case, ASCII punctuation dropped, then articles, then split at blanks.
 * Source: evaluate-v1.1.py and evaluate-v2.0.py (rajpurkar/SQuAD-explorer); THUDM/LongBench metrics.py has the same.
 */
export const squadTokens = (text: string): string[] =>
  pieces(text.toLowerCase().replaceAll(PUNCTUATION, "").replaceAll(ARTICLES, " "));

/** The text of SQuAD's `normalize_answer`. */
export const squadText = (text: string): string => squadTokens(text).join(" ");

/** Python's `str.strip()`. */
export function strip(text: string): string {
  const blank = (at: number): boolean => BLANKS.test(text[at] ?? "x");
  let [from, to] = [0, text.length];
  while (from < to && blank(from)) from++;
  while (to > from && blank(to - 1)) to--;
  return text.slice(from, to);
}
