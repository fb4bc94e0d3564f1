// Where and why a text is not JSON: JSON.parse says it differently in every engine, and some leave out the place.

export interface Fault {
  /** 0-based offset. */
  readonly at: number;
  readonly what: string;
}

const SPACE = /[ \t\n\r]*/y;
const STRING = /"(?:[^"\\\p{Cc}]|[\u007f-\u009f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/uy;
const ATOM = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

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
      if (take(STRING) === null) return expected("a key in double quotes");
      take(SPACE);
      if (text[at] !== ":") return expected("':'");
      [at, want] = [at + 1, "value"];
    } else if (text[at] === "{" || text[at] === "[") {
      open.push({ close: text[at] === "{" ? "}" : "]", at });
      [at, want] = [at + 1, text[at] === "{" ? "firstKey" : "firstValue"];
    } else {
      if (take(STRING) === null && take(ATOM) === null) return expected("a value");
      want = "next";
    }
  }
}
