// Texts, numbers, lists and records: as they are, records and lists as JSON, no more than can be read.
import type { Value } from "../value.ts";
import { fitting, halves } from "./bound.ts";
import { brief, sized, typeOf } from "./brief.ts";
import { bundle, counted, cut, many, type MimeBundle, number } from "./bundle.ts";
import { HTML, sheetHtml } from "./sheet.ts";

/** Characters of a text; values of lists and records, characters of a text in them, levels of them. */
const LONG = 100_000;
const VALUES = 2000;
const TEXT = 5000;
const DEEP = 40;
/** Fields of a record in HTML, and characters of a value. */
const FIELDS = 200;
const WIDE = 2000;

export function showData(value: Value, name: string): MimeBundle {
  if (typeof value === "string") return text(value);
  if (typeof value === "number") return text(number(value));
  if (typeof value !== "object" || value === null || Array.isArray(value)) return text(json(value));
  return bundle(text(json(value)).data["text/plain"] as string, {
    "text/html": recordHtml(value as { readonly [key: string]: Value }, name),
  });
}

/** One row per field: nested values in one line, as the text has them in full. */
function recordHtml(record: { readonly [key: string]: Value }, name: string): string {
  const fields = Object.entries(record);
  return fitting(halves(Math.min(fields.length, FIELDS)), HTML, (most) => {
    const some = fields.slice(0, most);
    return sheetHtml({
      caption: `${cut(name, 200)}: ${counted(fields.length, "field")}`,
      head: ["field", "type", "value"],
      body: some.map(([field, value]) => [cut(field, 60), typeOf([value]), brief(value, WIDE)]),
      numeric: [false, false, false],
      notes: fields.length > most ? [`… ${counted(fields.length - most, "more field")}`] : [],
      look: { none: (row, at) => at === 2 && some[row]?.[1] === null },
    });
  });
}

/** A text as it is. */
export const text = (plain: string): MimeBundle =>
  bundle(plain.length > LONG ? `${cut(plain, LONG)}\n(${plain.length - LONG} more characters)` : plain);

/** JSON with two spaces a level, as far as there is room; what is left out is counted where it stood. */
function json(value: Value): string {
  let room = VALUES;
  const write = (inner: Value, indent: string): string => {
    room--;
    if (typeof inner === "string") return JSON.stringify(cut(inner, TEXT));
    if (typeof inner !== "object" || inner === null) return JSON.stringify(inner) ?? "null";
    const told = sized(inner);
    if (told !== null) return JSON.stringify(told);
    const list = Array.isArray(inner);
    const entries = list
      ? (inner as readonly Value[]).map((item) => ["", item] as const)
      : Object.entries(inner as { readonly [key: string]: Value });
    const [open, close] = list ? ["[", "]"] : ["{", "}"];
    if (entries.length === 0) return open + close;
    const below = `${indent}  `;
    const lines: string[] = [];
    for (const [key, item] of entries) {
      if (room <= 0 || below.length > 2 * DEEP) break;
      lines.push(`${below}${list ? "" : `${JSON.stringify(cut(key, TEXT))}: `}${write(item, below)}`);
    }
    const left = entries.length - lines.length;
    const more =
      left > 0
        ? [`${below}… ${list ? counted(left, "more value") : `${many(left)} more of its fields`}`]
        : [];
    return [open, [lines.join(",\n"), ...more].filter((part) => part !== "").join("\n"), indent + close].join(
      "\n",
    );
  };
  return write(value, "");
}
