// A shown table carries the checked types of its columns, for the case that no row tells them; no hash depends on them.
import { expect, test } from "vitest";
import { compile } from "../../../dsl/compile.ts";
import { compiled, small, sourceOf } from "../small.ts";

const shows = (...cells: readonly string[]) =>
  compiled(...cells).plan.steps.flatMap((step) => (step.kind === "show" ? [step] : []));
const columns = (...cells: readonly string[]) => shows(...cells).map((step) => step.columns);

test("types are as the checker has them, an optional one without its mark", () => {
  expect(columns('show table([{a: 1, b: null, c: ["x"]}, {a: null, b: null, c: []}])')).toEqual([
    { a: "Int", c: "Text[]" },
  ]);
  expect(columns('data qa = csv("qa.csv")\nshow qa |> derive(n: count(.answers))')).toEqual([
    { id: "Int", question: "Text", context: "Text", answers: "Text[]", n: "Int" },
  ]);
});

test("a cell that is one expression shows as `show` does; other values and unknown columns carry none", () => {
  expect(columns("table([{a: 1}])")).toEqual([{ a: "Int" }]);
  expect(columns("show 5")).toEqual([undefined]);
  expect(columns('let path = if 1 > 2 then "qa.csv" else "qb.csv"\nshow csv(path)')).toEqual([undefined]);
});

test("they are no part of the hash: it is the same before the file was looked at", () => {
  const text = 'data qa = csv("qa.csv")\nshow qa';
  const [known] = shows(text);
  const unknown = compile(sourceOf(text), small).plan.steps.find(({ kind }) => kind === "show");
  expect(known?.columns).toBeDefined();
  expect(unknown).not.toHaveProperty("columns");
  expect(unknown?.hash).toBe(known?.hash);
});
