// New sources for cells of a notebook file: every other byte of the file stays as it is.
import { textEnd } from "../runtime/data/fault.ts";

/** The place of a JSON value in the text, `[start, end)`. */
interface Place {
  readonly start: number;
  readonly end: number;
}

/**
 * The text of a notebook in which cell `i` (of all cells) holds `sources.get(i)`. A source that was a list of lines
 * stays one, with the same line breaks between its items; lines that did not change keep their spelling.
 * @param text of a file that `readNotebook` accepts
 */
export function withSources(text: string, sources: ReadonlyMap<number, string>): string {
  const root = members(text, space(text, 0));
  const cells = root.get("cells");
  if (cells === undefined) return text;
  let made = "";
  let from = 0;
  items(text, cells.start).forEach((cell, i) => {
    const source = sources.get(i);
    const at = members(text, cell.start).get("source");
    if (source === undefined || at === undefined) return;
    made += text.slice(from, at.start) + spelled(text, at, source);
    from = at.end;
  });
  return made + text.slice(from);
}

/** A source as JSON, in the way the old one at `at` is written. */
function spelled(text: string, at: Place, source: string): string {
  if (text[at.start] !== "[") return JSON.stringify(source);
  const lines = source === "" ? [] : (source.match(/[^\n]*\n|[^\n]+$/g) ?? []);
  const old = items(text, at.start).map(({ start, end }) => text.slice(start, end));
  const raw = new Map(old.map((image) => [JSON.parse(image) as string, image]));
  const [first, last] = [items(text, at.start)[0], items(text, at.start).at(-1)];
  if (lines.length === 0 || first === undefined || last === undefined) return JSON.stringify(lines);
  const lead = text.slice(at.start + 1, first.start);
  const tail = text.slice(last.end, at.end - 1);
  return `[${lead}${lines.map((line) => raw.get(line) ?? JSON.stringify(line)).join(`,${lead || " "}`)}${tail}]`;
}

const blank = /[ \t\r\n]*/y;
const word = /[^\s,\]}]+/y;

const after = (pattern: RegExp, text: string, at: number): number => {
  pattern.lastIndex = at;
  return at + (pattern.exec(text)?.[0].length ?? 0);
};
/** Behind a text in quotes, a number or a word. */
const scalar = (text: string, at: number): number =>
  text[at] === '"' ? textEnd(text, at) : after(word, text, at);
const space = (text: string, at: number): number => after(blank, text, at);

/** The values of the object that starts at `at`, by key; of two equal keys the last, as JSON.parse has it. */
function members(text: string, at: number): ReadonlyMap<string, Place> {
  const found = new Map<string, Place>();
  if (text[at] !== "{") return found;
  for (let next = space(text, at + 1); text[next] !== "}" && next < text.length;) {
    const end = scalar(text, next);
    const start = space(text, space(text, end) + 1);
    const value = { start, end: endOf(text, start) };
    found.set(JSON.parse(text.slice(next, end)) as string, value);
    next = space(text, value.end);
    if (text[next] === ",") next = space(text, next + 1);
  }
  return found;
}

/** The items of the list that starts at `at`. */
function items(text: string, at: number): readonly Place[] {
  const found: Place[] = [];
  if (text[at] !== "[") return found;
  for (let next = space(text, at + 1); text[next] !== "]" && next < text.length;) {
    const value = { start: next, end: endOf(text, next) };
    found.push(value);
    next = space(text, value.end);
    if (text[next] === ",") next = space(text, next + 1);
  }
  return found;
}

/** The end of the value that starts at `at`: of an object or list, behind its closing bracket. */
function endOf(text: string, at: number): number {
  let depth = 0;
  for (let next = at; next < text.length;) {
    const char = text[next] ?? "";
    if (char === "{" || char === "[") depth++;
    else if (char === "}" || char === "]") depth--;
    next = "{}[],: \t\r\n".includes(char) ? next + 1 : scalar(text, next);
    if (depth === 0) return next;
  }
  return text.length;
}
