// The longest texts of each column: what a token budget is held against before anything runs.
import type { Longest } from "../../dsl/known.ts";
import type { Row, Value } from "../value.ts";

/** A column with less text than this is kept whole; of others the longest few. */
const WHOLE = 150_000;
const FEW = 5;
/** Characters of one text; of longer ones the beginning is counted, which is enough to tell that they are too long. */
const CUT = 100_000;

/** By column. `whole`: these are all rows of the table. */
export function longestOf(rows: readonly Row[], whole: boolean): { readonly [column: string]: Longest } {
  const columns = new Map<string, Set<string>>();
  for (const row of rows)
    for (const [name, value] of Object.entries(row)) {
      const texts = columns.get(name) ?? new Set();
      for (const text of textsOf(value)) texts.add(text);
      columns.set(name, texts);
    }
  return Object.fromEntries([...columns].map(([name, texts]) => [name, longest([...texts], whole)]));
}

/** What a value puts into a prompt: itself, each item of a list, the messages of a conversation one after the other. */
const textsOf = (value: Value): readonly string[] =>
  Array.isArray(value)
    ? isConversation(value as readonly Value[])
      ? [(value as readonly Turn[]).map(({ role, content }) => `${role}\n${content}\n`).join("\n")]
      : (value as readonly Value[]).flatMap(textsOf)
    : typeof value === "string" || typeof value === "number" || typeof value === "boolean"
      ? [String(value)]
      : [];

interface Turn {
  readonly role: string;
  readonly content: string;
}
const isConversation = (items: readonly Value[]): boolean =>
  items.length > 0 &&
  items.every(
    (item) =>
      typeof item === "object" &&
      item !== null &&
      "role" in item &&
      "content" in item &&
      typeof item.role === "string" &&
      typeof item.content === "string",
  );

function longest(texts: readonly string[], whole: boolean): Longest {
  const sorted = texts.toSorted((a, b) => b.length - a.length);
  const size = sorted.reduce((sum, text) => sum + text.length, 0);
  if (size <= WHOLE) return { texts: sorted, all: whole };
  const few = sorted.slice(0, FEW).map((text) => text.slice(0, CUT));
  return { texts: few, all: false, ...(few[0] !== sorted[0] && { cut: true }) };
}
