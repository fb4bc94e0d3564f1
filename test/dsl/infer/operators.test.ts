// Operators between two values: what each takes, what it gives, and comparisons that can never hold.
import { expect, test } from "vitest";
import { show } from "../../../dsl/types/types.ts";
import { compiled, wrong } from "../small.ts";

/** The type of an expression; `CODE message` where it has none. */
function typed(expression: string): string {
  const { checked, diagnostics } = compiled(`let it = ${expression}`);
  const [problem] = diagnostics;
  const type = checked.types.get("it");
  return problem ? `${problem.code} ${problem.message}` : type ? show(type) : "?";
}

test.each([
  // whole numbers stay whole, but in a division
  ["1 + 2", "Int"],
  ["7 % 2", "Int"],
  ["4 / 2", "Num"],
  ["1 * 0.5", "Num"],
  ['"a" + "b"', "Text"],
  ['1 + "b"', "E211 '+' does not work on Int and \"b\""],
  ['"a" - "b"', 'E211 \'-\' does not work on "a" and "b"'],
  ["true + 1", "E211 '+' does not work on Bool and Int"],
])("arithmetic: %s", (expression, type) => expect(typed(expression)).toBe(type));

test.each([
  ["1 < 2.5", "Bool"],
  ['"a" < "b"', "Bool"],
  ['1 < "b"', "E211 '<' does not work on Int and \"b\""],
  ["true < false", "E211 '<' does not work on Bool and Bool"],
  ["[1] == [2]", "Bool"],
  ['1 == "1"', "E211 '==' does not work on Int and \"1\""],
  // null may be compared with anything
  ["1 == null", "Bool"],
])("comparisons: %s", (expression, type) => expect(typed(expression)).toBe(type));

test.each([
  ["1 in [1, 2]", "Bool"],
  ['"a" in "abc"', "Bool"],
  ["1 in 2", "E211 'in' does not work on Int and Int"],
  ["true and 1 < 2", "Bool"],
  ["1 and true", "E211 'and' does not work on Int and Bool"],
  // of ?? the right side is the stand-in
  ["null ?? 1", "Int"],
  ["1 ?? 0.5", "Num"],
])("membership, logic, stand-ins: %s", (expression, type) => expect(typed(expression)).toBe(type));

test("a word that the other side never is cannot be equal to it", () => {
  expect(wrong`
    param style: "plain" | "list" = "plain"
    let a = style == "list"
    let b = style == "lst"
    let c = style in ["plain", "lst"]`).toEqual([
    `E213 3:18 'style' is one of 'plain', 'list', got "lst"; did you mean 'list'?`,
    `E213 4:28 'style' is one of 'plain', 'list', got "lst"; did you mean 'list'?`,
  ]);
});
