// HTML as text: the door of htmlparser2, which reads a page as a stream, mends what is left open, and runs nothing.
import { Parser } from "htmlparser2";
import { operator, text } from "../operator.ts";
import * as types from "../../dsl/types/types.ts";
import { typeError } from "../problem.ts";
import { squeezed } from "./squeezed.ts";

const set = (names: string): ReadonlySet<string> => new Set(names.split(" "));
/** What is in a page and is none of its text. */
const UNREAD = set("script style template noscript svg math head iframe object");
/** Elements that stand apart from what is before and behind them. */
const APART = set(
  "address article aside blockquote body details dialog div dl fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr html " +
    "legend main nav ol p pre section summary table ul",
);
/** Those that stand on lines of their own, with no empty one between. */
const LINES = set("caption dd dt li tbody tfoot thead tr");
const CELLS = set("td th");
/** What would be a heading, an item or a row of a table where it begins a line. */
const MARK = /^(?=#{1,6}\s|[-*•‣–]\s|\|)/;

interface Page {
  readonly text: string;
  /** Elements that are none of the text; what is in them is not counted again. */
  readonly unread: number;
}

/** Browsers stop at 512; the parser's time grows with the square of it. */
const DEEPEST = 2048;

/** A page as text: `htmlText` says how. Any string is a page; E203 for one in which too many elements are open at once. */
export function textOf(page: string): Page {
  const lines = linesOf();
  let [unread, inside, open] = [0, 0, 0];
  const parser = new Parser({
    onopentag(name) {
      open += 1;
      if (open > DEEPEST)
        throw typeError(
          "E203",
          `'html_text' takes pages with at most ${DEEPEST} elements in each other, but got more`,
        );
      if (UNREAD.has(name)) {
        unread += inside === 0 ? 1 : 0;
        inside += 1;
      } else if (inside === 0) lines.open(name);
    },
    ontext(told) {
      if (inside === 0) lines.add(told);
    },
    onclosetag(name) {
      open -= 1;
      if (UNREAD.has(name)) inside -= 1;
      else if (inside === 0) lines.close(name);
    },
  });
  parser.end(page);
  return { text: lines.text(), unread };
}

/** The lines of a page, as its elements open and close. */
function linesOf() {
  const lines: string[] = [];
  /** Of a row of a table; null outside of one. */
  let cells: string[] | null = null;
  /** Tables in a cell: they are text of it. */
  let tables = 0;
  let [line, mark] = ["", ""];

  const end = (): void => {
    const told = squeezed(line);
    line = "";
    if (told === "") return;
    lines.push(mark === "" ? told.replace(MARK, "\\") : `${mark} ${told}`);
    mark = "";
  };
  /** Between two elements. */
  const part = (name: string): void => {
    if (cells) line += " ";
    else end();
    if (!cells && APART.has(name) && lines.at(-1) !== "") lines.push("");
  };
  return {
    open(name: string): void {
      if (name === "br") part(name);
      else if (CELLS.has(name)) line = tables === 0 ? "" : `${line} `;
      else if (APART.has(name) || LINES.has(name)) {
        part(name);
        if (cells && name === "table") tables += 1;
        else if (name === "tr") cells ??= [];
        else if (!cells) mark = marks(name) ?? mark;
      }
    },
    add(told: string): void {
      line += told;
    },
    close(name: string): void {
      if (cells && tables > 0) {
        line += " ";
        if (name === "table") tables -= 1;
      } else if (cells && CELLS.has(name)) {
        cells.push(squeezed(line));
        line = "";
      } else if (cells && name === "tr") {
        if (cells.some((cell) => cell !== "")) lines.push(`| ${cells.join(" | ")} |`);
        [cells, line] = [null, ""];
      } else if (APART.has(name) || LINES.has(name)) {
        part(name);
        if (!cells) mark = "";
      }
    },
    text(): string {
      end();
      return lines.join("\n").trim();
    },
  };
}

const marks = (name: string): string | null =>
  name === "li" ? "-" : /^h[1-6]$/.test(name) ? "#".repeat(Number(name[1])) : null;

/**
 * `html_text(page)`: headings as `# name`, by their level; items of lists as `- item`, whatever list they are in; rows of tables as
 * `| cell | cell |`, a table in a cell as its text; other blocks as paragraphs. Runs of white space are one blank, entities their characters. What a
 * page does not show as text (its head, scripts, styles, drawings) is left out and counted. A paragraph that would be read as one of these marks gets a
 * backslash before it. E203 for pages nested too deep. Nothing in the page is run or fetched. `structurize(by: "layout")` of the text has the headings of the page.
 */
export const htmlText = operator({
  name: "html_text",
  family: "text",
  doc: "a page of HTML as text: headings, items and rows of tables as Markdown writes them",
  params: { page: text },
  returns: types.text,
  run: ({ page }, { note }) => {
    const { text: told, unread } = textOf(page);
    if (unread > 0) note("html_text: elements that are no text, left out", unread);
    return told;
  },
});
