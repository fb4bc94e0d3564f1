// The TextMate grammar: a mode of the lexer is a repository entry, a token that changes the mode a begin and an end.
import type { TokenType } from "chevrotain";
import type { Class } from "../dsl/syntax/highlight.ts";
import { KEY } from "../dsl/syntax/highlight.ts";
import * as t from "../dsl/syntax/tokens.ts";
import { type Row, rowsOf } from "./rows.ts";

type Rule = { readonly [key: string]: unknown };

/** Scopes that colour themes know. */
export const scopes: { readonly [C in Class]: string } = {
  keyword: "keyword.control.strux",
  operatorKeyword: "keyword.operator.word.strux",
  atom: "constant.language.strux",
  variableName: "variable.other.strux",
  typeName: "entity.name.type.strux",
  propertyName: "variable.other.property.strux",
  number: "constant.numeric.strux",
  string: "string.quoted.double.strux",
  comment: "comment.line.double-slash.strux",
  docComment: "comment.line.documentation.strux",
  operator: "keyword.operator.strux",
  punctuation: "punctuation.separator.strux",
  bracket: "punctuation.section.brackets.strux",
  templateBrace: "punctuation.section.embedded.strux",
  invalid: "invalid.illegal.strux",
};
/** Of the text of a template, and of what stands in its holes and brackets. */
export const contents = {
  text: "string.quoted.triple.strux",
  hole: "meta.embedded.line.strux",
  nested: "meta.embedded.line.strux",
} as const;
type Inner = keyof typeof contents;

export const SCOPE = "source.strux";

/** `editors/strux.tmLanguage.json`. */
export function textMate(): string {
  const grammar = {
    information_for_contributors: ["Written by editors/textmate.ts from dsl/syntax/tokens.ts; do not edit."],
    name: "Strux",
    scopeName: SCOPE,
    fileTypes: ["strux"],
    patterns: [{ include: "#code" }],
    repository: Object.fromEntries(
      ["code", "text", "hole", "nested"].map((mode) => [mode, { patterns: rowsOf(mode).flatMap(rules) }]),
    ),
  };
  return `${JSON.stringify(grammar, null, 2)}\n`;
}

/** What ends the mode that a token starts. */
const ends = new Map<TokenType, TokenType>([
  [t.OPEN, t.CLOSE],
  [t.HOLE, t.HOLEEND],
  [t.IF, t.HOLEEND],
  [t.EACH, t.HOLEEND],
  [t.INNER_LBRACE, t.INNER_RBRACE],
]);

function rules(row: Row): readonly Rule[] {
  const { type, class: of, name, pattern } = row;
  if (type.POP_MODE === true) return [];
  const end = ends.get(type);
  if (end) return [block(row, end, (type.PUSH_MODE ?? "text") as Inner)];
  if (type === t.NUM) return numbers.map((match) => ({ match, name: scopes.number }));
  if (type === t.COMMENT) return [{ match: "///[^\\n\\r]*", name: scopes.docComment }, rule(pattern, of)];
  // in a template all that is not something else is text; only what hides a brace or quote needs a rule
  if (type === t.TEXT) return [rule(String.raw`\\(?:\{\{|""")`, "string")];
  if (type === t.DOT) return [dotted, rule(pattern, of)];
  if (name === null) return [rule(pattern, of)];
  const key = rule(`${pattern}(?=${KEY})`, "propertyName");
  return name === "keyword" ? [key, rule(pattern, of)] : [key, ...identifiers];
}

const rule = (pattern: string, of: Class): Rule => ({ match: ported(pattern), name: scopes[of] });

function block({ pattern, class: of }: Row, end: TokenType, inner: Inner): Rule {
  const scope = { "0": { name: scopes[of] } };
  const close = rowsOf(inner).find(({ type }) => type === end);
  return {
    begin: ported(pattern),
    beginCaptures: scope,
    end: ported(close?.pattern ?? "$"),
    endCaptures: { "0": { name: scopes[close?.class ?? of] } },
    contentName: contents[inner],
    patterns: [{ include: `#${inner}` }],
  };
}

/** Oniguruma's classes know all of Unicode, JavaScript's none of it; and it writes code points in braces. */
const ported = (pattern: string): string =>
  pattern
    .replaceAll(/\\u([0-9a-f]{4})/gi, String.raw`\x{$1}`)
    .replaceAll(/\[((?:[^\]\\]|\\.)*)\]/g, (whole) =>
      whole.replaceAll(String.raw`\w`, "A-Za-z0-9_").replaceAll(String.raw`\d`, "0-9"),
    )
    .replaceAll(String.raw`\d`, "[0-9]")
    .replaceAll(String.raw`\b`, "(?![A-Za-z0-9_])");

const dotted: Rule = {
  match: ported(String.raw`(\.)(${t.NAMED})`),
  captures: { "1": { name: scopes.punctuation }, "2": { name: scopes.propertyName } },
};
const identifiers: readonly Rule[] = [
  { match: ported(`(?=[A-Z])${t.WORD}`), name: scopes.typeName },
  { match: ported(t.NAMED), name: scopes.variableName },
];

/**
 * A number, unless a name would reach further (then it is BADNUM): by its exponent's sign, by `%`, by a suffix or exponent that
 * no name continues, by digits that no letter follows.
 */
const SUFFIX = "(?:Ki|Mi|ms|s)";
const PERCENT = String.raw`%(?![\w(."])`;
const numbers: readonly string[] = [
  String.raw`${t.DIGITS}[eE][+-]\d+(?:${SUFFIX}|${PERCENT})?`,
  String.raw`${t.DIGITS}(?:[eE]\d+)?${PERCENT}`,
  String.raw`${t.DIGITS}(?:[eE]\d+${SUFFIX}?|${SUFFIX})(?!${t.CONT})`,
  String.raw`(?>${t.DIGITS})(?!${t.LETTERS})`,
].map(ported);
