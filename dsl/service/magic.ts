// Completion in the line that says that a cell is TypeScript.
import { magicOf, scriptOptions } from "../syntax/script.ts";
import type { Span } from "../source.ts";
import { type Offer, simple } from "./offers.ts";

/** What may stand at a place in that line, and what it takes the place of; null elsewhere. */
export function magicAt(
  text: string,
  cell: number,
  offset: number,
): { readonly offers: readonly Offer[]; readonly span: Span } | null {
  const magic = magicOf(text);
  if (!magic || offset <= magic.start || text.slice(magic.start, offset).includes("\n")) return null;
  const { start, word } = magic;
  const end = start + word.length;
  const starting = (all: readonly Offer[], typed: string): readonly Offer[] =>
    all.filter(({ label }) => label.startsWith(typed));
  if (offset <= end) {
    const head = { ...simple("%%ts", "keyword", "a cell of TypeScript"), doc: TYPESCRIPT };
    return { offers: starting([head], text.slice(start, offset)), span: { cell, start, end } };
  }
  const typed = /\S*$/.exec(text.slice(end, offset))?.[0] ?? "";
  const from = offset - typed.length;
  const given = text.slice(end, from);
  const options = Object.entries(scriptOptions)
    .filter(([option]) => word === "%%ts" && !given.includes(option))
    .map(([option, does]) => simple(option, "keyword", does));
  return { offers: starting(options, typed), span: { cell, start: from, end: offset } };
}

const TYPESCRIPT = "What it exports is there for the program: functions as operators, values as values.";
