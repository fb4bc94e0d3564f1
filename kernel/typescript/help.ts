// What the converter knows of a place in a cell.
import type { Fields } from "../../dsl/types/types.ts";
import { outlineOf } from "../../runtime/module/outline.ts";
import type { ScriptHover, ScriptOffers } from "../../runtime/script.ts";
import type { Types } from "./types.ts";

export function offersAt(text: string, offset: number, values: Fields, types: Types): ScriptOffers {
  const found = types.complete(text, outlineOf(text), values, offset);
  const kinds = new Map(found.original?.entries.map(({ name, kind }) => [name, kind]));
  const typed = text.slice(found.start, offset).toLowerCase();
  // the converter also gives what merely holds the letters
  const items = found.candidates
    .filter((one) => one.toLowerCase().startsWith(typed))
    .map((one) => ({ text: one, kind: kinds.get(one) ?? "" }));
  return { start: found.start, end: found.end, items };
}

export function hoverAt(text: string, offset: number, values: Fields, types: Types): ScriptHover | null {
  const found = types.inspect(text, outlineOf(text), values, offset);
  if (!found) return null;
  const { start, length } = found.textSpan;
  return { start, end: start + length, code: joined(found.displayParts), doc: joined(found.documentation) };
}

const joined = (parts: readonly { readonly text: string }[] = []): string =>
  parts.map(({ text }) => text).join("");
