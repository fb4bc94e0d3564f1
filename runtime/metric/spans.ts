// Spans that tags mark, as conlleval reads them: in whatever scheme the tags are, IOB1, IOB2, IOE or IOBES.

export interface Span {
  readonly type: string;
  /** Positions of its first tag and behind its last. */
  readonly from: number;
  readonly to: number;
}
interface Tag {
  readonly mark: string;
  readonly type: string;
}

const TAG = /^(?:O|([BIES])(?:-(.*))?)$/s;

/** null for what is no tag. */
export function readTag(text: string): Tag | null {
  const found = TAG.exec(text);
  // a mark without a type has the type "_", as seqeval has it
  return found && { mark: found[1] ?? "O", type: found[2] || "_" };
}

/** O ends a span, and so do B, S, another type, and anything behind E and S. */
const ends = (before: Tag, now: Tag): boolean =>
  before.mark === "E" || before.mark === "S" || "BSO".includes(now.mark) || before.type !== now.type;

/**
 * The spans of a text, in order. A span begins at B and S, and at I and E where none of their type is open: so reads conlleval
 * (E. Tjong Kim Sang, CoNLL-2000), and seqeval where it is not strict.
 */
export function spansOf(tags: readonly Tag[]): readonly Span[] {
  const spans: Span[] = [];
  let from = -1;
  for (let at = 0; at <= tags.length; at++) {
    const now = tags[at] ?? { mark: "O", type: "_" };
    const before = tags[at - 1];
    if (from >= 0 && before && ends(before, now)) {
      spans.push({ type: before.type, from, to: at });
      from = -1;
    }
    if (from < 0 && now.mark !== "O") from = at;
  }
  return spans;
}
