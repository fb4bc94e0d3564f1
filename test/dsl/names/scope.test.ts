// Names of a program: who declares what, in which order it is computed, circles, injected parameters.
import { expect, test } from "vitest";
import { compile } from "../../../dsl/compile.ts";
import { parse } from "../../../dsl/syntax/parse.ts";
import { references } from "../../../dsl/names/scope.ts";
import { compiled, small, sourceOf, wrongIn } from "../small.ts";

const order = (...cells: readonly string[]): string[] => compiled(...cells).plan.steps.map(({ id }) => id);

test("a name may be used before and above the place where it is declared", () => {
  expect(order("let c = b + 1\nlet b = a + 1", "let a = 1")).toEqual(["a", "b", "c"]);
});

test("one definition per name; both places are told", () => {
  expect(wrongIn("let a = 1", "let a = 2")).toEqual([
    "E102 2:1:5 'a' is also defined in cell 1; a batch run needs one definition",
  ]);
});

test("circles are told with their way, once", () => {
  expect(wrongIn("let a = b\nlet b = c\nlet c = a\nlet d = 1")).toEqual([
    "E103 1:5 'a' depends on itself: a → b → c → a",
  ]);
  expect(wrongIn("let a = a + 1")).toEqual(["E103 1:5 'a' depends on itself: a → a"]);
});

test("what counts rows stops at a circle", () => {
  expect(wrongIn("run r over r\nscore s of r { metric m = 1 }").map((told) => told.slice(0, 4))).toContain(
    "E103",
  );
  expect(wrongIn("data a = b\ndata b = a\nscore s of a { metric m = 1 }\nlet n = n").length).toBeGreaterThan(
    0,
  );
});

test("what looks for the values of an axis stops at a circle", () => {
  const chart = 'check s |> delta(m, arm: ["a", "b"]).lo > 0';
  expect(wrongIn(`score s of s by [arm] { metric m = 1 }\n${chart}`)[0]).toMatch(/^E103/);
});

test("a chart may be called like the column it draws", () => {
  expect(
    wrongIn(
      `data t = table([{ n: 1, f1: 0.5 }])\nchart f1 = t |> bar(x: n, y: f1)\nchart g = g |> bar(x: n, y: f1)`,
    ),
  ).toEqual(["E103 3:7 'g' depends on itself: g → g"]);
});

test("what rests on a circle is left out, and told so", () => {
  const program = "let a = b\nlet b = a\nlet c = a + 1\nlet d = 1";
  expect(wrongIn(program).map((line) => line.slice(0, 8))).toEqual(["E103 1:5", "W112 3:1"]);
  expect(order(program)).toEqual(["d"]);
});

test("axes, parameters and loop names hide declarations of the same name", () => {
  const names = (text: string): string[] =>
    parse(sourceOf(text)).statements.flatMap((one) => [...references(one)]);
  expect(
    names('prompt p(a: Text) -> Text { user """{{ a }} {{#each b in c}}{{ b }}{{ d }}{{#end}}""" }'),
  ).toEqual(["Text", "c", "d"]);
  expect(names("run r over t vary n in [1, 2] { step x = n + k }")).toEqual(["t", "k"]);
});

test("a name may be a reserved word in backticks", () => {
  expect(order("let `run` = 1\nlet b = `run` + 1")).toEqual(["run", "b"]);
});

const injected = (declared: string, ...lines: readonly string[]) => {
  const source = sourceOf(declared, lines.join("\n"));
  const tags = ["injected-parameters"];
  const cells = source.cells.map((cell, at) => (at === 1 ? { ...cell, tags } : cell));
  const { plan, diagnostics } = compile({ cells }, small);
  const values = plan.steps.map((step) =>
    "value" in step && step.value?.op === "lit" ? step.value.value : null,
  );
  return { values, errors: diagnostics.map(({ code, message }) => `${code} ${message}`) };
};

test("an injected parameter replaces the default, and only that", () => {
  expect(injected("param n: Int = 3", "n = 5")).toEqual({ values: [5], errors: [] });
  expect(injected('param s = "a"', 's = "b"')).toEqual({ values: ["b"], errors: [] });
});

test("an injected value is of the parameter's type", () => {
  expect(injected("param n: Int = 3", 'n = "many"').errors).toEqual([
    `E204 parameter 'n' must be Int, got "many"`,
  ]);
});

test("names that start with _ belong to their cell: two cells may have the same one", () => {
  const cells = ["let _n = 1\nlet a = _n + 1", "let _n = 2\nlet b = _n + a"];
  expect(wrongIn(...cells)).toEqual([]);
  const { plan } = compiled(...cells);
  expect(plan.steps.map(({ id, needs }) => [id, ...needs].join(" "))).toEqual([
    "_n@0",
    "a _n@0",
    "_n@1",
    "b _n@1 a",
  ]);
});

test("a local name is not seen elsewhere, and it is said whose it is", () => {
  expect(wrongIn("let _n = 1", "let a = _n", "let b = _m")).toEqual([
    "E101 2:1:9 unknown name '_n'; it is local to cell 1",
    "E101 3:1:9 unknown name '_m'",
  ]);
  expect(wrongIn("let _n = 1\nlet _n = 2")).toEqual(
    ["E102 2:5 '_n' is also defined in input; a batch run needs one definition"].map((line) =>
      line.replace("input", "cell 1"),
    ),
  );
});

test("the hash of a step does not depend on the cell, nor on whether a name is local", () => {
  const hash = (...cells: readonly string[]) =>
    compiled(...cells).plan.steps.find(({ id }) => id === "a")?.hash;
  expect(hash("let _n = 1\nlet a = _n + 1")).toBe(hash("let x = 0", "let _n = 1\nlet a = _n + 1"));
  expect(hash("let _n = 1\nlet a = _n + 1")).toBe(hash("let n = 1", "let a = n + 1"));
  expect(hash("let _n = 1\nlet a = _n + 1")).not.toBe(hash("let _n = 2\nlet a = _n + 1"));
});

test("local prompts and models are used by their names", () => {
  const cells = [
    'prompt _p(q: Text) -> Text { user """{{ q }}""" }\nmodel _m = onnx("x") on cpu { max_tokens: 3 }',
    'prompt _p(q: Text) -> Text { user """Q: {{ q }}""" }\nmodel _m = onnx("y") on cpu { max_tokens: 3 }\n' +
      'data qa = csv("qa.csv")\nrun r over qa { ask _p(.question) with _m }',
  ];
  expect(wrongIn(...cells)).toEqual([]);
  const run = compiled(...cells).plan.steps.find(({ kind }) => kind === "run");
  expect(run?.needs).toEqual(["_m@1", "_p@1", "qa"]);
});

test("a circle through local names is told with their names", () => {
  expect(wrongIn("let x = 1", "let _a = b\nlet b = _a")).toEqual([
    "E103 2:1:5 '_a' depends on itself: _a → b → _a",
  ]);
});

test("settings: known ones, with the words they take, each once", () => {
  expect(compiled('set reactive "pure"').plan.settings).toEqual({ reactive: "pure" });
  expect("settings" in compiled("let a = 1").plan).toBe(false);
  expect(wrongIn('set reactiv "pure"\nset reactive "pur"\nset reactive 1 + 1')).toEqual([
    "E101 1:5 unknown setting 'reactiv'; did you mean 'reactive'?",
    `E213 2:14 'reactive' is one of 'off', 'pure', got "pur"; did you mean 'pure'?`,
    "E209 3:5 'reactive' is given twice",
    "E213 3:14 'reactive' is one of 'off', 'pure', got an expression",
  ]);
});

test("refresh and names are words, not reserved ones", () => {
  const kinds = (...cells: readonly string[]) => compiled(...cells).plan.steps.map(({ kind }) => kind);
  expect(kinds("refresh", "show names")).toEqual(["session", "session"]);
  expect(kinds("let refresh = 1", "refresh")).toEqual(["let", "show"]);
  expect(wrongIn("let a = refresh")[0]).toMatch(/^E104 1:9 'refresh' is a word about the notebook/);
});
