// The longest texts of each column: what a token budget is held against before anything runs.
import type { Longest } from "../../dsl/types/known.ts";
import { rendered } from "../context/render.ts";
import { kindOf, type Passage, type Row, type Tree, type Value } from "../value.ts";

/** A column with less text than this is kept whole; of others the longest few. */
const WHOLE = 150_000;
const FEW = 5;
/** Characters of one text; of longer ones the beginning is counted, which is enough to tell that they are too long. */
const CUT = 100_000;

/**
 * By column; a column that holds what cannot be written into a prompt has none. Trees and passages are written as `pack` counts
 * them. `whole`: these are all rows.
 */
export function longestOf(rows: readonly Row[], whole: boolean): { readonly [column: string]: Longest } {
  const columns = new Map<string, Set<string> | null>();
  for (const row of rows)
    for (const [name, value] of Object.entries(row)) {
      const known = columns.get(name);
      const texts = textsOf(value);
      if (known === null || texts === null) columns.set(name, null);
      else {
        const all = known ?? new Set<string>();
        for (const text of texts) all.add(text);
        columns.set(name, all);
      }
    }
  const found = [...columns].flatMap(([name, texts]) =>
    texts ? [[name, longest([...texts], whole)] as const] : [],
  );
  return Object.fromEntries(found);
}

/** What a value puts into a prompt: itself, each item of a list, the messages of a conversation; null for any other. */
function textsOf(value: Value): readonly string[] | null {
  if (value === null) return [];
  if (typeof value !== "object") return [String(value)];
  if (!Array.isArray(value)) return kindOf(value) === "tree" ? [rendered(value as Tree, "markdown")] : null;
  const items = value as readonly Value[];
  if (items.length > 0 && items.every((item) => kindOf(item) === "passage"))
    return [rendered(items as readonly Passage[], "plain")];
  if (isConversation(items))
    return [(value as readonly Turn[]).map(({ role, content }) => `${role}\n${content}\n`).join("\n")];
  const texts = items.map(textsOf);
  return texts.includes(null) ? null : texts.flatMap((one) => one ?? []);
}

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
