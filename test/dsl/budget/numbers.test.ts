// Numbers known before a run: what `pack` cuts to, as far as the program says so; every value that an axis can give it.
import { expect, test } from "vitest";
import { program } from "./small.ts";

/** What `pack` can cut `.context` to at most, of a window of 1,000. */
function most(number: string, declared = "", axes = ""): number | null | undefined {
  const { budgets } = program`
    ${declared}
    run r over qa ${axes} { ask ask1(.context |> pack(${number})) with wide }`;
  return budgets[0]?.parts.find(({ name }) => name === "context")?.tokens;
}

test.each([
  ["40", 40],
  ["8 * 5", 40],
  ["(100 - 20) - 2 * 20", 40],
  ["140 % 100", 40],
  ["-40 + 80", 40],
  ["if 1 < 2 then 40 else 90", 40],
  ["if not (1 == 1) or false then 90 else 40", 40],
  [`if "a" in ["a", "b"] and "x" != "y" then 40 else 90`, 40],
  ["[20, 40][1]", 40],
  ["{ small: 40, large: 90 }.small", 40],
  [`len("a word") * 5 + 10`, 40],
  ["len([1, 2, 3, 4]) * 10", 40],
  ["wide.window - 960", 40],
])("%s is %d", (number, expected) => expect(most(number)).toBe(expected));

test.each([
  ["n", "let n = 40", "", 40],
  ["n + 1", "param n: Int = 39", "", 40],
  ["twice(20)", "fn twice(n: Int) = n * 2", "", 40],
  ["twice()", "fn twice(n: Int = 20) = n * 2", "", 40],
  ["sizes.small", "let sizes = { small: 40, large: 90 }", "", 40],
  ["b", "let a = 4\nlet b = a * 10", "", 40],
  // an axis: the largest; two axes: each with each
  ["n", "", "vary n in [20, 40, 30]", 40],
  ["n * k", "", "vary n in [10, 20] vary k in [1, 2]", 40],
  ["n", "let all = [20, 40]", "vary n in all", 40],
  ["n", "", "vary k in [1, 2] vary n in [k * 10, k * 20]", 40],
  ["arm.n", "", "vary arm in [{ n: 10 }, { n: 40 }]", 40],
])("%s, with %s %s, is at most %d", (number, declared, axes, expected) => {
  expect(most(number, declared, axes)).toBe(expected);
});

test.each(["len(.context)", ".id * 2", "if .id > 3 then 40 else 20"])(
  "%s is not known before the run",
  (number) => {
    expect(most(number)).toBeNull();
  },
);

test("what one arm needs is not added to another's", () => {
  const { budgets } = program`
    run r over qa
      vary arm in { a: ask1(.context |> pack(30), "one two three"), b: ask1(.context |> pack(60), "one") }
    { ask arm with tiny }`;
  // 60 + "one", not 60 + "one two three"
  expect(budgets.map(({ total }) => total)).toEqual([60 + 6 + 10]);
});
