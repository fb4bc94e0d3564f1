// The lexical structurizer: a text as contiguous aspects over sentence ranges, verbatim, without a model.
import { segment, type Span } from "../text/segment.ts";
import type { Aspect, Tree } from "../value.ts";
import { boundaries } from "./lexical.ts";
import { names, scopeOf } from "./names.ts";
import { STOP, tally, terms } from "./terms.ts";

/** Within a paragraph of at most so many sentences there is no cut, where the text has paragraphs at all. */
const WHOLE = 12;
/** Most units compared with each other; longer texts are compared in groups of neighbouring sentences. */
const UNITS = 800;
/** Texts of at most so many sentences are one aspect. */
export const SHORT = 3;

/**
 * The extractive form ("v2") of StruXGPT (arXiv 2407.16434): top aspects tile the sentences 1..N without gap or overlap, every
 * description is a sentence of the text as it stands. Cuts by lexical cohesion (C99) fall on paragraph starts where there are
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

/** Sentences at which aspects start. */
export function cuts(text: string, spans: readonly Span[], count: number | null): number[] {
  const group = Math.ceil(spans.length / UNITS);
  const heads = spans.map((_, at) => at).filter((at) => at % group === 0);
  const units = heads.map((at) => {
    const body = text.slice(spans[at]?.start, spans[Math.min(at + group, spans.length) - 1]?.end);
    return tally(
      terms(body)
        .filter((term) => !STOP.has(term))
        .map(singular),
    );
  });
  const may = candidates(spans);
  const allowed = heads.flatMap((at, unit) => (group > 1 || may.has(at) ? [unit] : []));
  return boundaries(units, allowed, count).map((unit) => heads[unit] ?? 0);
}

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
