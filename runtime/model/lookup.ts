// Prompt lookup: what followed the last tokens where they stood before is drafted to follow again; one pass verifies the draft.
import type { Setup } from "./forward.ts";

/** Tokens that must be found again, the most telling first. */
const GRAMS = [3, 2] as const;
/** Tokens of a draft at first, and at most. */
const [FIRST, MOST] = [4, 16];
/** Tokens without a draft after drafts went wrong, at most. */
const REST = 64;

/** Drafts of one answer: longer ones while they are accepted, none for a while where they are not. */
export interface Lookup {
  /** Up to `most` tokens that may follow the prompt and these. */
  draft(tokens: readonly number[], most: number): readonly number[];
  /** How many tokens of the last draft were those that came. */
  accepted(count: number): void;
}

/**
 * Saxena 2023 (prompt lookup decoding), with the last place that agrees instead of the first. An answer has the tokens that it has
 * without: what is drafted is computed along, and stays where it is what is drawn.
 */
export function lookup(prompt: readonly number[]): Lookup {
  const all: number[] = [];
  const places = GRAMS.map(() => new Map<string, number>());
  let [size, rest, wrong, length] = [FIRST, 0, 0, 0];
  const add = (token: number): void => {
    // a place is noted when a token comes behind it, so that the last tokens do not find themselves
    for (const [n, gram] of GRAMS.entries())
      if (all.length >= gram) places[n]!.set(all.slice(-gram).join(), all.length);
    all.push(token);
  };
  const place = (): number | undefined =>
    GRAMS.map((gram, n) => (all.length < gram ? undefined : places[n]!.get(all.slice(-gram).join()))).find(
      (at) => at !== undefined,
    );
  prompt.forEach(add);
  return {
    draft(tokens, most) {
      for (const token of tokens.slice(all.length - prompt.length)) add(token);
      const at = rest > 0 ? undefined : place();
      rest = Math.max(0, rest - 1);
      const found = at === undefined ? [] : all.slice(at, at + Math.min(size, Math.max(0, most)));
      length = found.length;
      return found;
    },
    accepted(count) {
      if (length === 0) return;
      wrong = count === 0 ? wrong + 1 : 0;
      rest = wrong === 0 ? 0 : Math.min(REST, 2 ** wrong);
      size = count === length ? Math.min(MOST, 2 * size) : Math.max(FIRST, count);
    },
  };
}

/**
 * Whether several tokens can go at once and some of them be taken back: nothing is cached that belongs to the last token alone, and
 * nothing that lies on a device has to move.
 */
export const canLookUp = ({ fit, graph, layout }: Setup): boolean =>
  fit.continues &&
  (graph.local || fit.rows === "packed") &&
  layout.states.every(({ shape }) => shape.includes("P"));
