// Escapes in "…" strings: those of JSON, and the few more that Python writes into parameter cells.

const plain: { readonly [letter: string]: string } = {
  '"': '"',
  "'": "'",
  "\\": "\\",
  "/": "/",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
};
const escapes = /\\(?:u([0-9a-fA-F]{4})|u\{([0-9a-fA-F]{1,5})\}|x([0-9a-fA-F]{2})|([^]))/g;

/** The value of a string token, quotes included; an unknown escape keeps its letter. */
export const unescape = (image: string): string =>
  image
    .slice(1, image.length > 1 && image.endsWith(image[0] ?? "") ? -1 : undefined)
    .replace(escapes, (_, four?: string, braced?: string, two?: string, letter?: string) => {
      const hex = four ?? braced ?? two;
      return hex === undefined
        ? (plain[letter ?? ""] ?? letter ?? "")
        : String.fromCodePoint(parseInt(hex, 16));
    });

/** Offset and text of the first escape that means nothing. */
export function badEscape(image: string): { readonly at: number; readonly text: string } | undefined {
  for (const found of image.matchAll(escapes)) {
    const letter = found[4];
    if (letter !== undefined && !Object.hasOwn(plain, letter)) return { at: found.index, text: found[0] };
  }
  return undefined;
}
