// Names of a program: who declares what, in which order it is computed, circles, injected parameters.
import { expect, test } from "vitest";
import { compile } from "../../dsl/compile.ts";
import { parse } from "../../dsl/parse.ts";
import { references } from "../../dsl/scope.ts";
import { compiled, small, sourceOf, wrongIn } from "./small.ts";

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
  expect(injected("param n: Int = 3", 'n = "many"').errors).toEqual([`E204 'n' must be Int, got "many"`]);
});
