// The lexical structurizer: a text as contiguous aspects over sentence ranges, verbatim, without a model.
import { segment, type Span } from "../text/segment.ts";
import type { Aspect, Tree } from "../value.ts";
import { boundaries } from "./lexical.ts";
import { names, scopeOf } from "./names.ts";
import { STOP, tally, terms } from "./terms.ts";
import { likeWords, valleys } from "./valleys.ts";

/** Within a paragraph of at most so many sentences there is no cut, where the text has paragraphs at all. */
const WHOLE = 12;
/** A text of more sentences is long: single sentences of it say too little about its subjects (meetings, `npm run bench structure`). */
const LONG = 300;
/** Texts of at most so many sentences are one aspect. */
export const SHORT = 3;

/**
 * The extractive form ("v2") of StruXGPT (arXiv 2407.16434): top aspects tile the sentences 1..N without gap or overlap, every
 * description is a sentence of the text as it stands. Cuts by lexical cohesion (C99, of long texts TextTiling) fall on paragraph starts where there are
 * paragraphs; a heading belongs to what follows and names it. `count`: wanted number of aspects, null lets the text decide.
 */
export function outline(text: string, count: number | null): Tree {
  const spans = segment(text);
  return outlineAt(text, spans, count === null && spans.length <= SHORT ? [0] : cuts(text, spans, count));
}

/** The outline whose aspects start at these sentences, of which the first is 0. */
export function outlineAt(text: string, spans: readonly Span[], starts: readonly number[]): Tree {
  if (spans.length === 0) return { kind: "tree", scope: "", aspects: [] };
  const ranges = starts.map((start, at) => [start, starts[at + 1] ?? spans.length] as const);
  const parts = ranges.map(([from, to]) => text.slice(spans[from]?.start, spans[to - 1]?.end));
  const leads = ranges.map(([from]) => (spans[from]?.end ?? 0) - (spans[from]?.start ?? 0));
  const found = names(parts, leads);
  const aspects = ranges.map(([from, to], at): Aspect => {
    const head = spans[from];
    return {
      name: (head?.heading ? title(text.slice(head.start, head.end)) : "") || (found[at] ?? ""),
      descriptions: spans.slice(from, to).map(({ start, end }) => text.slice(start, end)),
      range: [from + 1, to],
    };
  });
  return { kind: "tree", scope: scopeOf(parts), aspects };
}

export const title = (heading: string): string => heading.replace(/^#+\s*/, "").replace(/[\s#:.]+$/, "");

/** Sentences at which aspects start: of a long text by the valleys between blocks of words, else by the similarity of all its sentences. */
export function cuts(text: string, spans: readonly Span[], count: number | null): number[] {
  const units = spans.map(({ start, end }) => words(text.slice(start, end)));
  const may = candidates(spans);
  if (spans.length <= LONG) return boundaries(units, [...may], count);
  const sizes = spans.map(({ start, end }) => terms(text.slice(start, end)).length);
  return valleys({ of: units, words: sizes, like: likeWords }, may, count);
}

const words = (part: string): ReadonlyMap<string, number> =>
  tally(
    terms(part)
      .filter((term) => !STOP.has(term))
      .map(singular),
  );

/** Where an aspect may start: at paragraphs, inside long ones, anywhere in a text without paragraphs; never after a heading. */
export function candidates(spans: readonly Span[]): ReadonlySet<number> {
  const opening = spans.flatMap(({ opens }, at) => (opens ? [at] : []));
  const may = new Set<number>();
  opening.forEach((from, i) => {
    const to = opening[i + 1] ?? spans.length;
    if (!spans[from - 1]?.heading) may.add(from);
    if (opening.length === 1 || to - from > WHOLE)
      for (let at = from + 1; at < to; at++) if (!spans[at - 1]?.heading) may.add(at);
  });
  return may;
}

/** Harman's "S" stemmer (1991): plural to singular, nothing else. */
const singular = (term: string): string =>
  term.length < 4
    ? term
    : /[^ea]ies$/.test(term)
      ? `${term.slice(0, -3)}y`
      : /[^aeo]es$/.test(term)
        ? term.slice(0, -1)
        : /[^us]s$/.test(term)
          ? term.slice(0, -1)
          : term;
