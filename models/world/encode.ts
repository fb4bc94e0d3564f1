// Text of the world -> token ids, for the training stream: the same ids as tokenizer.json gives (a test compares them), faster.
import { MARKS, UNKNOWN, vocabulary } from "./vocabulary.ts";

const IDS = new Map(vocabulary().map((token, id) => [token, id]));
const known = new Map<string, readonly number[]>();

export const VOCABULARY_SIZE = IDS.size;

export function id(token: string): number {
  const found = IDS.get(token);
  if (found === undefined) throw new RangeError(`no such token: ${token}`);
  return found;
}

const WORD = new RegExp(`${MARKS.join("|")}|[A-Za-z0-9]+|[^\\sA-Za-z0-9]`, "g");

/** Ids of printable ASCII text, without `<bos>`. */
export function encode(text: string): number[] {
  const out: number[] = [];
  for (const [word] of text.matchAll(WORD)) {
    let ids = known.get(word);
    if (!ids) known.set(word, (ids = pieces(word)));
    for (const one of ids) out.push(one);
  }
  return out;
}

// WordPiece: the longest token that fits, from the left.
function pieces(word: string): readonly number[] {
  const out: number[] = [];
  for (let from = 0; from < word.length;) {
    let to = word.length;
    while (to > from && !IDS.has(piece(word, from, to))) to--;
    if (to === from) return [id(UNKNOWN)];
    out.push(id(piece(word, from, to)));
    from = to;
  }
  return out;
}

function piece(word: string, from: number, to: number): string {
  return (from === 0 ? "" : "##") + word.slice(from, to);
}
