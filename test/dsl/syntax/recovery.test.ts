// One broken statement between two sound ones: the sound ones stay, and the error is where it belongs.
import { describe, expect, test } from "vitest";
import { parsed, show, text, told } from "../../help.ts";

const before = "data before = jsonl(1)";
const after = "show before";

/** Problems of the broken statement, its lines counted from 1, and what was kept of it. */
function broken(source: string): { readonly told: readonly string[]; readonly kept: string } {
  const cell = `${before}\n${source}\n${after}`;
  const { statements, diagnostics } = parsed(cell);
  const trees = statements.map(show);
  expect(trees[0]).toBe("(data before (jsonl 1))");
  expect(trees.at(-1)).toBe("(show before)");
  for (const { span } of diagnostics) {
    expect(span.start).toBeGreaterThan(before.length);
    expect(span.end).toBeLessThanOrEqual(before.length + 1 + source.length);
  }
  const told1 = diagnostics.map((each) =>
    told(each, cell).replace(/ (\d+):/, (_, line) => ` ${Number(line) - 1}:`),
  );
  return { told: told1, kept: trees.slice(1, -1).join(" ") };
}

describe("words", () => {
  test.each([
    [
      "dat qa = f(1)",
      "E001 1:1 unexpected 'dat' at start of statement; did you mean 'data'?",
      "(data qa (f 1))",
    ],
    ["const a = 1", "E001 1:1 unexpected 'const' at start of statement; did you mean 'let'?", "(let a 1)"],
    ["banana split = 1", "E001 1:1 unexpected 'banana' at start of statement", ""],
    ["data model = 5", "E003 1:6 'model' is a reserved word", "(data model 5)"],
    ["let a = user |> f", "E003 1:9 'user' is a reserved word", "(let a (|> user (f)))"],
    [
      "model m = onnx(p) on cuda els cpu",
      "E001 1:27 unexpected 'els'; did you mean 'else'?",
      "(model m (onnx p) cuda cpu)",
    ],
    [
      "run r ovr d { ask p with m }",
      "E001 1:7 unexpected 'ovr'; did you mean 'over'?",
      "(run r d (ask p m))",
    ],
    [
      "let a = f(x => x.y = 1)",
      "E001 1:20 unexpected '='; did you mean '=='?",
      "(let a (f (=> x (== (. x y) 1))))",
    ],
    ["a = 5", "E015 1:1 'a = ...' is legal in a parameter cell only", "(let a 5)"],
    ["a + 5", "E013 1:1 an expression can only stand alone in its cell", "(bare (+ a 5))"],
    [
      "let a = 1 data b = 2",
      "E018 1:11 'data' starts a statement, but stands inside another one",
      "(let a 1) (data b 2)",
    ],
  ])("%s", (source, expected, kept) => expect(broken(source)).toEqual({ told: [expected], kept }));
});

describe("what is missing or too much", () => {
  test.each([
    ["data qa jsonl(1)", "E011 1:9 missing '=' before 'jsonl'", "(data qa (jsonl 1))"],
    ["let a = f(b c)", "E011 1:13 missing ',' before 'c'", "(let a (f b c))"],
    ["let a = {b: 1 c: 2}", "E011 1:15 missing ',' before 'c'", "(let a {b: 1, c: 2})"],
    [
      "run r over d vary n [1] { ask p with m }",
      "E011 1:21 missing 'in' before '['",
      "(run r d (vary n [1]) (ask p m))",
    ],
    ["let a =", "E001 1:7 unexpected end of the statement", "(let a _)"],
    ["let a = 1 + + 2", "E001 1:13 unexpected '+'", "(let a (+ (+ 1 _) 2))"],
    ["let a = b c", "E001 1:11 unexpected 'c'", "(let a b)"],
    ["let a = f(b))", "E012 1:13 ')' closes nothing", "(let a (f b))"],
    ["}", "E012 1:1 '}' closes nothing", ""],
    ["let a = .b(1)", "E014 1:9 only a name can be called", "(let a _)"],
    ['prompt p() { user "abc" }', 'E001 1:19 unexpected "abc"', "(prompt p (user ))"],
    [
      "model m = onnx(p) on cuda(0.5)",
      "E010 1:27 '0.5' is not a whole number",
      "(model m (onnx p) cuda(0.5))",
    ],
  ])("%s", (source, expected, kept) => expect(broken(source)).toEqual({ told: [expected], kept }));
});

describe("what is never closed", () => {
  test.each([
    [
      "let a = f(1, 2",
      "E005 1:10 '(' opened at line 2 is not closed before the end of the statement",
      "(let a (f 1 2))",
    ],
    ["let a = [f(1, 2]", "E005 1:11 '(' opened at line 2 is not closed before ']'", "(let a [(f 1 2)])"],
    ["let a = f(1]", "E005 1:10 '(' opened at line 2 is not closed before ']'", "(let a (f 1))"],
    ['let a = """x', 'E002 1:9 this """ opened at line 2 is never closed', '(let a (template "x"))'],
    [
      'let a = """{{#if b }}x"""',
      "E004 1:12 {{#if}} opened here has no {{#end}}",
      '(let a (template (if b ["x"] [])))',
    ],
    [
      'let a = """{{ b"""',
      "E005 1:12 '{{' opened at line 2 is not closed before the end of the statement",
      "(let a (template {{b}}))",
    ],
    [
      'let a = """{{/if}}"""',
      "E016 1:12 unknown block {{/if}}; did you mean {{#end}}?",
      "(let a (template))",
    ],
    [
      'let a = """{{#if b }}x{{/if}}"""',
      "E016 1:23 unknown block {{/if}}; did you mean {{#end}}?",
      '(let a (template (if b ["x"] [])))',
    ],
  ])("%s", (source, expected, kept) => expect(broken(source)).toEqual({ told: [expected], kept }));

  test("over several lines, the error is at what opened", () => {
    const source = text`
      run r over d
        vary n in [1, 2
      {
        ask p with m
      }`;
    expect(broken(source).told).toEqual([
      "E005 2:13 '[' opened at line 3 is not closed before the end of the statement",
    ]);
  });
});

test("several problems of one statement are told at once, five at most", () => {
  expect(broken("let a = f(b c) + g(d e)").told).toEqual([
    "E011 1:13 missing ',' before 'c'",
    "E011 1:22 missing ',' before 'e'",
  ]);
  expect(broken(`let a = [${"f(b c), ".repeat(9)}]`).told).toHaveLength(5);
});

test("the alternatives are named in words", () => {
  const hint = (source: string): string => parsed(source).diagnostics[0]!.hint;
  expect(hint("let a = ")).toBe("expected here: a value");
  expect(hint("use 5")).toBe("expected here: a string or '{'");
  expect(hint("let a = b c")).toBe("expected here: an operator");
  expect(hint("let a: = 1")).toBe("expected here: a name, a string or '{'");
  expect(hint("score s of r by a { }")).toBe("expected here: '['");
});

test("a fix mends its problem", () => {
  const cases = [
    "dat a = 1",
    "data a 1",
    "let model = 1",
    "let a = 'b'",
    "let a = 4k",
    "a = 5\nshow a",
    "let a = 1 let b = 2",
  ];
  for (const source of [
    ...cases,
    'prompt p() { user "x" }',
    'let a = """{{/if}}"""'.replace("{{", "{{#if b}}{{"),
  ]) {
    const [fix] = parsed(source).diagnostics[0]!.fixes;
    const mended = source.slice(0, fix!.span.start) + fix!.text + source.slice(fix!.span.end);
    expect({ mended, left: parsed(mended).diagnostics }).toEqual({ mended, left: [] });
  }
});

describe("size", () => {
  const first = (source: string): string | undefined => parsed(source).diagnostics[0]?.message;

  test.each([
    ["parentheses", "(".repeat(10_000) + "1" + ")".repeat(10_000)],
    ["lists", "[".repeat(10_000)],
    ["choices", "if a then b else ".repeat(10_000) + "c"],
    ["operators", `1${" + 1".repeat(20_000)}`],
    ["members", `a${".b".repeat(20_000)}`],
  ])("%s without end", (_, value) => {
    expect(first(`let a = ${value}`)).toMatch(/is above the limit of/);
  });

  test("types without end", () => {
    expect(first(`let a: ${"T<".repeat(10_000)} = 1`)).toMatch(/is above the limit of/);
  });

  test("what is within the limits parses, and its tree can be printed", () => {
    const deep = `let a = ${"(".repeat(90)}${"f([".repeat(2)}1${"])".repeat(2)}${")".repeat(90)}`;
    expect(parsed(deep).diagnostics).toEqual([]);
    const { statements, diagnostics } = parsed(`let a = 1${" + 1".repeat(900)}`);
    expect(diagnostics).toEqual([]);
    expect(show(statements[0]!)).toContain("(+ 1 1)");
  });

  test("a cell of five million characters is refused", () => {
    expect(first("let a = 1 ".repeat(500_000))).toMatch(/number of characters in a cell/);
    expect(first("a\n".repeat(50_000))).toMatch(/number of statements in a cell/);
  });
});

test("a cell of TypeScript is one statement, its first line blank; what it does not know there it says", () => {
  const { statements, diagnostics } = parsed("%%ts --no-check\nexport const a = 1;");
  expect(statements).toMatchObject([
    { kind: "Script", checks: false, text: `${" ".repeat(15)}\nexport const a = 1;` },
  ]);
  expect(diagnostics).toEqual([]);
  expect(
    parsed("%%ts --no-chek --fast\n1").diagnostics.map(({ message, fixes }) => [message, fixes.length]),
  ).toEqual([
    ["'--no-chek' is no option of '%%ts'", 1],
    ["'--fast' is no option of '%%ts': it has '--no-check' alone", 0],
  ]);
});
