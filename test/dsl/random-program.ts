// Random programs that parse: each rule of the grammar as text, small sizes preferred.
import fc from "fast-check";

const word = fc.constantFrom("a", "b", "quite_a_long_name", "x1", "`odd name`", "naïve");
const key = fc.oneof(word, fc.constantFrom("data", "model", "by", "if"));
const number = fc.constantFrom("0", "1", "42", "1_000", "0.5", "1e-3", "8Ki", "95%", "20ms");
const string = fc.constantFrom(
  '""',
  '"one"',
  '"a \\"b\\" \\n"',
  '"a // b"',
  '"rather a long text, to fill a line"',
);
const list = (of: fc.Arbitrary<string>, by = ", ", max = 4): fc.Arbitrary<string> =>
  fc.array(of, { minLength: 1, maxLength: max }).map((all) => all.join(by));
const maybe = (of: fc.Arbitrary<string>): fc.Arbitrary<string> => fc.oneof(fc.constant(""), of);
/** The strings and arbitraries one after the other. */
const seq = (...parts: readonly (string | fc.Arbitrary<string>)[]): fc.Arbitrary<string> =>
  fc
    .tuple(...parts.map((each) => (typeof each === "string" ? fc.constant(each) : each)))
    .map((all) => all.join(""));
const comma = fc.constantFrom("", ",");

const { expr, atom } = fc.letrec<{
  expr: string;
  atom: string;
  pipe: string;
  template: string;
  entry: string;
  arg: string;
}>((tie) => ({
  atom: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    number,
    string,
    word,
    seq(".", key),
    fc.constantFrom("true", "null", "[]", "{}", "[ ]"),
    seq("[", list(tie("expr")), comma, "]"),
    seq("{", list(tie("entry")), comma, "}"),
    seq("(", tie("expr"), ")"),
    seq(word, "(", maybe(list(tie("arg"))), ")"),
    seq(word, ".", key, "[", number, fc.constantFrom("", " .. 3"), "]"),
    seq("-", word),
    tie("template"),
  ),
  entry: seq(fc.oneof(key, fc.constant('"b c"')), ": ", tie("expr")),
  arg: fc.oneof(tie("expr"), seq(key, ": ", tie("expr")), seq("p => ", tie("expr"))),
  pipe: seq(tie("atom"), " |> ", word, maybe(seq("(", list(tie("arg")), ")"))),
  template: fc.oneof(
    seq('"""', fc.constantFrom("text", " {a} ", "{{ b }} and {{ .c }}"), '"""'),
    seq(
      '"""\n    {{ ',
      tie("expr"),
      " }}\n      deeper\n\n    {{#if ",
      tie("atom"),
      " }}yes {{#else}}no{{#end}}\n",
      fc.constantFrom("", "  "),
      '"""',
    ),
    seq('"""one\n  two {{#each w, i in ', tie("atom"), "}}\n   {{ w }}{{#end}}\n three", '"""'),
  ),
  expr: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    tie("atom"),
    tie("pipe"),
    seq(tie("atom"), fc.constantFrom(" + ", " * ", " ?? ", " - ", " % "), tie("atom")),
    seq(tie("pipe"), fc.constantFrom(" == ", " >= ", " not in ", " and ", " or not "), tie("pipe")),
    seq("if ", tie("expr"), " then ", tie("expr"), " else ", tie("expr")),
  ),
}));

const type = fc.constantFrom(
  "Text",
  "Int?",
  "Text[]",
  "Tree<Map>",
  '"a" | "b"',
  "{ f: Num, g: Text[] }",
  "Fn<Text, Int>",
);
const params = seq("(", maybe(list(seq(word, ": ", type, maybe(seq(" = ", number))))), ")");
const props = seq("{ ", list(seq(key, ": ", expr, comma), " "), " }");
const message = seq(
  fc.constantFrom("system", "user", "assistant"),
  ' """',
  fc.constantFrom("Hi.", "{{ a }}", "\n      one\n      {{ b }}\n  "),
  '"""',
);
const ask = seq("ask ", expr, " with ", atom, maybe(seq(" ", props)));
const field = seq(key, ": ", type, maybe(fc.constant(" [1..6]")), comma);

const statement = fc.oneof(
  fc.constantFrom("language 1", 'use "./m.ts" as lab', 'use { a, b } from "x.strux"', 'set reactive "pure"'),
  seq("let ", word, maybe(seq(": ", type)), " = ", expr),
  seq("data ", word, " = ", expr),
  seq("fn ", word, params, maybe(seq(" -> ", type)), " = ", expr),
  seq(
    "model ",
    word,
    " = onnx(",
    string,
    ")",
    maybe(fc.constant(" on cuda(0) else cpu")),
    maybe(seq(" ", props)),
  ),
  seq("shape ", word, " { ", list(field, " "), " more: Text { ", field, " } }"),
  seq("prompt ", word, params, " { ", list(fc.oneof(message, seq(key, ": ", expr, comma)), " "), " }"),
  seq(
    "prompt ",
    word,
    params,
    " -> Text { shots 2 from ",
    expr,
    " { ",
    list(message, " "),
    " } messages ",
    expr,
    " }",
  ),
  seq(
    "run ",
    word,
    " over ",
    expr,
    maybe(seq(" vary a in ", expr)),
    " { ",
    list(fc.oneof(ask, seq("step ", word, " = ", expr, maybe(seq(" when ", expr)))), " "),
    " }",
  ),
  seq(
    "score ",
    word,
    " of ",
    expr,
    maybe(fc.constant(" by [a, .b]")),
    " { metric m = ",
    expr,
    " ci: ",
    atom,
    comma,
    " }",
  ),
  seq("chart ", maybe(seq(word, " = ")), expr, maybe(seq(" with ", props))),
  seq("check ", expr, maybe(seq(" as ", string))),
  seq(fc.constantFrom("show ", "explain ", "preview "), expr, maybe(seq(" for ", expr))),
);

/** Up to four statements. */
export const programs: fc.Arbitrary<string> = list(statement, "\n");
