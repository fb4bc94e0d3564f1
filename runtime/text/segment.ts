// Splits text into sentences by rule, without losing a character: every sentence is a range of the text.

export interface Span {
  /** UTF-16 offsets; what lies between two sentences is white space. */
  readonly start: number;
  readonly end: number;
  /** Starts a paragraph: first of the text, or after a blank line. */
  readonly opens: boolean;
  readonly heading: boolean;
}

// Never the end of a sentence, whatever follows.
const TITLES = words(
  "Mr Mrs Ms Dr Prof St Mt Ft Gen Col Capt Lt Sgt Cpl Maj Adm Cmdr Rev Fr Sr Sra Hon Pres Gov Sen Rep Mme Mlle Messrs vs v e.g i.e cf viz al ca approx Supt",
);
// Not the end before a number.
const NUMBERED = words(
  "No Nos Nr Fig Figs Eq Eqs Sec Ch Vol Vols p pp Art Op Ref Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec",
);
// The end only before a word that usually starts a sentence.
const EITHER = words(
  "Inc Ltd Co Corp Bros Jr Sr Ph.D M.D B.A M.A etc U.S U.K U.N D.C a.m p.m B.C A.D Ave Blvd Rd dept est seq",
);
const STARTERS = words(
  "The A An This That These Those It Its He She They We I You His Her Their Our In On At By For From With As After Before During Since When While Where Although However Moreover But And Or If There Here Then Thus Both Each Some Many Most Other Another One Two What Who Why How Today According Because Until Under Over",
);
const HEADING = /^\s*#{1,6}\s+\S/;
const ITEM = /^\s*(?:[-*•‣–]\s+|\(?(?:\d{1,3}|[a-zA-Z])[.)]\s+|\|)/;
const END = /[.!?…]+["'”’»)\]]*(?=\s|$)|[。！？]+[”’」』）]*/gu;

function words(list: string): ReadonlySet<string> {
  return new Set(list.split(" "));
}

/** The sentences of a text, in order. Blank lines, heading lines (`# ...`) and list lines always end one. */
export function segment(text: string): Span[] {
  const spans: Span[] = [];
  let opens = true;
  for (const block of blocks(text)) {
    opens ||= block.opens;
    for (const [start, end] of block.heading
      ? [[block.start, block.end] as const]
      : ends(text, block.start, block.end)) {
      const span = tight(text, start, end);
      if (span.start === span.end) continue;
      spans.push({ ...span, opens, heading: block.heading });
      opens = false;
    }
  }
  return spans;
}

/** Ranges of sentences, [from, to): each with those that follow it up to the next that opens a paragraph. */
export function paragraphs(spans: readonly Span[]): (readonly [from: number, to: number])[] {
  const starts = spans.flatMap(({ opens }, at) => (opens ? [at] : []));
  return starts.map((from, at) => [from, starts[at + 1] ?? spans.length]);
}

interface Block {
  readonly start: number;
  readonly end: number;
  readonly opens: boolean;
  readonly heading: boolean;
}

/** Lines that belong together: until a blank line, a heading or the next list item. */
function blocks(text: string): Block[] {
  const found: Block[] = [];
  let start = 0;
  let opens = true;
  let at = 0;
  const close = (end: number, heading = false) => {
    if (end > start) found.push({ start, end, opens, heading });
    [start, opens] = [end, false];
  };
  for (const line of text.split(/(?<=\n)/)) {
    const end = at + line.length;
    if (line.trim() === "") {
      close(at);
      [start, opens] = [end, true];
    } else if (HEADING.test(line)) {
      close(at);
      opens = true;
      close(end, true);
    } else if (ITEM.test(line)) close(at);
    at = end;
  }
  close(text.length);
  return found;
}

function tight(text: string, start: number, end: number): { readonly start: number; readonly end: number } {
  const body = text.slice(start, end);
  const from = start + (body.length - body.trimStart().length);
  return { start: from, end: Math.max(from, start + body.trimEnd().length) };
}

/** Sentence ranges of one block; together they cover it. */
function* ends(text: string, start: number, end: number): Generator<readonly [number, number]> {
  const block = text.slice(start, end);
  let from = 0;
  for (const mark of block.matchAll(END)) {
    const to = mark.index + mark[0].length;
    if (!final(block, from, mark.index, mark[0], to)) continue;
    yield [start + from, start + to];
    from = to;
  }
  yield [start + from, end];
}

/** Whether the mark at `at`, which ends before `to`, ends the sentence that began at `from`. */
function final(block: string, from: number, at: number, mark: string, to: number): boolean {
  const next = /^\s*(["'“‘«([]*)(\S*)/u.exec(block.slice(to, to + 80));
  const word = next?.[2] ?? "";
  if (word === "" || /^[。！？]/u.test(mark)) return true;
  if (/^\p{Ll}/u.test(word) || /^[,;:)\]]/.test(word)) return false;
  if (!mark.startsWith(".") || mark.startsWith("..")) return true;
  const before = /(\S*)$/u.exec(block.slice(Math.max(from, at - 40), at))?.[1] ?? "";
  const token = before.replace(/^["'“‘«([]+/u, "");
  const starts = STARTERS.has(/^[\p{L}]+/u.exec(word)?.[0] ?? "");
  // "1. First": the number of a list item, not a sentence
  if (/^\d{1,3}$/.test(token) && block.slice(from, at).trim() === before) return false;
  if (TITLES.has(token)) return false;
  if (NUMBERED.has(token)) return !/^\d/.test(word);
  // initials and dotted abbreviations: "J. R. R. Tolkien", "U.S. Army"
  if (EITHER.has(token) || /^(?:\p{Lu}\.)*\p{Lu}$/u.test(token) || /^\p{Lu}\.-\p{Lu}$/u.test(token))
    return starts;
  return true;
}
