// What the tests of outputs share: forms of a bundle, HTML without its sheet, and the rules that every output keeps.
import { show, type MimeBundle } from "../../../runtime/show.ts";
import type { Json, Value } from "../../../runtime/value.ts";

export const plain = (value: Value, name = "it"): string => textOf(show(value, { name }));
export const html = (value: Value, name = "it"): string => htmlOf(show(value, { name }));

export const textOf = ({ data }: MimeBundle): string => data["text/plain"] as string;
/** The HTML without what every output has: the page around it and its sheet. */
export const htmlOf = ({ data }: MimeBundle): string =>
  String(data["text/html"])
    .replace(/<style>[^<]*<\/style>/, "")
    .replace(/^<div class="strux-out">(.*)<\/div>$/s, "$1");

/** HTML as it can be read: one line for each row and block. */
export const lines = (page: string): string =>
  page.replaceAll(/(?<=.)(?=<(?:tr|table|tbody|details|div|ul|li|pre|path|rect|text|circle)\b)/g, "\n");

export const evil = `<img src=x onerror="alert(1)">&'`;
export const safe = "&lt;img src=x onerror=&quot;alert(1)&quot;&gt;&amp;&#39;";

/** What people put into cells and names to break a page, a terminal or a file. */
export const hostile: readonly string[] = [
  "<script>alert(1)</script>",
  `"><img src=x onerror="alert(1)">`,
  "' onmouseover='alert(1)",
  "</style></title></table></details>",
  "javascript:alert(1)",
  "toString",
  "\u202eevil\u2066",
  "zero\u200bwidth\ufeff",
  "half \ud800 a character \udfff",
  "\u001b[2J\u009b",
  "שלום",
  "&lt;b&gt;",
];

/** Bytes of the output as a notebook stores it. */
export const bytes = ({ data }: MimeBundle): number =>
  Object.values(data).reduce<number>((sum, form) => sum + Buffer.byteLength(JSON.stringify(form)), 0);

/** Elements and attributes that outputs are made of: nothing that runs, loads or is named. */
const ELEMENTS: ReadonlySet<string> = new Set(
  (
    "div span b small br p pre code mark ul li details summary table caption thead tbody tr th td style " +
    "svg g path rect circle text"
  ).split(" "),
);
const ATTRIBUTES: ReadonlySet<string> = new Set(
  (
    "class style title role scope align colspan open tabindex aria-label aria-hidden width height viewbox x y rx cx cy r d fill " +
    "fill-opacity stroke stroke-opacity stroke-width stroke-dasharray font-size font-weight"
  ).split(" "),
);
const SINGLE: ReadonlySet<string> = new Set(["br"]);

const TAG = /^<(\/?)([a-zA-Z]+)((?:\s+[^\s=>]+(?:="[^"]*")?)*)\s*(\/?)>$/;

/** What is wrong with HTML: an element or attribute that is not allowed, one that is not closed where it should be. */
export function unsound(page: string): string[] {
  const open: string[] = [];
  const wrong: string[] = [];
  const outside = page.replaceAll(/<[^>]*>/g, (tag) => {
    const [, close, name = "", rest = "", single] = TAG.exec(tag) ?? [];
    const names = [...rest.matchAll(/\s([^\s=]+)(?:="[^"]*")?/g)].map(([, attribute = ""]) =>
      attribute.toLowerCase(),
    );
    if (!ELEMENTS.has(name) || names.some((attribute) => !ATTRIBUTES.has(attribute))) wrong.push(tag);
    if (close === "/") {
      if (open.pop() !== name) wrong.push(`${tag} is not open`);
    } else if (single !== "/" && !SINGLE.has(name)) open.push(name);
    return "";
  });
  return [
    ...wrong,
    ...open.map((name) => `${name} is not closed`),
    ...(/[<>]/.test(outside) ? [outside] : []),
  ];
}

/** What an output breaks of the rules of all: text first, sound HTML that loads nothing, no control characters, bounded, the same each time. */
export function faults(make: () => MimeBundle): string[] {
  const made = make();
  const page = String(made.data["text/html"] ?? "");
  const forms = Object.entries(made.data).map(
    ([mime, form]) =>
      [mime, typeof form === "string" ? form : JSON.stringify(form), typeof form === "string"] as const,
  );
  const rules: readonly (readonly [boolean, string])[] = [
    [JSON.stringify(make()) !== JSON.stringify(made), "it is another one the second time"],
    [Object.keys(made.data)[0] !== "text/plain", "there is no text"],
    [bytes(made) > 256 * 1024, `${bytes(made)} bytes`],
    [/\bid="|https?:|url\(|@import/.test(page), "it is named, or loads something"],
    ...forms.flatMap(([mime, form, written]) => [
      [/\p{Surrogate}/u.test(form), `half a character in ${mime}`] as const,
      [
        written && /(?![\t\n])\p{Cc}|[\u202a-\u202e\u2066-\u2069]/u.test(form),
        `a control character in ${mime}`,
      ] as const,
    ]),
  ];
  return [
    ...rules.flatMap(([broken, rule]) => (broken ? [rule] : [])),
    ...unsound(page.replace(/<style>[^<]*<\/style>/, "")),
  ];
}

/** A form that is JSON. */
export const jsonOf = <T extends Json>({ data }: MimeBundle, mime: string): T => data[mime] as T;
