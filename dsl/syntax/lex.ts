// The lexer's door: text of one statement -> tokens, its doc comment, and what is wrong with single tokens.
import type { ILexingError, IToken } from "chevrotain";
import { numberOf, type Place } from "./build-base.ts";
import type { Fix } from "../tell/diagnostic.ts";
import { badEscape } from "./escape.ts";
import { near } from "../tell/near.ts";
import { own } from "../own.ts";
import type { Span } from "../source.ts";
import * as t from "./tokens.ts";

export interface Lexed {
  readonly tokens: readonly IToken[];
  readonly comments: readonly IToken[];
  /** Joined `///` lines before the first token. */
  readonly doc: string;
}

export function lex(text: string, mode: t.Mode, at: Place): Lexed {
  const { tokens, errors, groups } = t.lexer.tokenize(text, mode);
  for (const error of errors) illegal(text, error, at);
  const comments = groups["comments"] ?? [];
  return {
    tokens: tokens.flatMap((token) => inspect(token, mode, at)),
    comments,
    doc: docOf(text, comments, tokens[0]?.startOffset ?? 0),
  };
}

function docOf(text: string, comments: readonly IToken[], first: number): string {
  const lines: string[] = [];
  let next = first;
  for (const { image, startOffset } of comments.filter((each) => each.startOffset < first).toReversed()) {
    const between = text.slice(startOffset + image.length, next);
    if (between.split("\n").length > 2) break;
    if (image.startsWith("///")) lines.unshift(image.replace(/^\/\/\/ ?/, "").trimEnd());
    next = startOffset;
  }
  return lines.join("\n");
}

export const within = (at: Place, start: number, end: number): Span => ({
  cell: at.cell,
  start: at.base + start,
  end: at.base + end,
});

const hints: { readonly [character: string]: string } = {
  ";": "remove it: a statement needs no semicolon",
  "#": "a comment starts with //",
  "'": 'a string is written in double quotes: "..."',
  "“": 'a string is written in straight quotes: "..."',
  "”": 'a string is written in straight quotes: "..."',
  "&": "write 'and'",
  "!": "write 'not'",
};
const instead: { readonly [character: string]: string } = { "“": '"', "”": '"', "#": "//", ";": "" };

function illegal(text: string, { offset, length }: ILexingError, at: Place): void {
  // Whole characters, where the lexer stopped between the halves of a pair.
  const found = Array.from(text.slice(offset, offset + length))
    .slice(0, 8)
    .join("");
  const mark = Array.from(found)[0] ?? "";
  const end = offset + (mark.length || 1);
  const swap = instead[mark];
  const fixes: readonly Fix[] =
    swap === undefined
      ? []
      : [
          {
            title: swap === "" ? `remove '${mark}'` : `replace with '${swap}'`,
            span: within(at, offset, end),
            text: swap,
          },
        ];
  at.report(
    "E007",
    within(at, offset, offset + Math.max(1, length)),
    { found, hint: hints[mark] ?? "remove it" },
    fixes,
  );
}

/** Reports a token that is wrong in itself; keeps it in a form that parses. */
function inspect(token: IToken, mode: t.Mode, at: Place): readonly IToken[] {
  const where = within(at, token.startOffset, token.startOffset + token.image.length);
  if (token.tokenType === t.BADNUM) badNumber(token.image, where, at);
  else if (token.tokenType === t.BADSTR) at.report("E009", where, { quote: '"' });
  else if (token.tokenType === t.QUOTED && mode === "code") {
    const text = JSON.stringify(token.image.slice(1, -1).replaceAll("\\'", "'"));
    at.report("E017", where, {}, [{ title: `replace with ${text}`, span: where, text }]);
  } else if (token.tokenType === t.STR) checkEscapes(token, at);
  else if (token.tokenType === t.BADBLOCK) return badBlock(token, where, at);
  return [token];
}

const multiples: { readonly [letter: string]: readonly [number, string] } = {
  k: [1e3, "Ki"],
  m: [1e6, "Mi"],
};

function badNumber(raw: string, span: Span, at: Place): void {
  const [, digits = "", unit = ""] = /^([\d_.]+)(.*)$/.exec(raw) ?? [];
  const [factor, suffix] = own(multiples, unit.toLowerCase()) ?? [0, ""];
  if (factor === 0) {
    at.report("E010", span, { what: `'${raw}' is no number; suffixes are Ki, Mi, ms, s and %` });
    return;
  }
  const [whole, binary] = [Math.round(numberOf(digits) * factor), `${digits}${suffix}`];
  at.report("E006", span, { raw, whole, binary }, [
    { title: `replace with ${whole}`, span, text: String(whole) },
    { title: `replace with ${binary} (${numberOf(binary)})`, span, text: binary },
  ]);
}

function checkEscapes(token: IToken, at: Place): void {
  const bad = badEscape(token.image);
  if (bad === undefined) return;
  const start = token.startOffset + bad.at;
  const span = within(at, start, start + bad.text.length);
  const text = `\\${bad.text}`;
  at.report("E019", span, { found: bad.text }, [{ title: `replace with ${text}`, span, text }]);
}

/** `{{/if}}` is read as `{{#end}}`, `{{else}}` as `{{#else}}`; what resembles nothing is left out. */
function badBlock(token: IToken, span: Span, at: Place): readonly IToken[] {
  const inner = /^\{\{[ \t]*[#/]?\s*(\w*)/.exec(token.image)?.[1] ?? "";
  const closes = /^\{\{[ \t]*\//.test(token.image);
  const meant = closes ? "end" : (near(inner, ["else", "end", "if", "each"]) ?? inner);
  const text = meant === "end" || meant === "else" ? `{{#${meant}}}` : undefined;
  const fixes = text === undefined ? [] : [{ title: `replace with ${text}`, span, text }];
  at.report("E016", span, { found: token.image, near: text ?? block(meant) }, fixes);
  return text === undefined ? [] : [t.retyped(token, meant === "end" ? t.END : t.ELSE)];
}

const block = (meant: string): string | undefined =>
  meant === "if" ? "{{#if x}}" : meant === "each" ? "{{#each x in xs}}" : undefined;
