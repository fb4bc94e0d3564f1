// What a word is: hovers and the help inside of a call, in sound programs and in broken ones.
import { expect, test } from "vitest";
import { hover, markdown, plain } from "../../../dsl/service/hover.ts";
import { signatureHelp } from "../../../dsl/service/signature.ts";
import { keywordList } from "../../../dsl/syntax/tokens.ts";
import { kinds, marked } from "./small.ts";

const at = (code: string) => {
  const { analysis, cell, offset } = marked(code);
  return hover(analysis, cell, offset);
};
const title = (code: string): string | undefined => at(code)?.title.replaceAll(/Table<.*>/g, "Table");

test.each([
  // declarations, where they are made and where they are used
  ["show q‸a", "data qa: Table"],
  ["let lim‸it = 12", "let limit: Int"],
  ["show pla‸in", "prompt plain(question: Text, context?: Text) -> Text"],
  ["run x over qa { ask plain(.question) with sm‸all }", "model small: Model"],
  // places inside of statements
  ["run x over qa vary a‸x in [1, 2] { step y = ax }", "ax: Int"],
  ["run x over qa vary ax in [1, 2] { step y = a‸x }", "ax: Int"],
  ["run x over qa { step y‸y = .question }", "yy: Text"],
  ["data t = qa |> where(len(.quest‸ion) > 2)", ".question: Text"],
  ["score s of answers by [a‸rm] { metric m = 1 }", "arm: Text"],
  ['prompt p(top‸ic: Text) { user """{{ topic }}""" }', "topic: Text"],
  ['prompt p(topic: Text) { user """{{ top‸ic }}""" }', "topic: Text"],
  ['let g = quality |> delta(f1, arm: ["short", "long"]).l‸o', ".lo: Num"],
  // calls, arguments, properties, types, devices, words, numbers
  ["let a = note |> l‸en", "len(of: Text | Json[] | Table) -> Int"],
  ['let a = note |> truncate(3, ke‸ep: "head")', 'keep: "head" | "middle" | "tail" = "head"'],
  ["let a = plain(ques‸tion: note)", "question: Text"],
  ['model m = onnx("a") { win‸dow: 4Ki }', "window: Int"],
  ["param n: I‸nt = 3", "Int"],
  ['model m = onnx("a") on cu‸da', "cuda"],
  ["ru‸n x over qa { step a = 1 }", "run name over table vary axis in [...] { ask ... with ... }"],
  ["let a = 8‸Ki", "8Ki = 8192"],
])("%s", (code, expected) => expect(title(code)).toBe(expected));

test.each([
  ["show de‸c", "model dec: Model<gen>", ["it writes: ask ... with", "window: 512 tokens"]],
  [
    "show en‸c",
    "model enc: Model<embed>",
    ["it gives vectors: embed, embedding, nearest", "window: 64 tokens"],
  ],
  ["show fa‸r", "model far: Model<gen>", ["it writes: ask ... with"]],
])("a model says its kind, what takes it and how much it takes: %s", (code, expected, notes) => {
  const { analysis, cell, offset } = marked(code, kinds);
  expect(hover(analysis, cell, offset)).toMatchObject({ title: expected, notes });
});

test("an operator says what it gives", () => {
  const gives = (name: string) =>
    title(`let a = ${name.slice(0, 2)}‸${name.slice(2)}(note)`)?.split(" -> ")[1];
  expect(["embed", "map", "bm25", "structurize", "holdout"].map(gives)).toEqual([
    "Num[], of a list Num[][]",
    "a list",
    "Table | Ranker",
    "Tree",
    "{train: Table, test: Table}",
  ]);
});

test.each(["let a = ‸1", 'let a = "te‸xt"', "// wo‸rds", "let a = unkn‸own", "‸", "let = (‸"])(
  "nothing to say: %s",
  (code) => expect(at(code)).toBeNull(),
);

test("documentation, columns and sizes come with it", () => {
  const { analysis, cell, offset } = marked("show q‸a");
  const found = hover(analysis, cell, offset, new Map([["qa", { rows: 200, tokens: 14_000 }]]));
  expect(found).toMatchObject({
    span: { cell: 1, start: 5, end: 7 },
    doc: "Questions over several documents",
    notes: [expect.stringMatching(/^columns: id Text, question Text/), "200 rows", "14000 tokens"],
  });
  expect(markdown(found!)).toMatch(
    /^```strux\ndata qa: .*\n```\n\nQuestions over several documents\n\ncolumns: /s,
  );
  expect(plain(found!)).not.toContain("```");
});

test("a column made by the program is known beside broken statements", () => {
  const { analysis, cell, offset } = marked(
    "let = (\nscore s of answers { metric m = exact(.fi‸rst, .answers) }\nrun (",
  );
  expect(hover(analysis, cell, offset)?.title).toBe(".first: Text");
});

test("every reserved word is explained", () => {
  for (const word of keywordList) expect(at(`let x = 1\n${word}‸`)?.title ?? word).toContain(word);
});

const help = (code: string): string => {
  const { analysis, cell, offset } = marked(code);
  const found = signatureHelp(analysis, cell, offset);
  if (!found) return "none";
  return `${found.label.split("(")[0]} ${found.active === null ? "-" : found.params[found.active]?.label.split(/[:?]/)[0]}`;
};

test.each([
  ["let a = truncate(‸", "truncate text"],
  ["let a = truncate(note, ‸)", "truncate budget"],
  ["let a = note |> truncate(‸)", "truncate budget"],
  ['let a = note |> truncate(3, tokenizer: ‸"words")', "truncate tokenizer"],
  ['let a = note |> truncate(len(‸), keep: "head")', "len of"],
  ["let a = plain(note, ‸", "plain context"],
  ["data t = qa |> select(.id, .‸)", "select ...columns"],
  ["let a = nobody(‸)", "none"],
  ["let a = ‸", "none"],
  ["// f(‸)", "none"],
])("the parameter at the cursor: %s", (code, expected) => expect(help(code)).toBe(expected));
