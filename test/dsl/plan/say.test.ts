// Lowered expressions in the words of the language: said and compiled again they are the same computation.
import { expect, test } from "vitest";
import { say } from "../../../dsl/plan/say.ts";
import { compiled, hashes, small } from "../small.ts";

const rows = 'data qa = csv("qa.csv")\n';
const said = (expression: string): string => {
  const { plan } = compiled(`${rows}let x = ${expression}`);
  const step = plan.steps.find(({ id }) => id === "x");
  if (step?.kind !== "let") throw new Error("no plan");
  return say(step.value, { operators: small.operators });
};

test.each([
  ["1 + 2 * 3", "1 + (2 * 3)"],
  ["not (true and false)", "not (true and false)"],
  ["-(1 + 2)", "-(1 + 2)"],
  ['if len("ab") > 1 then [1, 2][0] else {a: 3}.a', 'if len("ab") > 1 then [1, 2][0] else {a: 3}.a'],
  ["qa |> where(.id > 1) |> select(id, question)", "qa |> where(.id > 1) |> select(.id, .question)"],
  ["([1] |> len) + 1", "len([1]) + 1"],
  ['structurize("a b") |> render("plain") |> len', 'structurize("a b") |> render("plain") |> len'],
  ["qa |> derive(size: len(.question))", "qa |> derive(size: .question |> len)"],
  [
    '"""a {{ 1 + 1 }} b {{#if true}}c{{#else}}d{{#end}}{{#each x, i in [1]}}{{ x }}{{#end}}"""',
    '"""a {{ 1 + 1 }} b {{#if true}}c{{#else}}d{{#end}}{{#each x, i in [1]}}{{ x }}{{#end}}"""',
  ],
])("%s", (expression, words) => {
  expect(said(expression)).toBe(words);
  expect(hashes(`${rows}let x = ${said(expression)}`).get("x")).toBe(
    hashes(`${rows}let x = ${expression}`).get("x"),
  );
});
