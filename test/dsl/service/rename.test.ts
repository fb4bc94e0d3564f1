// Names: where each is declared and used, renaming in all places, and when that is refused.
import { describe, expect, test } from "vitest";
import { analyse, compile } from "../../../dsl/compile.ts";
import { occurrenceAt, occurrences, occurrencesOf } from "../../../dsl/service/names.ts";
import { edited, rename } from "../../../dsl/service/rename.ts";
import type { Source } from "../../../dsl/source.ts";
import { library } from "../../../runtime/library.ts";
import { factsOf } from "../modules.ts";
import { sourceOf } from "../small.ts";
import { base, facts, marked, type Marked } from "./small.ts";

const renamed = ({ analysis, cell, offset }: Marked, to: string): Source | string => {
  const made = rename(analysis, cell, offset, to);
  return "refused" in made ? made.refused : edited(analysis.source, made.edits);
};
/** The marked cell after renaming, or the reason against it. */
const becomes = (code: string, to: string): string => {
  const made = renamed(marked(code), to);
  return typeof made === "string" ? made : (made.cells[1]?.text ?? "");
};

describe("everywhere it is written", () => {
  test.each([
    ["let a‸ = 1\nlet b = a + a", "x", "let x = 1\nlet b = x + x"],
    ["param n‸: Int = 1\nshow n", "count_of", "param count_of: Int = 1\nshow count_of"],
    // axes: as names, as columns, in 'by', as arguments, as channels
    [
      "run r over qa vary k‸ in [1, 2] { step a = k  step b = .k + 1 }\nscore s of r by [k] { metric m = .b }\nlet d = s |> delta(m, k: [1, 2])\nchart s |> line(x: k, y: m)",
      "size",
      "run r over qa vary size in [1, 2] { step a = size  step b = .size + 1 }\nscore s of r by [size] { metric m = .b }\nlet d = s |> delta(m, size: [1, 2])\nchart s |> line(x: size, y: m)",
    ],
    // columns that steps make, through verbs
    [
      "run r over qa { step hit‸ = len(.question) }\ndata t = r |> where(.hit > 0) |> sort(.hit)\nscore s of t { metric m = .hit }",
      "found",
      "run r over qa { step found = len(.question) }\ndata t = r |> where(.found > 0) |> sort(.found)\nscore s of t { metric m = .found }",
    ],
    // metrics with the columns they make
    [
      'score s of answers by [arm] { metric m‸ = 1 }\ndata t = s |> where(.m_lo > 0) |> derive(w: .m_hi - .m)\nlet d = s |> delta(m, arm: ["short", "long"])',
      "hit",
      'score s of answers by [arm] { metric hit = 1 }\ndata t = s |> where(.hit_lo > 0) |> derive(w: .hit_hi - .hit)\nlet d = s |> delta(hit, arm: ["short", "long"])',
    ],
    // columns that derive and rename make
    [
      "data t = qa |> derive(n‸: len(.question))\ndata u = t |> where(.n > 1) |> rename(m: .n)",
      "size",
      "data t = qa |> derive(size: len(.question))\ndata u = t |> where(.size > 1) |> rename(m: .size)",
    ],
    // parameters, by name and inside of templates
    [
      'prompt p(topic‸: Text) { user """{{ topic }}""" }\nlet a = p(topic: note)',
      "subject",
      'prompt p(subject: Text) { user """{{ subject }}""" }\nlet a = p(subject: note)',
    ],
    [
      'prompt p(xs: Text[]) { user """{{#each x‸, i in xs}}{{ i }} {{ x }}{{#end}}""" }',
      "item",
      'prompt p(xs: Text[]) { user """{{#each item, i in xs}}{{ i }} {{ item }}{{#end}}""" }',
    ],
    // backticks where they are needed, and only there
    ["let a‸ = 1\nlet b = a", "two words", "let `two words` = 1\nlet b = `two words`"],
    ["let a‸ = 1\nlet b = a", "model", "let `model` = 1\nlet b = `model`"],
    ["run r over qa { step a‸ = 1  step b = .a }", "run", "run r over qa { step `run` = 1  step b = .run }"],
    ["let `two words`‸ = 1\nlet b = `two words`", "a", "let a = 1\nlet b = a"],
  ])("%s", (code, to, expected) => expect(becomes(code, to)).toBe(expected));
});

test("across cells", () => {
  const made = renamed(marked('show answers |> where(.fir‸st == "x")'), "draft");
  expect(typeof made === "string" ? made : made.cells.map(({ text }) => text)).toEqual([
    base.replaceAll("first", "draft"),
    'show answers |> where(.draft == "x")',
  ]);
});

test.each([
  ["let a‸ = 1\nlet b = a", "b", "'b' is already defined in cell 2, line 2"],
  ["let a‸ = 1", "qa", "'qa' is already defined in cell 1, line 3"],
  ["let a‸ = 1", "truncate", "'truncate' is an operator; the declaration would hide it"],
  ["let a‸ = 1", "", "'' is no name"],
  ["let a‸ = 1", "__proto__", "'__proto__' cannot be a name"],
  ["run r over qa vary k‸ in [1, 2] { step a = k }", "question", /already has/],
  ["run r over qa vary k‸ in [1, 2] vary l in [3, 4] { step a = k + l }", "l", /makes two columns 'l'/],
  ['prompt p(a‸: Text, b: Text) { user """{{ a }} {{ b }}""" }', "b", /.+/],
  ['let n = 1\nprompt p(a‸: Text) { user """{{ a }} {{ n }}""" }', "n", /would be taken for something else/],
  ["let a = tru‸ncate(note, 3)", "x", "nothing of the program's own is named here"],
  ["data t = qa |> where(.hard‸)", "x", "nothing of the program's own is named here"],
])("refused: %s as %s", (code, to, expected) => expect(becomes(code, to)).toMatch(expected));

test("renaming what is local moves no hash", () => {
  const local = new Set(["parameter", "local"]);
  const { analysis } = marked(
    'let shown = note\nprompt p(xs: Text[], top: Text = note) { user """{{#each x, i in xs}}{{ x }}{{ i }}{{#end}} {{ top }}""" }',
  );
  const before = compile(analysis.source, library, facts);
  const names = new Set(
    occurrences(analysis).flatMap(({ of }) =>
      local.has(of.kind) || of.statement?.kind === "LetDecl" ? [of] : [],
    ),
  );
  expect(names.size).toBeGreaterThan(5);
  for (const of of names) {
    const made = rename(analysis, of.span.cell, of.span.start, `other_${of.name.replaceAll(" ", "_")}`);
    if ("refused" in made) throw new Error(made.refused);
    const after = compile(edited(analysis.source, made.edits), library, facts);
    expect(after.diagnostics.map(({ code }) => code)).toEqual(before.diagnostics.map(({ code }) => code));
    expect(after.plan.steps.map(({ hash }) => hash)).toEqual(before.plan.steps.map(({ hash }) => hash));
  }
});

test("what is renamed and renamed back is the program it was", () => {
  const { source } = marked("show qa").analysis;
  const analysis = analyse(source, library, facts);
  for (const { of } of occurrences(analysis)) {
    const made = rename(analysis, of.span.cell, of.span.start, "zz");
    if ("refused" in made) throw new Error(`${of.name}: ${made.refused}`);
    const there = analyse(edited(source, made.edits), library, facts);
    const back = occurrences(there).find(({ of: { name } }) => name === "zz");
    const undone = back && rename(there, back.span.cell, back.span.start, of.name);
    expect(undone && "edits" in undone && edited(there.source, undone.edits)).toEqual(source);
  }
});

test("names of a cell's own are kept apart", () => {
  const analysis = analyse(sourceOf("let _a = 1\nlet b = _a", "let _a = 2\nlet c = _a + _a"), library, facts);
  const made = rename(analysis, 1, 4, "_other");
  expect("edits" in made && edited(analysis.source, made.edits).cells.map(({ text }) => text)).toEqual([
    "let _a = 1\nlet b = _a",
    "let _other = 2\nlet c = _other + _other",
  ]);
});

test("in a program that uses another file: its own names; what comes from there keeps its name", () => {
  const modules = factsOf({ "notes.strux": "let notes = [1, 2]\nlet more = notes" });
  const code = 'use { notes } from "notes.strux"\nlet n = len(notes)\nshow n';
  const analysis = analyse(sourceOf(code), library, modules);
  const at = (name: string, to: string) => rename(analysis, 0, code.indexOf(name), to);
  const made = at("n = len", "size");
  expect("edits" in made && edited(analysis.source, made.edits).cells[0]?.text).toBe(
    'use { notes } from "notes.strux"\nlet size = len(notes)\nshow size',
  );
  expect(at("notes", "rows")).toEqual({ refused: "'notes.strux' has no 'rows'" });
  expect(at("n = len", "notes")).toMatchObject({ refused: expect.stringContaining("already defined") });
});

test("definition and references", () => {
  const { analysis, cell, offset } = marked("score s of answers by [le‸n] { metric m = .len }");
  const found = occurrenceAt(analysis, cell, offset);
  expect(found?.of).toMatchObject({ name: "len", kind: "axis", noun: "an axis", span: { cell: 0 } });
  expect(occurrencesOf(found!.of, analysis).map(({ span }) => span.cell)).toEqual([0, 0, 0, 1, 1]);
});
