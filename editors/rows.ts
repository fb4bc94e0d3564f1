// The lexer's modes as rows of patterns, which the grammars for editors are written from.
import type { TokenType } from "chevrotain";
import { type Class, classes } from "../dsl/syntax/highlight.ts";
import { categories, CONT, kw, keywordList, vocabulary } from "../dsl/syntax/tokens.ts";

/** One pattern of a mode; the first that matches counts. */
export interface Row {
  readonly type: TokenType;
  /** The source of a regular expression. */
  readonly pattern: string;
  readonly class: Class;
  /** It may be a key, and an identifier may also be a type. */
  readonly name: "identifier" | "keyword" | null;
}

const words = new Map<TokenType, string>(keywordList.map((word) => [kw[word], word]));

/** Rows of a mode. Reserved words of one class are one row: each stands for itself only where no longer name does. */
export function rowsOf(mode: string): readonly Row[] {
  const done = new Set<Class>();
  return (vocabulary.modes[mode] ?? []).flatMap((type): readonly Row[] => {
    const of = classes.get(type.name);
    if (of === undefined || categories.includes(type)) return [];
    if (!words.has(type)) return [{ type, pattern: patternOf(type), class: of, name: nameOf(type) }];
    if (done.has(of)) return [];
    done.add(of);
    return [{ type, pattern: wordsOf(of), class: of, name: "keyword" }];
  });
}

const escaped = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);

/** A constant of Python's gives way to a longer name, as a reserved word does. */
const patternOf = (type: TokenType): string => {
  const { PATTERN } = type;
  const pattern =
    PATTERN instanceof RegExp ? PATTERN.source : typeof PATTERN === "string" ? escaped(PATTERN) : "";
  return nameOf(type) === "keyword" ? `${pattern}(?!${CONT})` : pattern;
};

const nameOf = ({ name }: TokenType): Row["name"] =>
  name === "ID" ? "identifier" : name.startsWith("PY") ? "keyword" : null;

function wordsOf(of: Class): string {
  const some = keywordList.filter((word) => classes.get(kw[word].name) === of);
  return `(?:${some.toSorted((a, b) => b.length - a.length).join("|")})(?!${CONT})`;
}
