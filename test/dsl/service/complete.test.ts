// Completion: a program with a mark, and the first items that are offered there.
import { describe, expect, test } from "vitest";
import { complete, type Item } from "../../../dsl/service/complete.ts";
import { kinds, marked } from "./small.ts";

const at = (code: string): readonly Item[] => {
  const { analysis, cell, offset } = marked(code);
  return complete(analysis, cell, offset);
};
/** As many labels as are expected, to be read beside the code. */
const labels = (code: string, count: number): string =>
  at(code)
    .slice(0, count)
    .map(({ label }) => label)
    .join(" ");

describe("what is offered first", () => {
  test.each([
    // statements
    ["‸", "language set use"],
    ["da‸", "data"],
    ["run x o‸", "over"],
    ["run x over qa ‸", "vary |>"],
    ["run x over qa va‸", "vary"],
    ["run x over qa vary len in [1]\n{ ask plain(.question) ‸ }", "with |>"],
    ["show nam‸", "names"],
    ["show refr‸", "refresh"],
    ["nam‸", "names"],
    ["explain refr‸", ""],
    // another language
    ["%‸", "%%ts"],
    ["%%‸", "%%ts"],
    ["// what for\n%%t‸", "%%ts"],
    ["%%sh‸", ""],
    ["%%ts --‸", "--no-check"],
    ["%%ts ‸", "--no-check"],
    ["%%ts --no-check --‸", ""],
    // what begins with the letters leaves no room for what holds them
    ["show note |> tru‸", "truncate"],
    ["show quest‸", ""],
    // names by place
    ["run x over ‸", "qa answers quality"],
    ["run x over q‸", "qa quality"],
    ["score s of ‸", "qa answers quality"],
    ["run x over qa { ask plain(.question) with ‸ }", "small large"],
    ["run x over qa { ask plain(.question) with l‸ }", "large"],
    ["run x over qa { ask plain(.question) with ‸", "small large"],
    ["run x over qa { ask ‸ with small }", "plain"],
    ["model m = ‸", "onnx"],
    ['model m = onnx("a") on ‸', "cpu cuda webgpu"],
    ['model m = onnx("a") on cuda else ‸', "cpu cuda webgpu"],
    // pipes
    ["chart quality |> ‸", "bar line"],
    ["let x = quality |> ‸", "delta"],
    ["let x = qa |> ‸", "where derive select"],
    ["let x = note |> s‸", "split sentences structurize"],
    ["data t = qa |> where(.hard) |> so‸", "sort"],
    // columns
    ["data t = qa |> where(.‸)", "hard id question"],
    ["data t = qa |> where(.‸", "hard id question"],
    ["data t = qa |> where(len(.qu‸estion) > 2)", "question"],
    ["data t = qa |> sort(‸)", ".id .question .context"],
    ["data t = qa |> select(.id, .‸)", "id question context"],
    ["run x over qa { step a = .‸ }", "id question context"],
    ["score s of answers { metric m = exact(.‸, .answers) }", "id question context"],
    ["score s of answers by [‸] { metric m = 1 }", "len arm .id"],
    ["score s of answers by [arm, ‸] { metric m = 1 }", "len .id .question"],
    // members
    ['let g = quality |> delta(f1, arm: ["short", "long"]).‸', "mean lo hi"],
    ["let r = {alpha: 1, beta: 2}\nlet s = r.‸", "alpha beta"],
    ["score s of answers { metric m = .usage.‸ }", "prompt output"],
    // arguments
    ["let g = quality |> delta(‸)", "f1 em arm:"],
    ["let g = quality |> delta(f1, ‸)", "arm: len:"],
    ['let g = quality |> delta(f1, arm: ["‸"])', "short long"],
    ["let g = quality |> delta(f1, arm: [‸])", '"short" "long"'],
    ["let g = quality |> delta(f1, len: ‸)", "64 128"],
    ["chart quality |> line(x: ‸)", "arm len f1"],
    ["chart quality |> line(x: len, y: f1, band: ‸)", "ci"],
    ["let t = note |> truncate(4, ‸)", '"head" "middle" "tail"'],
    ['let t = note |> truncate(4, keep: "‸")', "head middle tail"],
    ["let t = note |> truncate(4, keep: ‸)", '"head" "middle" "tail"'],
    ["let p = plain(‸)", "question: context:"],
    ["let p = plain(question: note, ‸)", "context:"],
    // properties
    ['model m = onnx("a") { ‸ }', "window: max_tokens: temperature:"],
    ['model m = onnx("a") { window: 4Ki ‸ }', "max_tokens: temperature: top_k:"],
    ["run x over qa { ‸ }", "ask step seeds:"],
    ["run x over qa { ask plain(.question) with small ‸ }", "ask step seeds:"],
    ["run x over qa { ask plain(.question) with small { ‸ } }", "max_tokens: temperature: top_k:"],
    ["score s of answers { ‸ }", "metric ci:"],
    ["prompt p(q: Text) { ‸ }", "user system assistant"],
    ["chart quality |> bar(x: len, y: f1) with { ‸ }", "title: subtitle: width:"],
    ["chart quality |> bar(x: len, y: f1) with { ti‸ }", "title:"],
    // types
    ["prompt p(q: ‸) { }", "Text Int Num"],
    ["param n: I‸ = 3", "Int Id"],
    ["fn f(x: Text) -> ‸", "Text Int Num"],
    // templates
    ['prompt p(topic: Text, n: Int) { user """about {{ ‸ }}""" }', "topic n note"],
    ['prompt p(topic: Text) { user """about {{ to‸', "topic tokens"],
    ['prompt p(xs: Text[]) { user """{{#each item in ‸}}{{ item }}{{#end}}""" }', "xs"],
    ['prompt p(xs: Text[]) { user """{{#each item in xs}}{{ ‸ }}{{#end}}""" }', "item note"],
  ])("%s", (code, expected) => {
    const words = expected.split(" ");
    expect(labels(code, words.length)).toBe(expected.trim());
  });
});

test("the words that an argument takes are offered, in quotes where none stand", () => {
  expect(labels('let s = structurize(note, by: "‸")', 9)).toBe("lexical embedding layout model");
  expect(labels("let s = structurize(note, by: ‸)", 99)).toContain('"lexical"');
});

describe("where models of several kinds are declared", () => {
  const all = (code: string): string[] => {
    const { analysis, cell, offset } = marked(code, kinds);
    return complete(analysis, cell, offset).map(({ label }) => label);
  };
  test.each([
    ["let v = embed(note, with: ‸)", "enc"],
    ["run r over qa { ask plain(.question) with ‸ }", "dec far"],
    [
      "run r over qa { ask plain(.question) with dec { choose: ‸ } }",
      '"raw" "per_token" "per_char" "per_byte"',
    ],
    [
      "run r over qa { ask plain(.question) with far { ‸ } }",
      "max_tokens: temperature: top_p: presence_penalty: stop:",
    ],
    [
      'model m = http("http://localhost:8000/v1", name: "m") { ‸ }',
      "max_tokens: temperature: top_p: presence_penalty: stop:",
    ],
    ['model m = onnx("encoder") { ‸ }', "window:"],
  ])("%s", (code, expected) => {
    const found = all(code);
    // words of a closed set come first, names and calls follow
    expect(found.slice(0, code.includes("choose") ? 4 : undefined).join(" ")).toBe(expected);
  });
});

test.each([
  "// a comm‸",
  'let a = """in the text‸"""',
  'let a = "a plain string‸"',
  "let a = 12‸",
  "let ‸ = 1",
  "run ‸ over qa",
  "run x over qa vary ‸ in [1]",
  "%%ts\nco‸",
])("nothing is offered: %s", (code) => expect(at(code)).toEqual([]));

test("an item says its kind, its type and what it is for, and what it replaces", () => {
  expect(at("run x over q‸a")[0]).toEqual({
    label: "qa",
    kind: "table",
    detail: expect.stringMatching(/^Table/),
    doc: "Questions over several documents",
    insert: "qa",
    span: { cell: 1, start: 11, end: 13 },
  });
  expect(at("let a = note |> trun‸")[0]).toMatchObject({
    kind: "operator",
    detail: expect.stringMatching(/^truncate\(text: Text, budget: Tokens/),
    span: { start: 16, end: 20 },
  });
  expect(at('model m = onnx("a") { win‸ }')[0]).toMatchObject({
    insert: "window: ",
    detail: "Int",
    doc: expect.stringContaining("lowers the window"),
  });
});

test("names that are reserved or no words are put in backticks", () => {
  const { analysis } = marked("‸", "data `my table` = table([{`a b`: 1, run: 2}])");
  expect(analysis.diagnostics).toEqual([]);
  const inserted = (code: string): string[] => {
    const { analysis: with_, cell, offset } = marked(code, "data `my table` = table([{`a b`: 1, run: 2}])");
    return complete(with_, cell, offset).map(({ insert }) => insert);
  };
  expect(inserted("run x over ‸")[0]).toBe("`my table`");
  expect(inserted("data t = `my table` |> where(.‸ > 1)").slice(0, 2)).toEqual(["`a b`", "run"]);
});

test("other statements that are broken do not matter", () => {
  const { analysis, cell, offset } = marked(
    "run x over ‸",
    "data qa = table([{id: 1}])\nlet = (\nprompt p( {\n",
  );
  expect(complete(analysis, cell, offset)[0]?.label).toBe("qa");
});
