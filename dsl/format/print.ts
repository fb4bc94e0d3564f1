// The text of a document: what fits stays on one line, comments end theirs.
import { type Doc, widthOf } from "./doc.ts";

interface Item {
  readonly indent: number;
  readonly broken: boolean;
  readonly doc: Doc;
}
interface Page {
  readonly width: number;
  readonly out: string[];
  column: number;
  /** Nothing stands on the line yet; its indent is written with the first text. */
  fresh: boolean;
  indent: number;
  /** Comments that wait for the end of the line. */
  trails: string[];
  /** A blank is due before the next text on this line. */
  space: boolean;
  /** The last thing was a comment on its own line: what comes next starts a line there. */
  after: { readonly indent: number; readonly blank: boolean } | undefined;
}

/** The text of a document, lines at most `width` columns long where that is possible. */
export function print(doc: Doc, width: number): string {
  const page: Page = {
    width,
    out: [],
    column: 0,
    fresh: true,
    indent: 0,
    trails: [],
    space: false,
    after: undefined,
  };
  const stack: Item[] = [{ indent: 0, broken: true, doc }];
  for (let item = stack.pop(); item !== undefined; item = stack.pop()) put(page, stack, item);
  flush(page);
  return page.out.join("");
}

function put(page: Page, stack: Item[], item: Item): void {
  const { doc } = item;
  if (typeof doc === "string") return write(page, doc, item.indent);
  const then = (of: Doc, isBroken = item.broken, indented = item.indent): void =>
    void stack.push({ indent: indented, broken: isBroken, doc: of });
  switch (doc.kind) {
    case "concat":
      for (let i = doc.parts.length - 1; i >= 0; i--) then(doc.parts[i]!);
      return;
    case "line":
      if (item.broken || doc.forced) return newline(page, item.indent, doc.blank);
      return write(page, doc.flat, item.indent);
    case "indent":
      return then(doc.of, item.broken, item.indent + 2);
    case "group": {
      const onOne =
        !doc.forced && (!item.broken || fits(page, { ...item, broken: false, doc: doc.of }, stack));
      return then(doc.of, !onOne);
    }
    case "flat":
      return then(doc.of, false);
    case "either":
      return then(!item.broken || fits(page, { ...item, doc: doc.first }, stack) ? doc.first : doc.second);
    case "broken":
      return then(item.broken ? doc.of : doc.orelse);
    case "fill":
      return filled(page, doc.items, item.indent);
    case "trail":
      if (page.trails.length > 0)
        return own(page, { text: doc.text, blank: false, after: false }, item.indent);
      page.trails.push(doc.text);
      return;
    case "own":
      return own(page, doc, item.indent);
    case "text":
      return verbatim(page, doc.lines, doc.closes, item.indent);
  }
}

/** Words of the program; `" "` is a blank between words, left out where a line begins or ends. */
function write(page: Page, words: string, indented: number): void {
  if (words === " ") page.space = true;
  else if (words !== "") raw(page, words, indented);
}

function raw(page: Page, words: string, indented: number): void {
  if (page.after) newline(page, page.after.indent, page.after.blank);
  // only a comma may still stand before a comment that waits
  else if (page.trails.length > 0 && words !== ",") newline(page, indented + 2, false);
  const lead = page.fresh ? " ".repeat(page.indent) : page.space ? " " : "";
  page.out.push(lead, words);
  page.column += words.length + (page.fresh ? 0 : lead.length);
  Object.assign(page, { fresh: false, space: false });
}

function flush(page: Page): void {
  for (const comment of page.trails) page.out.push(page.fresh ? comment : `  ${comment}`);
  page.trails = [];
}

function newline(page: Page, indented: number, blank: boolean): void {
  flush(page);
  page.out.push(blank ? "\n\n" : "\n");
  Object.assign(page, { column: indented, indent: indented, fresh: true, space: false, after: undefined });
}

function own(page: Page, comment: { text: string; blank: boolean; after: boolean }, indented: number): void {
  const { after } = page;
  if (after) newline(page, after.indent, comment.blank);
  else if (!page.fresh || page.trails.length > 0) newline(page, indented + 2, comment.blank);
  raw(page, comment.text, indented);
  page.after = { indent: page.indent, blank: comment.after };
}

function verbatim(page: Page, lines: readonly string[], closes: boolean, indented: number): void {
  lines.forEach((words, i) => {
    if (i > 0) newline(page, closes && i === lines.length - 1 ? indented : indented + 2, false);
    if (words !== "") raw(page, words, indented);
  });
}

function filled(page: Page, items: readonly Doc[], indented: number): void {
  items.forEach((item, i) => {
    const size = widthOf(item);
    if (i > 0 && page.column + 1 + size > page.width) newline(page, indented, false);
    else if (i > 0) write(page, " ", indented);
    for (const part of flatText(item)) write(page, part, indented);
  });
}

function flatText(doc: Doc): readonly string[] {
  if (typeof doc === "string") return [doc];
  if (doc.kind === "concat") return doc.parts.flatMap(flatText);
  if (doc.kind === "line") return [doc.flat];
  if (doc.kind === "broken") return flatText(doc.orelse);
  return "of" in doc ? flatText(doc.of) : [];
}

/** Does `item`, with what follows it on the line, end before the margin? */
function fits(page: Page, item: Item, rest: readonly Item[]): boolean {
  let room = page.width - page.column;
  let next = rest.length - 1;
  const stack: Item[] = [item];
  while (room >= 0) {
    const top = stack.pop() ?? rest[next--];
    if (top === undefined) return true;
    const { doc, broken: isBroken } = top;
    if (typeof doc === "string") room -= doc.length;
    else if (doc.kind === "concat") {
      for (const part of doc.parts.toReversed()) stack.push({ ...top, doc: part });
    } else if (doc.kind === "line") {
      if (isBroken || doc.forced) return true;
      room -= doc.flat.length;
    } else if (doc.kind === "flat") stack.push({ ...top, broken: false, doc: doc.of });
    else if (doc.kind === "either") stack.push({ ...top, doc: doc.first });
    else if (doc.kind === "broken") stack.push({ ...top, doc: isBroken ? doc.of : doc.orelse });
    else if (doc.kind === "group") stack.push({ ...top, broken: isBroken || doc.forced, doc: doc.of });
    else if (doc.kind === "indent") stack.push({ ...top, indent: top.indent + 2, doc: doc.of });
    else if (doc.kind === "fill") {
      if (isBroken) return true;
      for (const part of doc.items.toReversed()) stack.push({ ...top, doc: part }, { ...top, doc: " " });
      room++;
    } else if (doc.kind === "own") room = page.width - top.indent;
    else if (doc.kind === "text") {
      room -= (doc.lines[0] ?? "").length;
      if (doc.lines.length > 1) return room >= 0;
    }
  }
  return false;
}
