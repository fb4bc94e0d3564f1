// A bundle is bounded, and says what it leaves out; what is written out can be sent and hides nothing.
import { describe, expect, test } from "vitest";
import { bundle, cut, fit, kilobytes, printable, stored, wellFormed } from "../../../runtime/show/bundle.ts";
import { bytes } from "./help.ts";

describe("text", () => {
  test("control characters, invisible letters, orders to write backwards and halves of a character are written out", () => {
    expect(printable("a\u001bb\u0007c\u009bd\u007f")).toBe(String.raw`a\u001bb\u0007c\u009bd\u007f`);
    expect(printable("zero\u200bwidth\ufeff\u2060")).toBe(String.raw`zero\u200bwidth\ufeff\u2060`);
    expect(printable("a\u202eb\u2066c\u2069")).toBe(String.raw`a\u202eb\u2066c\u2069`);
    expect(printable("a\ud800b😀")).toBe(String.raw`a\ud800b😀`);
  });

  test("tab and newline stay, and so do the joiners and marks that languages are written with", () => {
    expect(printable("a\tb\r\nc\rd")).toBe("a\tb\nc\\u000dd");
    expect(printable("می\u200cخواهم 👩\u200d🚀 א\u200f")).toBe("می\u200cخواهم 👩\u200d🚀 א\u200f");
  });

  test("cut at a length, never between the halves of a character", () => {
    expect(cut("abcdef", 4)).toBe("abc…");
    expect(cut("ab😀ef", 4)).toBe("ab…");
    expect(cut("abc", 3)).toBe("abc");
  });

  test("fitted into bytes, whatever a character takes; the rest is counted", () => {
    expect(fit("short", 100)).toBe("short");
    for (const char of ["x", "日", "😀", '"', "\n"]) {
      const text = char.repeat(10_000);
      const fitted = fit(text, 5000);
      expect(stored(fitted)).toBeLessThanOrEqual(5000);
      const [kept = "", more = ""] = fitted.split("…\n");
      const left = Number(/^\(([\d,]+) more characters\)$/.exec(more)?.[1]?.replaceAll(",", ""));
      expect(kept.length + left).toBe(text.length);
    }
  });
});

describe("JSON", () => {
  test("half a character is replaced in values and keys, since it has no bytes", () => {
    expect(wellFormed({ "a\ud800": ["b\udfff", "😀", 1, null] })).toEqual({
      "a\ufffd": ["b\ufffd", "😀", 1, null],
    });
  });

  test("a key that names the prototype stays a key", () => {
    const json = wellFormed(JSON.parse('{"__proto__": "x"}') as never);
    expect(JSON.stringify(json)).toBe('{"__proto__":"x"}');
  });
});

describe("size", () => {
  test("a form that does not fit is left out, and the text says so", () => {
    const made = bundle("a table", {
      "text/html": "x".repeat(200_000),
      "application/json": "y".repeat(100_000),
    });
    expect(Object.keys(made.data)).toEqual(["text/plain", "text/html"]);
    expect(made.data["text/plain"]).toBe("a table\n(application/json is left out: it would take 101 KB)");
  });

  test("however much is given, an output stays below 256 KB", () => {
    const much = "日\u001b".repeat(300_000);
    expect(bytes(bundle(much))).toBeLessThan(256 * 1024);
    expect(bytes(bundle(much, { "text/html": much, "image/svg+xml": much }))).toBeLessThan(256 * 1024);
  });

  test("sizes are told in KB, rounded up", () => {
    expect([kilobytes(1), kilobytes(1001), kilobytes(1_234_000)]).toEqual(["1 KB", "2 KB", "1,234 KB"]);
  });
});
