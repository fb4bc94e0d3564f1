// A cell cut into statements before anything is parsed: one broken statement never costs another.
import { isKeyword, opens, WORD } from "./tokens.ts";

export interface Segment {
  /** UTF-16 offsets in the cell; comment lines directly above the statement belong to it. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

const word = new RegExp(`(?:${WORD}|\`[^\`\\n\\r]+\`)`, "y");
/** What only the head of a statement looks like: prose inside a template does not. */
const name = `(?:${WORD}|\`[^\`\\n\\r]+\`)`;
const heading = new RegExp(
  `^(?:(?:data|let|param|model|chart)[ \\t]+${name}[ \\t]*[:=]|shape[ \\t]+${name}[ \\t]*\\{|` +
    `(?:prompt|fn)[ \\t]+${name}[ \\t]*\\(|run[ \\t]+${name}[ \\t]+over\\b|score[ \\t]+${name}[ \\t]+of\\b)`,
  "m",
);

/** The pieces that matter for cutting; everything else is one character at a time. */
const code = {
  plain: /\/\/[^\n]*|"""|"(?:[^"\\\n\r]|\\[^\n\r])*"?|`[^`\n\r]*`|[([{)\]}]|\n|[^\n"/`()[\]{}]+|[^]/y,
  assign:
    /(?:\/\/|#)[^\n]*|"""|"(?:[^"\\\n\r]|\\[^\n\r])*"?|'(?:[^'\\\n\r]|\\[^\n\r])*'|`[^`\n\r]*`|[([{)\]}]|\n|[^\n"'#/`()[\]{}]+|[^]/y,
};

interface Scan {
  readonly text: string;
  readonly assign: boolean;
  readonly cuts: number[];
}

export function segment(text: string, assign = false): readonly Segment[] {
  const scan: Scan = { text, assign, cuts: [] };
  let from = 0;
  while (from < text.length) from = run(scan, from);
  const starts = [...new Set([firstStart(text), ...scan.cuts.map((cut) => withComments(scan, cut))])];
  return starts
    .map((start, i) => trimmed(text, start, starts[i + 1] ?? text.length))
    .filter((piece) => hasCode(piece.text, assign));
}

const firstStart = (text: string): number => text.length - text.trimStart().length;

/** The start of the comment lines directly above, or `cut` itself. */
function withComments({ text, assign }: Scan, cut: number): number {
  const comment = assign ? /^[ \t]*(?:\/\/|#)/ : /^[ \t]*\/\//;
  let at = cut;
  while (at > 0) {
    const above = text.lastIndexOf("\n", at - 2) + 1;
    if (!comment.test(text.slice(above, at))) break;
    at = above;
  }
  return at;
}

function trimmed(text: string, start: number, end: number): Segment {
  const piece = text.slice(start, Math.max(start, end)).trimEnd();
  return { start, end: start + piece.length, text: piece };
}

const hasCode = (text: string, assign: boolean): boolean =>
  text.replace(assign ? /(?:\/\/|#)[^\n]*/g : /\/\/[^\n]*/g, "").trim() !== "";

/** Scans from `from`, which is outside of templates, to the end or to the place where it must start anew. */
function run(scan: Scan, from: number): number {
  const { text } = scan;
  const piece = scan.assign ? code.assign : code.plain;
  const opened: number[] = [];
  let depth = 0;
  let at = from;
  if (atLineStart(text, at) && starts(scan, at, 0)) scan.cuts.push(at);
  while (at < text.length) {
    piece.lastIndex = at;
    const found = piece.exec(text)?.[0] ?? text[at] ?? " ";
    if (found === '"""') {
      opened.push(at);
      const close = closing(text, at + 3);
      if (close === undefined) return resume(scan, opened);
      at = close;
      continue;
    }
    at += found.length;
    if (found.length === 1) depth = Math.max(0, depth + turn(found));
    if (found !== "\n") continue;
    // another language begins, and nobody knows where it ends
    const magic = text.startsWith("%%", at);
    if (magic || starts(scan, at, depth)) scan.cuts.push(at);
    else continue;
    if (magic) return text.length;
    depth = 0;
  }
  return text.length;
}

const turn = (found: string): number => ("([{".includes(found) ? 1 : ")]}".includes(found) ? -1 : 0);
const atLineStart = (text: string, at: number): boolean => at === 0 || text[at - 1] === "\n";

/** The end of a template whose text starts at `from`, or undefined. The last three of a row of quotes close it. */
function closing(text: string, from: number): number | undefined {
  const pattern = /\\"""|"""(?!")/g;
  pattern.lastIndex = from;
  for (let found = pattern.exec(text); found; found = pattern.exec(text)) {
    if (!found[0].startsWith("\\")) return found.index + 3;
  }
  return undefined;
}

/**
 * A template is never closed. The first one that swallowed the head of a statement is the culprit, else the last
 * one opened. Scanning goes on at the statement that follows it.
 */
function resume(scan: Scan, opened: readonly number[]): number {
  const { text, cuts } = scan;
  for (const [i, open] of opened.entries()) {
    const to = opened[i + 1] ?? text.length;
    const head = heading.exec(text.slice(open + 3, to));
    if (head === null) continue;
    const at = open + 3 + head.index;
    while ((cuts.at(-1) ?? -1) > open) cuts.pop();
    return at;
  }
  const last = opened.at(-1) ?? text.length;
  while ((cuts.at(-1) ?? -1) > last) cuts.pop();
  const line = /\n/g;
  line.lastIndex = last;
  for (let found = line.exec(text); found; found = line.exec(text)) {
    if (opens(wordAt(text, found.index + 1))) return found.index + 1;
  }
  return text.length;
}

function wordAt(text: string, at: number): string {
  word.lastIndex = at;
  return word.exec(text)?.[0] ?? "";
}

/** Does a statement start at this start of a line? */
function starts({ text, assign }: Scan, at: number, depth: number): boolean {
  const found = wordAt(text, at);
  // Inside brackets a word and a colon are a property; outside of them an indented head is a head all the same.
  const after = (): string =>
    /^[ \t]*(.?)/.exec(text.slice(at + found.length, at + found.length + 200))?.[1] ?? "";
  if (found === "") return depth === 0 && indentedHead(text, at);
  if (opens(found)) return depth === 0 || after() !== ":";
  if (isKeyword(found)) return assign && depth === 0 && after() === "=";
  if (depth === 0) return true;
  return /[\p{L}_`]/u.test(after()) || (assign && after() === "=");
}

function indentedHead(text: string, at: number): boolean {
  const indent = /^[ \t]+/.exec(text.slice(at, at + 200))?.[0].length ?? 0;
  return indent > 0 && opens(wordAt(text, at + indent));
}
