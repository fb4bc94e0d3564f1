// What a notebook is given to display: MIME bundles of bounded size, and the escaping and number formats they share.
import type { Json } from "../value.ts";
import { counted, many } from "../../dsl/tell/count.ts";

export { counted, many };

/** MIME type -> content; text/plain is always there. */
export interface MimeBundle {
  readonly data: { readonly [mime: string]: Json };
  readonly metadata: { readonly [key: string]: Json };
}

/** Bytes of all forms of an output together, as a notebook stores them: one that holds a hundred can still be shared. */
const MOST = 250_000;
/** Of them, those of the text: alone, and where there are other forms. */
const TEXT = 150_000;
const BESIDE = 62_000;

/**
 * Plain text, and the rest of the forms; none that is written out holds a control character. JSON forms escape their own.
 * Whoever shows a value keeps the forms small; one that would take the output over the limit all the same is left out, and
 * the text says so.
 */
export function bundle(plain: string, more: { readonly [mime: string]: Json } = {}): MimeBundle {
  const text = fit(printable(plain), Object.keys(more).length === 0 ? TEXT : BESIDE);
  const forms: (readonly [string, Json])[] = [];
  const left: string[] = [];
  let room = MOST - stored(text);
  for (const [mime, form] of Object.entries(more)) {
    const written = typeof form === "string" ? printable(form) : wellFormed(form);
    const size = stored(written);
    if (size > room) left.push(`(${mime} is left out: it would take ${kilobytes(size)})`);
    else {
      forms.push([mime, written]);
      room -= size;
    }
  }
  return {
    data: Object.fromEntries([["text/plain", [text, ...left].join("\n")], ...forms]),
    metadata: {},
  };
}

const encoder = new TextEncoder();
/** Bytes that a form takes in a notebook. */
export const stored = (form: Json): number => encoder.encode(JSON.stringify(form)).length;
/** `300 KB`. */
export const kilobytes = (size: number): string => `${many(Math.ceil(size / 1000))} KB`;

/** A text that takes at most so many bytes; the characters that were cut off are counted. */
export function fit(text: string, most: number): string {
  // a character takes at most six bytes, as `\u001b`
  const whole = text.slice(0, most);
  const size = stored(whole);
  if (whole.length === text.length && size <= most) return text;
  let end = Math.floor(whole.length * Math.min(1, (most - 60) / size));
  const told = (): string => `${cut(text, end)}\n(${counted(text.length - end + 1, "more character")})`;
  // letters of several bytes need not be spread evenly
  while (stored(told()) > most) end = Math.floor(end * 0.9);
  return told();
}

/**
 * Written out as `\u001b`: control characters other than tab and newline, as raw ones would command the terminal that prints
 * them (C0, DEL and C1 of ECMA-48) and XML allows most of them nowhere; letters that nobody sees but a metric does; orders to
 * write backwards, which make what stands beside them read as something else; halves of a character. The joiners and
 * direction marks that languages are written with stay.
 */
export const printable = (text: string): string =>
  text
    .replaceAll("\r\n", "\n")
    .replaceAll(
      /(?![\t\n])\p{Cc}|[\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069]|\p{Surrogate}/gu,
      (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, "0")}`,
    );

/** JSON as it can be sent: half a character has no bytes. */
export function wellFormed(json: Json): Json {
  if (typeof json === "string") return json.replaceAll(/\p{Surrogate}/gu, "\ufffd");
  if (Array.isArray(json)) return json.map(wellFormed);
  if (typeof json !== "object" || json === null) return json;
  return Object.fromEntries(
    Object.entries(json).map(([key, value]) => [wellFormed(key) as string, wellFormed(value as Json)]),
  );
}

const ENTITIES: { readonly [char: string]: string } = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text as HTML: no character of it is markup. */
export const escaped = (text: string): string => text.replace(/[&<>"']/g, (char) => ENTITIES[char] ?? char);

/** A text of at most so many characters, with a mark where it was cut. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  // not between the halves of a surrogate pair
  const end = /[\ud800-\udbff]/.test(text[most - 2] ?? "") ? most - 2 : most - 1;
  return `${text.slice(0, end)}…`;
}

/** Scores and their ends: three decimals. p-values below a thousandth say so. */
export const decimals = (value: number): string =>
  Number.isFinite(value) ? value.toFixed(3) : String(value);
export const probability = (p: number): string => (p < 0.001 ? "< 0.001" : p.toFixed(3));

/** Other numbers: whole ones in full, others to six significant digits. */
export function number(value: number): string {
  if (Number.isInteger(value) || !Number.isFinite(value)) return String(value);
  // what stands before the point is never rounded away
  const whole = Math.floor(Math.log10(Math.abs(value))) + 1;
  return String(Number(value.toPrecision(Math.min(17, Math.max(6, whole + 2)))));
}
