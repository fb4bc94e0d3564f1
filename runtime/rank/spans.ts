// Which parts of a list a sliding window looks at.

export interface Span {
  readonly start: number;
  /** Not included. */
  readonly end: number;
}

/**
 * From the bottom up, `window` at a time, each `step` above the one before; what is left at the top makes a smaller one. The rule of
 * castorini/rank_llm: a list that is shorter than the window is one window, and no window lies within the one before it. RankGPT's own
 * loop skips short lists, and the top of those that the steps do not divide. One item has no order, and no window.
 */
export function spans(size: number, window: number, step: number): Span[] {
  const found: Span[] = [];
  let end = size;
  let start = size - Math.min(window, size);
  while (end > 0 && start + step !== 0) {
    start = Math.max(start, 0);
    if (end - start > 1) found.push({ start, end });
    end -= step;
    start -= step;
  }
  return found;
}
