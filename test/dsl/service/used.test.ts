// An editor over a program of several files: what it offers, says and finds for names that come from others.
import { expect, test } from "vitest";
import { analyse } from "../../../dsl/compile.ts";
import { complete, type Item } from "../../../dsl/service/complete.ts";
import { highlight } from "../../../dsl/service/highlight.ts";
import { hover } from "../../../dsl/service/hover.ts";
import { occurrenceAt, occurrencesOf } from "../../../dsl/service/names.ts";
import { outline } from "../../../dsl/service/outline.ts";
import { signatureHelp } from "../../../dsl/service/signature.ts";
import { library } from "../../../runtime/library.ts";
import { factsOf, lab } from "../modules.ts";
import { sourceOf } from "../small.ts";
import { MARK, type Marked } from "./small.ts";

const modules = factsOf({
  "notes.strux": `/// Words on mills
data notes = table([{ id: "1", text: "The mill", gold: ["mill"] }])
let most = 3
/// The first words
fn lead(text: Text, n: Int = 2) -> Text = text |> truncate(n, tokenizer: "words")
prompt ask_it(text: Text) -> Text { user """{{ text }}""" }
let _own = 1`,
  "lab.ts": lab("lab.ts"),
});
const start = `use "notes.strux" as other
use { notes, lead } from "notes.strux"
use "lab.ts" as lab
`;
function at(code: string): Marked {
  const offset = start.length + code.indexOf(MARK);
  const source = sourceOf(start + code.replace(MARK, ""));
  return { analysis: analyse(source, library, modules), cell: 0, offset };
}
const offered = (code: string): readonly Item[] => {
  const { analysis, cell, offset } = at(code);
  return complete(analysis, cell, offset);
};

test("what the tests write into is sound", () => {
  expect(at("show other.most").analysis.diagnostics.map(({ code }) => code)).toEqual(["W121"]);
});

test.each([
  // what the files declare; names that are local to their cell are not theirs to give
  [`use { ‸ } from "notes.strux"`, "notes most lead ask_it"],
  [`use { notes, ‸ } from "notes.strux"`, "most lead ask_it"],
  [`use { ‸ } from "lab.ts"`, "f1 same"],
  ["show other.‸", "notes most lead ask_it"],
  ["show other.n‸", "notes"],
  ["let a = lab.‸", "f1 same"],
  [`run r over notes { ask other.as‸ }`, "ask_it"],
  // names that came in, and columns of their tables
  ["let a = note‸", "notes"],
  ["data t = notes |> where(.‸)", "id text gold"],
  ["data t = other.notes |> select(.‸)", "id text gold"],
  ["let a = lab.f1(‸)", "a: b: k: lead lower"],
])("offered at %s: %s", (code, expected) => {
  expect(
    offered(code)
      .map(({ label }) => label)
      .slice(0, 5)
      .join(" "),
  ).toBe(expected);
});

test("what is offered comes with its kind, its type and its words", () => {
  const told = offered("show other.‸").map(({ kind, label, detail, doc }) =>
    [kind, label, detail, doc].join(" | "),
  );
  expect(told).toEqual([
    "table | notes | data | Words on mills",
    "value | most | a value | ",
    "function | lead | a function | The first words",
    "prompt | ask_it | a prompt | ",
  ]);
  expect(offered("let a = lab.s‸")).toMatchObject([{ kind: "function", doc: "about same" }]);
});

test.each([
  ["show no‸tes", "data notes: Table<{id: Text, text: Text, gold: Text[]}>", "Words on mills"],
  ["show oth‸er.most", "use other: a module", ""],
  ["show other.mo‸st", ".most: Int", ""],
  ['let a = le‸ad("a b c")', "lead(text: Text, n?: Int) -> Text", "The first words"],
  ['let a = other.le‸ad("a b c")', "lead(text: Text, n?: Int) -> Text", "The first words"],
  ['let a = lab.f‸1("a", ["b"])', "f1(a: Text, b: Text[], k?: Num) -> Num", "about f1"],
  ["data t = notes |> derive(n: len(.te‸xt))", ".text: Text", ""],
])("%s is %s", (code, title, doc) => {
  const { analysis, cell, offset } = at(code);
  expect(hover(analysis, cell, offset)).toMatchObject({ title, doc });
});

test.each([
  ['let a = lead("a", ‸)', "lead(text: Text, n?: Int) -> Text", 1],
  ["let a = other.lead(‸)", "lead(text: Text, n?: Int) -> Text", 0],
  ['let a = lab.f1("a", ‸)', "f1(a: Text, b: Text[], k?: Num) -> Num", 1],
])("inside of %s", (code, label, active) => {
  const { analysis, cell, offset } = at(code);
  expect(signatureHelp(analysis, cell, offset)).toMatchObject({ label, active });
});

test("the definition of a used name lies in its file; its places are those of this program", () => {
  const { analysis, cell, offset } = at("show no‸tes\nlet n = len(notes)");
  const { of } = occurrenceAt(analysis, cell, offset)!;
  const home = analysis.source.cells[of.span.cell];
  expect([home?.file, home?.text.slice(of.span.start, of.span.end)]).toEqual(["notes.strux", "notes"]);
  const text = analysis.source.cells[0]!.text;
  const lines = occurrencesOf(of, analysis).map(({ span }) => text.slice(0, span.start).split("\n").length);
  expect(lines).toEqual([2, 4, 5]);
});

test("the outline and the colours are of this file alone", () => {
  const { analysis } = at("let here = other.most");
  expect(outline(analysis, 0).map(({ kind, name, detail }) => `${kind} ${name}: ${detail}`)).toEqual([
    "LetDecl here: Int",
  ]);
  const text = analysis.source.cells[0]!.text;
  const colours = highlight(analysis, 0).map(
    ({ span, colour }) => `${text.slice(span.start, span.end)}:${colour}`,
  );
  expect(colours.slice(-4)).toEqual(["let:keyword", "here:variable", "other:namespace", "most:property"]);
});
