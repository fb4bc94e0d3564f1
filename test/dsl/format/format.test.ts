// The layout the formatter gives, construct by construct: what is written on the left becomes what is on the right.
import { expect, test } from "vitest";
import { applied, format } from "../../../dsl/format/format.ts";
import { text } from "../../help.ts";

const formatted = (given: string): string => format(given, { lastBreak: false }).text;

const cases: { readonly [what: string]: readonly [given: string, made: string] } = {
  "blanks between words": ["let  a=[1,2 ,-3]+ {a :1}.a", "let a = [1, 2, -3] + { a: 1 }.a"],
  "numbers, strings and names as they are written": [
    'let `odd name` = f( 8Ki,95%,1_000, "\\u0041", d.`x y`[1..3] )',
    'let `odd name` = f(8Ki, 95%, 1_000, "\\u0041", d.`x y`[1 .. 3])',
  ],
  "brackets stay, needed or not": ["let a = ( (1) +2 )", "let a = ((1) + 2)"],
  "a chain that is too long: one stage to a line": [
    text`
      data qa = jsonl("data/questions.jsonl", as: {id: "Id"}) |> where(count(.answers) > 0) |> sample(200)`,
    text`
      data qa = jsonl("data/questions.jsonl", as: { id: "Id" })
        |> where(count(.answers) > 0)
        |> sample(200)`,
  ],
  "arguments that are too long: one to a line, a comma behind the last": [
    text`
      let hits = retrieve(sentences_of_the_book, "where does the miller keep the bees", k: 100, by: bm25(k1: 0.9))`,
    text`
      let hits = retrieve(
        sentences_of_the_book,
        "where does the miller keep the bees",
        k: 100,
        by: bm25(k1: 0.9),
      )`,
  ],
  "what fits is on one line, and has no comma at its end": [
    "let a = [\n  1,\n  2,\n]\nshow f(\n  1,\n)",
    "let a = [1, 2]\nshow f(1)",
  ],
  "rows of a table": [
    text`
      data t = table([{id: "a", body: "One sentence, and another."}, {id: "b", body: "Two sentences."}])`,
    text`
      data t = table([
        { id: "a", body: "One sentence, and another." },
        { id: "b", body: "Two sentences." },
      ])`,
  ],
  "long lists of numbers fill their lines": [
    `let n = [${Array.from({ length: 40 }, (_, i) => i).join(",")}]`,
    text`
      let n = [
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23,
        24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39
      ]`,
  ],
  "operators: the loosest are broken first": [
    text`
      let w = alpha_long_name + beta_long_name * gamma_long_name > 0 and delta_long_name or epsilon in [1, 2]`,
    text`
      let w = alpha_long_name + beta_long_name * gamma_long_name > 0 and delta_long_name
        or epsilon in [1, 2]`,
  ],
  choices: [
    text`
      let band = if score_of_item >= 0.9 then "excellent" else if score_of_item >= 0.5 then "fair" else "poor"`,
    text`
      let band = if score_of_item >= 0.9 then "excellent"
        else if score_of_item >= 0.5 then "fair"
        else "poor"`,
  ],
  "a model: commas between properties": [
    'model m = onnx("x") on cuda( 0 ) else cpu {window:8Ki temperature:0}',
    'model m = onnx("x") on cuda(0) else cpu { window: 8Ki, temperature: 0 }',
  ],
  "a shape": [
    text`
      shape Outline { scope: Text aspects: Aspect[] [1..6] { name: Text descriptions: Text[] [1..8] } more: Note[] [0..] }`,
    text`
      shape Outline {
        scope: Text,
        aspects: Aspect[] [1..6] { name: Text, descriptions: Text[] [1..8] },
        more: Note[] [0..],
      }`,
  ],
  "a prompt of one message": [
    'prompt p(x:Text)->Text{user """{{x}}"""}',
    'prompt p(x: Text) -> Text { user """{{ x }}""" }',
  ],
  "a prompt of several: one to a line, no commas": [
    'prompt p(x: Text, n: Int=2) { system """Be brief.""" user """{{ x }}""" stop: ["\\n"], }',
    text`
      prompt p(x: Text, n: Int = 2) {
        system """Be brief."""
        user """{{ x }}"""
        stop: ["\n"]
      }`,
  ],
  "a run without axes": [
    "run r over qa {ask p(.x) with m{max_tokens:4}}",
    "run r over qa { ask p(.x) with m { max_tokens: 4 } }",
  ],
  "a run with axes: each on its line, arms in columns": [
    text`
      run answers over docs vary budget in [128, 256] vary arm in {prose: answer(.prose |> pack(budget)), outline: answer(.outline |> pack(budget)) } { ask arm with reader }`,
    text`
      run answers over docs
        vary budget in [128, 256]
        vary arm in {
          prose:   answer(.prose |> pack(budget)),
          outline: answer(.outline |> pack(budget)),
        }
      { ask arm with reader }`,
  ],
  "arms of which one is too long": [
    text`
      run answers over docs vary arm in {prose: answer(.prose), outline: answer(context: .outline |> pack(budget) |> render("markdown"), question: .question) } { ask arm with reader step n = 1 }`,
    text`
      run answers over docs
        vary arm in {
          prose: answer(.prose),
          outline: answer(
            context: .outline |> pack(budget) |> render("markdown"),
            question: .question,
          ),
        }
      {
        ask arm with reader
        step n = 1
      }`,
  ],
  "a score": [
    "score q of r by [ arm,.set ] { metric em = exact(.output, .answers) ci: bootstrap(2000) }",
    text`
      score q of r by [arm, .set] {
        metric em = exact(.output, .answers)
        ci: bootstrap(2000)
      }`,
  ],
  "a chart whose properties are too long": [
    text`
      chart fig1 = quality |> bar(x: budget, y: em, color: arm) with { title: "Exact match", subtitle: "test split" }`,
    text`
      chart fig1 = quality |> bar(x: budget, y: em, color: arm) with {
        title: "Exact match",
        subtitle: "test split",
      }`,
  ],
  "a check whose label is too long": [
    text`
      check quality |> delta(em, arm: ["outline", "prose"], budget: 128).lo > 0 as "the outline answers more"`,
    text`
      check quality |> delta(em, arm: ["outline", "prose"], budget: 128).lo > 0
        as "the outline answers more"`,
  ],
  "the indent of a template moves, its text does not": [
    text`
      prompt p(x: Text) {
      user """
            {{x}}
              deeper

            {{ #if x }}yes{{ #else }}no{{ #end }}
            """
      }`,
    text`
      prompt p(x: Text) {
        user """
          {{ x }}
            deeper

          {{#if x}}yes{{#else}}no{{#end}}
        """
      }`,
  ],
  "empty lines: one is kept between statements and items": [
    "\n\nlet a = 1\n\n\n\nlet b = 2\nlet c = {\n  // why\n\n  x: 1,\n\n\n  y: 2\n\n}\n\n",
    "let a = 1\n\nlet b = 2\nlet c = {\n  // why\n\n  x: 1,\n\n  y: 2,\n}",
  ],
  "comments stay at their node": [
    text`
      // of the cell

      /// Doc of a.
      let a = [1, // one
        // above two
        2 // two
        , 3
        // last
      ]   // behind a
      // after a

      // above b
        let b = f(x) // from x
          |> g() // then g
      model m = onnx("x") { // options
        window: 8Ki // small
      }
      // the end`,
    text`
      // of the cell

      /// Doc of a.
      let a = [
        1,  // one
        // above two
        2,  // two
        3,
        // last
      ]  // behind a
      // after a

      // above b
      let b = f(x)  // from x
        |> g()  // then g
      model m = onnx("x") {  // options
        window: 8Ki,  // small
      }
      // the end`,
  ],
  "comments where no line ends": [
    text`
      let y = // why
        f(a)
      show a. // which
        b`,
    text`
      let y =  // why
        f(a)
      show a.  // which
        b`,
  ],
  "a comment behind the last arm of an axis leaves the columns of the arms as they are": [
    "run h over a vary arm in { short: x, d: y // why\n} { step e = (a) }",
    "run h over a\n  vary arm in {\n    short: x,\n    d:     y,  // why\n  }\n{ step e = (a) }",
  ],
  "nor does one above an arm, or above a comma": [
    "run h over a vary arm in { n: x\n// why\n, longer: y } { step e = (a) }",
    "run h over a\n  vary arm in {\n    n:      x,\n    // why\n    longer: y,\n  }\n{ step e = (a) }",
  ],
  "a statement with a syntax error stays as it is, its neighbours do not": [
    "let a=1\nlet  b = (\nlet c=[1,2]",
    "let a = 1\nlet  b = (\nlet c = [1, 2]",
  ],
  "what follows a template that is never closed is left alone, what stands before it is not": [
    'let  a=1\nlet b = """\nshow\n chart f=y()with{e:""}',
    'let a = 1\nlet b = """\nshow\n chart f=y()with{e:""}',
  ],
  "a name that is a word of ours is a name": ["  python ", "python"],
  "indented statements go to column 1": ["let a = 1\n  let b = 2\n", "let a = 1\nlet b = 2"],
  "a cell that is one expression": ["qa|>slice( 0,5 )", "qa |> slice(0, 5)"],
  "a cell of comments": ["\n\n  // one\n\n\n  // two\n", "// one\n\n// two"],
  nothing: ["\n \n", ""],
};

test.each(Object.entries(cases))("%s", (_, [given, made]) => {
  expect(formatted(given)).toBe(made);
  expect(formatted(made)).toBe(made);
});

test("cells that are not touched: magics, Python's assignments", () => {
  const magic = '%%ts\nconst  a = "b"\n\n\n';
  expect(format(magic)).toEqual({ text: magic, edits: [], left: 0 });
  // of a program that is no cell of it, what stands before is laid out
  expect(format(`let  a = 1\n\n${magic}let  b = 2`).text).toBe(`let a = 1\n\n${magic}let  b = 2\n`);
  const python = "# Parameters\nn  = 5\n\n\nnames = ['a', \"b\"]  # two\nflag = True\n";
  expect(format(python, { tags: ["parameters"] })).toEqual({ text: python, edits: [], left: 0 });
  expect(format("param  n = 5  # five\n", { tags: ["parameters"] }).text).toBe("param n = 5  # five\n");
});

test("a file ends with a line break, a cell does not", () => {
  expect(format("let a=1").text).toBe("let a = 1\n");
  expect(format("let a=1\n\n", { lastBreak: false }).text).toBe("let a = 1");
  expect(format("").text).toBe("");
});

test("line breaks stay those of the file", () => {
  const given = 'let a=1\r\n\r\n\r\nlet t = """\r\n  x\r\n  y\r\n"""\r\n';
  expect(format(given).text).toBe('let a = 1\r\n\r\nlet t = """\r\n  x\r\n  y\r\n"""\r\n');
});

test("edits: as small as they can be, apart, in order", () => {
  const given = "let a=1\nlet b = 2\n\n\nlet c = [1,2]\n";
  const { text: made, edits, left } = format(given);
  expect(applied(given, edits)).toBe(made);
  expect(edits.map(({ start, end, text: put }) => [given.slice(start, end), put])).toEqual([
    ["=", " = "],
    ["\n", ""],
    ["", " "],
  ]);
  expect(left).toBe(0);
});

test("a range: only the statements it touches", () => {
  const given = "let a=1\nlet b=2\nlet c=3\n";
  const at = given.indexOf("b");
  expect(format(given, { range: { start: at, end: at } }).text).toBe("let a=1\nlet b = 2\nlet c=3\n");
});

test("statements that are left are counted", () => {
  expect(format("let a = (\nlet b = 1\nlet c = ]\n").left).toBe(2);
});
