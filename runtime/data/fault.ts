// Where and why a text is not JSON: JSON.parse says it differently in every engine, and some leave out the place.

export interface Fault {
  /** 0-based offset. */
  readonly at: number;
  readonly what: string;
}

const SPACE = /[ \t\n\r]*/y;
/** A part of a text in quotes: a pattern for all of it runs out of stack where that is a book. */
const LETTERS = /(?:[^"\\\p{Cc}]|[\u007f-\u009f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})){1,1000}/uy;
const ATOM = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

/** Where the text in quotes that starts at `from` ends, behind its closing quote; the end of all where it has none. */
export function textEnd(json: string, from: number): number {
  for (let at = json.indexOf('"', from + 1); at >= 0; at = json.indexOf('"', at + 1)) {
    let slash = at;
    while (json[slash - 1] === "\\") slash--;
    if ((at - slash) % 2 === 0) return at + 1;
  }
  return json.length;
}

/** The first fault of a JSON text, or null when there is none. */
export function fault(text: string): Fault | null {
  const open: { readonly close: "}" | "]"; readonly at: number }[] = [];
  let at = 0;
  const take = (pattern: RegExp): string | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0] ?? null;
    at += found?.length ?? 0;
    return found;
  };
  const string = (): boolean => {
    if (text[at] !== '"') return false;
    let end = at + 1;
    for (LETTERS.lastIndex = end; LETTERS.test(text); end = LETTERS.lastIndex);
    if (text[end] !== '"') return false;
    at = end + 1;
    return true;
  };
  const expected = (what: string): Fault => {
    const last = open.at(-1);
    if (at >= text.length && last)
      return { at: last.at, what: `'${last.close === "}" ? "{" : "["}' is never closed` };
    const found = at >= text.length ? "the end" : `'${String.fromCodePoint(text.codePointAt(at) ?? 0)}'`;
    return {
      at,
      what:
        text[at] === '"'
          ? "a text that is not closed or holds a raw control character"
          : `${what} expected, found ${found}`,
    };
  };
  let want: "value" | "firstValue" | "key" | "firstKey" | "next" = "value";
  for (;;) {
    take(SPACE);
    const last = open.at(-1);
    if (want === "next") {
      if (!last) return at < text.length ? expected("the end") : null;
      if (text[at] === ",") [at, want] = [at + 1, last.close === "}" ? "key" : "value"];
      else if (text[at] === last.close) [at] = [at + 1, open.pop()];
      else return expected(`',' or '${last.close}'`);
    } else if ((want === "firstKey" || want === "firstValue") && text[at] === last?.close) {
      [at, want] = [at + 1, "next"];
      open.pop();
    } else if (want === "key" || want === "firstKey") {
      if (!string()) return expected("a key in double quotes");
      take(SPACE);
      if (text[at] !== ":") return expected("':'");
      [at, want] = [at + 1, "value"];
    } else if (text[at] === "{" || text[at] === "[") {
      open.push({ close: text[at] === "{" ? "}" : "]", at });
      [at, want] = [at + 1, text[at] === "{" ? "firstKey" : "firstValue"];
    } else {
      if (!string() && take(ATOM) === null) return expected("a value");
      want = "next";
    }
  }
}
