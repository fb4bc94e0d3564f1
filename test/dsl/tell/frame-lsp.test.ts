// Diagnostics as editors take them: places in UTF-16, other places, fixes that can be applied.
import { expect, test } from "vitest";
import { lspDiagnostic, lspPosition } from "../../../dsl/tell/frame-lsp.ts";
import { compiled, sourceOf } from "../small.ts";

const places = {
  uri: (cell: number): string => `file:///cell${cell + 1}`,
  help: (code: string): string => `file:///errors.md#${code}`,
};
const sent = (...cells: readonly string[]) =>
  compiled(...cells).diagnostics.map((one) => lspDiagnostic(one, sourceOf(...cells), places));
const range = (line: number, from: number, to: number) => ({
  start: { line, character: from },
  end: { line, character: to },
});

test("place, severity, code, its page, message, and the fix as an edit", () => {
  expect(sent("let qa = 1\nlet b = aq")).toEqual([
    {
      range: range(1, 8, 10),
      severity: 1,
      code: "E101",
      codeDescription: { href: "file:///errors.md#E101" },
      source: "strux",
      message: "unknown name 'aq'; did you mean 'qa'?\nin scope: qa",
      data: {
        fixes: [{ title: "replace with 'qa'", uri: "file:///cell1", range: range(1, 8, 10), newText: "qa" }],
      },
    },
  ]);
});

test("another place is related information, in its own document", () => {
  const [told] = sent("let a = 1", "let a = 2");
  expect(told?.relatedInformation).toEqual([
    { location: { uri: "file:///cell1", range: range(0, 4, 5) }, message: "'a' is defined here as well" },
  ]);
});

test("warnings are 2, and without a page there is no link", () => {
  const cells = ['data qa = csv("gone.csv")'];
  const [one] = compiled(...cells).diagnostics;
  const told = lspDiagnostic(one!, sourceOf(...cells), { ...places, help: () => null });
  expect([told.code, told.severity, "codeDescription" in told]).toEqual(["W110", 2, false]);
});

test.each([
  ["a\nb", 2, { line: 1, character: 0 }],
  ["a\r\nb", 3, { line: 1, character: 0 }],
  ["a\rb", 2, { line: 1, character: 0 }],
  ["😀b", 2, { line: 0, character: 2 }],
  ["ab", 9, { line: 0, character: 2 }],
])("%j offset %i", (text, offset, expected) => expect(lspPosition(text, offset)).toEqual(expected));
