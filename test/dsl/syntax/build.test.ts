// Snippets and their trees, in the short form of test/help.ts.
import { describe, expect, test } from "vitest";
import { walk } from "../../../dsl/syntax/walk.ts";
import { ast, parsed, show } from "../../help.ts";
import { program } from "../program.ts";

/** The tree of an expression. */
const tree = (source: string): string => {
  const { statements, diagnostics } = parsed(source);
  expect(diagnostics).toEqual([]);
  const [first] = statements;
  return first?.kind === "Bare" ? show(first.value) : statements.map(show).join("\n");
};

test("the sample program parses without a word", () => {
  const { statements, diagnostics } = parsed(program);
  expect(diagnostics).toEqual([]);
  expect(statements).toHaveLength(21);
});

describe("expressions", () => {
  test.each([
    ["1 + 2 * 3 - 4", "(- (+ 1 (* 2 3)) 4)"],
    ["(1 + 2) * 3", "(* (+ 1 2) 3)"],
    ["a ?? b + 1", "(?? a (+ b 1))"],
    ["-a.b * 2", "(* (- (. a b)) 2)"],
    ["10 % 3 / 2", "(/ (% 10 3) 2)"],
    ["a or b and not c == d", "(or a (and b (not (== c d))))"],
    ["not a in b or c", "(or (not (in a b)) c)"],
    ["a not in b", "(not (in a b))"],
    ["a == not b", "(== a (not b))"],
    ["a + 1 < b |> f", "(< (+ a 1) (|> b (f)))"],
    ["a + b |> f(1) |> lab.g", "(|> (|> (+ a b) (f 1)) (lab.g))"],
    ["q |> delta(f1).lo >= 0", "(>= (. (|> q (delta f1)) lo) 0)"],
    ["q |> f()[1].x", "(. (at (|> q (f)) 1) x)"],
    ["lab.f(.x, n: 1)", "(lab.f .x n: 1)"],
    ["f(p => p.title in .titles, as: .data)", "(f (=> p (in (. p title) .titles)) as: .data)"],
    ["xs[1 .. n][0]", "(at (at xs 1 .. n) 0)"],
    ["xs[1..2]", "(at xs 1 .. 2)"],
    ["[1, [], [2,],]", "[1 [] [2]]"],
    ['{a: 1, "b c": .x, model: 2,}', "{a: 1, b c: .x, model: 2}"],
    ["{}", "{}"],
    ["if a then b else if c then d else e |> f", "(if a b (if c d (|> e (f))))"],
    ["[true, false, null]", "[true false null]"],
    ["`my name`.`other name`", "(. my name other name)"],
    ["größe + 数", "(+ größe 数)"],
  ])("%s", (source, expected) => expect(tree(source)).toBe(expected));
});

describe("literals", () => {
  test.each([
    ["[8Ki, 2Mi, 1_000, 1e-5, 2.5]", "[8192 2097152 1000 0.00001 2.5]"],
    ["[95%, 0.5%, 250ms, 1.5s]", "[0.95 0.005 250 1500]"],
    ["[10%3, 10 % x]", "[(% 10 3) (% 10 x)]"],
    [String.raw`"a\n\"b\" \u00e9 \\ {{ x }}"`, String.raw`"a\n\"b\" é \\ {{ x }}"`],
  ])("%s", (source, expected) => expect(tree(source)).toBe(expected));
});

describe("templates", () => {
  test.each([
    ['"""a {{ b }} c"""', '(template "a " {{b}} " c")'],
    ['"""{"a": {"b": 1}}"""', String.raw`(template "{\"a\": {\"b\": 1}}")`],
    [String.raw`"""\{{ x }} \""" """`, String.raw`(template "{{ x }} \"\"\" ")`],
    ['""""quoted""""', String.raw`(template "\"quoted\"")`],
    ['""""""', "(template)"],
    ['"""\n    a\n      b\n\n    {{ c }}\n  """', String.raw`(template "a\n  b\n\n" {{c}})`],
    ['"""a\n    b\n    c"""', String.raw`(template "a\nb\nc")`],
    ['"""\r\n  a\r\n  b\r\n"""', String.raw`(template "a\nb")`],
    ['"""{{#if a }}x{{#else}}y{{#end}}"""', '(template (if a ["x"] ["y"]))'],
    ['"""{{#each d, i in .ds }}{{ i }}{{#end}}"""', "(template (each d,i .ds [{{i}}]))"],
    ['"""{{ f({a: {b: 1}}, """{{ x }}""") }}"""', "(template {{(f {a: {b: 1}} (template {{x}}))}})"],
  ])("%s", (source, expected) => expect(tree(source)).toBe(expected));

  test("the shared indent spans holes and blocks", () => {
    const source = 'let t = """\n    {{#each x in xs}}\n      - {{ x }}\n    {{#end}}\n    end\n    """';
    expect(tree(source)).toBe(String.raw`(let t (template (each x xs ["\n  - " {{x}} "\n"]) "\nend"))`);
  });
});

describe("statements", () => {
  test.each([
    ["language 1", "(language 1)"],
    ['set reactive "pure"', '(set reactive "pure")'],
    ['use "a.ts" as a', '(use "a.ts" a [])'],
    ['use { a, b, } from "b.strux"', '(use "b.strux" [a b])'],
    ["param n: Int = 5", "(param n Int 5)"],
    ["let x: {a: Text, b: Num?}[] | Tree<Outline> = y", "(let x {a: Text, b: Num?}[] | Tree<Outline> y)"],
    ["fn f(a: Int = 1, b: Text?[]) -> Bool = a > 1", "(fn f a: Int = 1 b: Text?[] Bool (> a 1))"],
    [
      "model m = onnx(p) on cuda(0) else cpu { window: 8Ki, kv: full }",
      "(model m (onnx p) cuda(0) cpu window: 8192 kv: full)",
    ],
    [
      "shape S { a: S[] [1..6] { b: Text } c: Text[] [2..] }",
      "(shape S a: S[][1..6] {b: Text} c: Text[][2..])",
    ],
    ["prompt p(x: Text) { messages .turns stop: [] }", "(prompt p x: Text (splice .turns) stop: [])"],
    [
      "run r over d vary a in [1] { ask p with m { n: 1 } seeds: [1] }",
      "(run r d (vary a [1]) (ask p m n: 1) seeds: [1])",
    ],
    [
      "run r over d { step s = f(.x) when .y step t = ask p with m }",
      "(run r d (step s (f .x) .y) (step t (ask p m)))",
    ],
    [
      "score s of r by [model, .data] { metric f = g(.x) ci: h }",
      "(score s r model .data (metric f (g .x)) ci: h)",
    ],
    ["chart q |> line(x: a) with { model: 1 }", "(chart (|> q (line x: a)) model: 1)"],
    ['check a == b as "same"', '(check (== a b) "same")'],
    ["preview p for qa[3]", "(preview p (at qa 3))"],
    ["explain", "(explain)"],
  ])("%s", (source, expected) => expect(tree(source)).toBe(expected));

  test("lines above are the documentation", () => {
    const [first, second] = parsed("// no\n/// One.\n///  Two.\nlet a = 1\n/// far\n\nlet b = 2").statements;
    expect([first?.doc, second?.doc]).toEqual(["One.\n Two.", ""]);
  });

  test("a span covers the statement and nothing else", () => {
    const [node] = parsed("/// doc\nlet a = f(1) // why\n").statements;
    expect(node?.span).toEqual({ cell: 0, start: 8, end: 20 });
  });

  test("several statements, several lines", () => {
    expect(ast`
      data a = b
        |> c
      show a
    `).toBe("(data a (|> b (c)))\n(show a)");
  });
});

describe("parameter cells", () => {
  const assigned = (source: string): string => {
    const { statements, diagnostics } = parsed(source, "injected-parameters");
    expect(diagnostics).toEqual([]);
    return statements.map(show).join(" ");
  };

  test("as papermill writes them", () => {
    expect(assigned("# Parameters\nn = 5\nname = 'it\\'s'  # note\nflags = [True, False, None]\n")).toBe(
      '(assign n 5) (assign name "it\'s") (assign flags [true false null])',
    );
    expect(assigned('rate = -0.5\nopts = {"a": {"b": 1}}\nmodel = "m"')).toBe(
      '(assign rate (- 0.5)) (assign opts {a: {b: 1}}) (assign model "m")',
    );
  });

  test("declarations are legal there too", () => {
    expect(assigned("param n: Int = 5 # comment\nm = 1")).toBe("(param n Int 5) (assign m 1)");
  });
});

test("no node ends before it starts, whatever recovery made of it", () => {
  const { statements } = parsed('chart with{e:""e:>');
  const reversed: string[] = [];
  for (const statement of statements)
    walk(statement, ({ kind, span }) => void (span.end < span.start && reversed.push(kind)));
  expect(reversed).toEqual([]);
});
