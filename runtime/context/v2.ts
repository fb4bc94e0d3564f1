// The extractive form ("v2") of StruXGPT (arXiv 2407.16434) read back: a scope, and aspects as ranges of numbered sentences.

export interface Ranges {
  readonly scope: string;
  /** Sentences from 1, both ends included. */
  readonly aspects: readonly { readonly name: string; readonly from: number; readonly to: number }[];
}

const FENCE = /^\s*```(?:ya?ml)?\s*\n([\s\S]*?)\n?```\s*$/;
const SCOPE = /^Scope: *(.*)\nAspects:[ \t]*(?:\n|$)/;
const ASPECT =
  /- AspectName: *(\S.*)\n[ \t]+SentenceRange:[ \t]*\n[ \t]+start: *(\d+)[ \t]*\n[ \t]+end: *(\d+)[ \t]*(?:\n|$)/y;

/**
 * What a model wrote of so many sentences; null where it is not of this form, has no aspect, or a range is not one of these
 * sentences. Ranges may overlap or leave sentences out: that is for whoever asked to judge.
 */
export function readRanges(text: string, sentences: number): Ranges | null {
  const body = FENCE.exec(text)?.[1] ?? text.trim();
  const head = SCOPE.exec(body);
  if (!head) return null;
  const aspects = [];
  for (let at = head[0].length; at < body.length; at = ASPECT.lastIndex) {
    ASPECT.lastIndex = at;
    const [, name = "", start, end] = ASPECT.exec(body) ?? [];
    const [from, to] = [Number(start), Number(end)];
    if (!(from >= 1 && from <= to && to <= sentences)) return null;
    aspects.push({ name: name.trim(), from, to });
  }
  return aspects.length > 0 ? { scope: (head[1] ?? "").trim(), aspects } : null;
}
