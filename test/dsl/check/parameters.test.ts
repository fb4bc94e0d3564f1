// Parameter cells as papermill writes and reads them: Python's literals, one name to a line; and what they do to `param`.
import { expect, test } from "vitest";
import { compile } from "../../../dsl/compile.ts";
import type { Ex } from "../../../dsl/plan/plan.ts";
import { small, told } from "../small.ts";

const program = (declared: string, injected: string, tag = "injected-parameters") => ({
  cells: [
    { id: "a", label: "cell 1", text: declared },
    { id: "b", label: "cell 2", text: injected, tags: [tag] },
  ],
});
const lines = (declared: string, injected: string): string[] => {
  const source = program(declared, injected);
  return told(source, compile(source, small));
};

/** The value of the last name, as the plan has it. */
function value(injected: string): unknown {
  const source = program("", injected);
  const compiled = compile(source, small);
  expect(told(source, compiled)).toEqual([]);
  return plain(compiled.plan.steps.findLast((step) => step.kind === "param"));
}
function plain(step: unknown): unknown {
  const visit = (ex: Ex): unknown => {
    if (ex.op === "lit") return ex.value;
    if (ex.op === "list") return ex.items.map(visit);
    if (ex.op === "record") return Object.fromEntries(ex.entries.map(([key, one]) => [key, visit(one)]));
    return ex.op === "unary" && ex.kind === "-" ? -Number(visit(ex.of)) : ex;
  };
  return visit((step as { readonly value: Ex }).value);
}

// what papermill's Python translator writes for a value
test.each([
  ["n = 5", 5],
  ["n = -5", -5],
  ["n = 1_000", 1000],
  ["x = 0.25", 0.25],
  ["x = -1.5e-07", -1.5e-7],
  ["x = 1e+16", 1e16],
  ["on = True", true],
  ["on = False", false],
  ["nothing = None", null],
  ['s = "plain"', "plain"],
  [
    String.raw`s = "a \"quoted\" word\nand a line, a tab\t and a \\ backslash"`,
    'a "quoted" word\nand a line, a tab\t and a \\ backslash',
  ],
  ["s = 'single'", "single"],
  [String.raw`s = 'it\'s'`, "it's"],
  ['s = ""', ""],
  ['s = "état 上下文 😀"', "état 上下文 😀"],
  ["l = [1, -2, 3]", [1, -2, 3]],
  ["l = []", []],
  ['l = [1, "a", True, None]', [1, "a", true, null]],
  ['d = {"a": 1, "b": [True, None], "c": {"d": -0.5}}', { a: 1, b: [true, null], c: { d: -0.5 } }],
  ["d = {}", {}],
  ["d = {'k': 'v'}", { k: "v" }],
  ["n = 5  # how many", 5],
  ["# Parameters\nn = 5\n", 5],
  ["n = [\n    1,\n    2,\n]", [1, 2]],
  ['d = {\n    "a": [\n        1,\n    ],\n    # note\n    "b": None,\n}', { a: [1], b: null }],
  ["a = 1\n\n\nb = 2", 2],
  ["data = 7", 7],
  ["model = 'x'", "x"],
  ["step = 1\nwith_ = 2\nstep2 = 3", 3],
])("%j", (injected, expected) => expect(value(injected)).toEqual(expected));

test("an injected value replaces the default, whichever cell comes first, and has its type", () => {
  expect(lines("param n: Int = 1\nlet m = n + 1", "n = 5")).toEqual([]);
  expect(lines("param n: Int = 1", "n = 'many'")).toEqual([
    expect.stringMatching(/^E204 2:1:5 parameter 'n' must be Int/),
  ]);
  expect(lines("param n: Int = 1", "n = None")).toEqual([
    expect.stringMatching(/^E204 2:1:5 parameter 'n' must be Int/),
  ]);
  expect(lines("param xs: Int[] = [1]", "xs = [1, 2]")).toEqual([]);
  expect(lines("param x: Num? = null", "x = None")).toEqual([]);
});

test.each([
  ["param n = 5", "n = 'abc'", "parameter 'n' must be Int, got \"abc\""],
  ["param n = 5", "n = 0.5", "parameter 'n' must be Int, got Num"],
  ["param x = 0.5", "x = 2", null],
  ['param s = "a"', "s = 'b'", null],
  ['param s = "a"', "s = 5", "parameter 's' must be Text, got Int"],
  ["param strict = true", "strict = 'yes'", "parameter 'strict' must be Bool, got \"yes\""],
  ["param xs = [1, 2]", "xs = []", null],
  ["param xs = [1, 2]", "xs = [1, 'a']", "each item of parameter 'xs' must be Int, got \"a\""],
  ["param o = {a: 1, b: null}", "o = {'a': 2, 'b': 'x'}", null],
  ["param o = {a: 1}", "o = {'a': 'x'}", "'a' must be Int, got \"x\""],
  // what says nothing about the type takes any value: null, an empty list, what is computed
  ["param any = null", "any = 5", null],
  ["param xs = []", "xs = ['a']", null],
  ["let k = 2\nparam n = k + 1", "n = 'abc'", null],
])("where no type is written the default gives it: %s, then %s", (declared, injected, problem) => {
  expect(lines(declared, injected).map((line) => line.replace(/^E204 2:\S+ /, ""))).toEqual(
    problem === null ? [] : [problem],
  );
});

test("a value of a parameter cell is a default too, where another cell injects one", () => {
  const cells = (tag: string) => ({
    cells: [
      { id: "a", label: "cell 1", text: "n = 5", tags: ["parameters"] },
      { id: "b", label: "cell 2", text: "n = 'abc'", tags: [tag] },
    ],
  });
  const injected = cells("injected-parameters");
  expect(told(injected, compile(injected, small))).toEqual([
    "E204 2:1:5 parameter 'n' must be Int, got \"abc\"",
  ]);
  const again = cells("parameters");
  expect(told(again, compile(again, small))).toEqual([]);
});

test("a name that is a reserved word is declared in backticks, and injected as it is", () => {
  expect(lines('param `model`: Text = "a"\nlet m = `model`', 'model = "b"')).toEqual([]);
});

test("what is no plain value is told at its place", () => {
  expect(lines("", "n = 5 6").map((line) => line.slice(0, 10))).toEqual(["E001 2:1:7"]);
  expect(lines("", "n = ").length).toBe(1);
  expect(lines("", "%matplotlib inline\nn = 5")).toEqual([
    expect.stringMatching(/^E010 2:1:1 '%matplotlib' is unknown/),
  ]);
  expect(lines("", 'x = float("nan")')).toEqual([
    expect.stringMatching(/^E101 2:1:5 unknown operator 'float'/),
  ]);
  expect(lines("", "x = (1, 2)").length).toBe(1);
  // the type stands in `param n: Int = 5`
  expect(lines("", "n: int = 5")).toEqual(["E001 2:1:2 unexpected ':'"]);
});

test("without the tag it is no parameter cell", () => {
  const source = program("", "n = 5", "other");
  expect(told(source, compile(source, small))).toEqual([expect.stringMatching(/^E015 2:1:1 /)]);
});
