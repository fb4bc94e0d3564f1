// Words that other languages have: each is told how it is written here, and where one word is meant, the fix mends the program.
import { expect, test } from "vitest";
import { compile } from "../../../dsl/compile.ts";
import { edited } from "../../../dsl/service/rename.ts";
import { library } from "../../../runtime/library.ts";
import { facts, sourceOf, told } from "../small.ts";

const compiled = (text: string) => compile(sourceOf(text), library, facts);
const said = (text: string): string[] => told(sourceOf(text), compiled(text));
/** The program after its first problem's fix, and what is still said about it. */
function mended(text: string): readonly [text: string, said: readonly string[]] {
  const [problem] = compiled(text).diagnostics;
  const now = edited(sourceOf(text), problem?.fixes ?? []).cells[0]?.text ?? "";
  return [now, said(now)];
}

test.each([
  ["True", "true"],
  ["FALSE", "false"],
  ["None", "null"],
  ["NULL", "null"],
])("the constant %s is %s", (word, meant) => {
  expect(said(`let a = ${word}`)).toEqual([`E101 1:9 unknown name '${word}'; did you mean '${meant}'?`]);
  expect(mended(`let a = ${word}`)).toEqual([`let a = ${meant}`, []]);
});

test("a name that is declared comes first", () => {
  expect(said("let None = 1\nlet a = None")).toEqual([]);
});

test("print is show, as a statement and inside of an expression", () => {
  expect(said("let a = 1\nprint(a)")).toEqual(["E001 2:1 unexpected 'print'; did you mean 'show'?"]);
  expect(mended("let a = 1\nprint(a)")).toEqual(["let a = 1\nshow(a)", []]);
  // several values are not shown by one statement
  expect(said('let a = 1\nprint("a", a)')).toEqual([
    "E013 2:1 an expression can only stand alone in its cell",
  ]);
  const [alone] = compiled("print(5)").diagnostics;
  expect(alone).toMatchObject({ code: "E101", hint: "show rows shows a value" });
});

test.each([
  ["usr", "user"],
  ["assistnt", "assistant"],
  ["sytem", "system"],
  ["User", "user"],
])("a misspelt role, %s, is no property that lacks its colon", (word, meant) => {
  const prompt = (role: string) => `prompt p(x: Text) { ${role} """{{ x }}""" }`;
  expect(said(prompt(word))).toEqual([`E001 1:21 unexpected '${word}'; did you mean '${meant}'?`]);
  expect(mended(prompt(word))).toEqual([prompt(meant), []]);
});

test("a property that lacks its colon is told so", () => {
  expect(said('prompt p() { stop """x""" user """y""" }')).toEqual(["E011 1:19 missing ':' before '\"\"\"'"]);
});

test("an argument is named with a colon; the condition of where compares", () => {
  expect(mended("let a = round(3.14, digits=2)")).toEqual(["let a = round(3.14, digits:2)", []]);
  expect(mended("let a = table([{v: 1}]) |> where(.v = 1)")[0]).toContain("where(.v == 1)");
});

test.each([
  ["t.filter(.v > 1)", "values have no methods; where(.score > 0.5) keeps rows"],
  ["t.head()", "values have no methods; slice(0, 10) keeps the first ten rows"],
  ["t.sort(.v)", "values have no methods: t |> sort(...)"],
  ["t |> derive(l: .s.lower())", "values have no methods: write lower(...) around the value"],
  ["t |> orderBy(.v)", "sort(.score, descending: true) orders rows, largest first"],
  ["t[0 .. 1]", "several rows are chosen by slice: |> slice(from, to)"],
  ["t[.v > 1]", "rows are chosen by where: |> where(...)"],
  ['t["v"]', "a column is chosen by select: |> select(.v)"],
  ['{ pred: 1 }["pred"]', "a member is named with a dot: .pred"],
  ['[1]["a"]', "write a number"],
  ['[1]["0"]', "write the number without quotes"],
])("%s is told with how it is written here", (written, hint) => {
  const { diagnostics } = compiled(`data t = table([{ v: 1, s: "x" }])\nlet a = ${written}`);
  expect(diagnostics.map((one) => one.hint)).toEqual([hint]);
});

test("a list of one is still a list", () => {
  const program = `model m = onnx("x") on cpu { temperature: 1 }
prompt p(x: Text) { user """{{ x }}""" }
run r over table([{ s: "x" }]) { ask p(.s) with m seeds: 3 }`;
  expect(compiled(program).diagnostics).toContainEqual(
    expect.objectContaining({ message: "'seeds' must be Int[], got Int", hint: "write a list: [...]" }),
  );
});
