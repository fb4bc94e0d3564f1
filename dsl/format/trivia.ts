// Comments and empty lines of a statement, each at the token it belongs to.
import type { IToken } from "chevrotain";
import type { Comment } from "./doc.ts";

export interface Around {
  /** Comments on lines of their own above the token. */
  readonly before: readonly Comment[];
  /** The comment behind it on its line, or "". */
  readonly behind: string;
  /** An empty line stands before the token, and before the first comment above it. */
  readonly blank: boolean;
  readonly blankAbove: boolean;
}
export interface Trivia {
  readonly of: (token: IToken) => Around;
  /** Comments after the last token, on lines of their own. */
  readonly rest: readonly Comment[];
}

const none: Around = { before: [], behind: "", blank: false, blankAbove: false };

/** @param tokens and `comments` of one statement, each in order of their offsets in `text` */
export function triviaOf(text: string, tokens: readonly IToken[], comments: readonly IToken[]): Trivia {
  const around = new Map<number, Around>();
  let [waiting, end, last]: [Comment[], number, IToken | undefined] = [[], 0, undefined];
  const notes = new Set(comments);
  for (const each of [...tokens, ...comments].toSorted((a, b) => a.startOffset - b.startOffset)) {
    const gap = text.slice(end, each.startOffset).split("\n").length - 1;
    const blank = gap > 1;
    if (!notes.has(each)) {
      const blankAbove = waiting[0]?.blank ?? blank;
      if (waiting.length > 0 || blank)
        around.set(each.startOffset, { before: waiting, behind: "", blank, blankAbove });
      [waiting, last] = [[], each];
    } else if (last !== undefined && gap === 0 && waiting.length === 0) {
      around.set(last.startOffset, {
        ...(around.get(last.startOffset) ?? none),
        behind: each.image.trimEnd(),
      });
    } else waiting.push({ text: each.image.trimEnd(), blank });
    end = each.startOffset + each.image.length;
  }
  return { of: (token) => around.get(token.startOffset) ?? none, rest: waiting };
}
