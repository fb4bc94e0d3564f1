// What an editor is told about a program with cells of TypeScript.
import { expect, test } from "vitest";
import { complete } from "../../../dsl/service/complete.ts";
import { hover } from "../../../dsl/service/hover.ts";
import { rename } from "../../../dsl/service/rename.ts";
import { library } from "../../../runtime/library.ts";
import { counted } from "../counted.ts";

const cells = [
  "let least = 2",
  "%%ts\n/** Half of it. */\nexport const half = (x: number): number => x / least;\nexport const limit = 3;",
  "let a = half(limit)",
].map((text, at) => ({ id: String(at), label: `cell ${at + 1}`, text }));
const program = counted({ cells }, library, {});

test("exports are told with their signature and words, and offered", () => {
  expect(program.diagnostics).toEqual([]);
  expect(hover(program, 2, 9)).toMatchObject({ title: "half(x: Num) -> Num", doc: "Half of it." });
  expect(hover(program, 2, 14)).toMatchObject({ title: "limit: Num" });
  const labels = complete(program, 2, "let a = ha".length).map(({ label }) => label);
  expect(labels).toContain("half");
});

test("TypeScript is not rewritten: neither what it exports nor what it reads gets another name", () => {
  expect(rename(program, 0, 5, "most")).toEqual({
    refused: "cell 2, which is TypeScript, mentions 'least' and would have to be rewritten",
  });
  expect(rename(program, 2, 9, "halve")).toEqual({ refused: "nothing of the program's own is named here" });
  expect(rename(program, 2, 5, "b")).toMatchObject({ edits: [{ text: "b" }] });
});
