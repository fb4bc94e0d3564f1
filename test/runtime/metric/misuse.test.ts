// What a program says of metrics that are written wrongly, and of rows that have nothing to score.
import { expect, test } from "vitest";
import { ran } from "../program.ts";

const rows = `data rows = table([
  { id: 1, output: "The correct answer is (A)", right: "A", n: 3 }, { id: 2, output: null, right: "B", n: null },
  { id: 3, output: "", right: "A", n: 4 },
])\n`;

test.each([
  ['choice("A", "A", unread: "nothing")', /E213 unread of 'choice' is one of 'zero', 'chance', 'error'/],
  ['choice("A", "A", option: 4)', /E205 'choice' has no argument 'option'/],
  ['numeric("1", 1, variant: "lst")', /E213 variant of 'numeric' is one of .*; did you mean 'last'/],
  ['numeric("1", 1, tolerance: -1)', /E216 'tolerance' is out of its range: -1/],
  ['contains("a", ["a"], variant: "none")', /E213 variant of 'contains' is one of 'all', 'any', 'norm'/],
  ["pk([1.5], [2])", /E203 .*'pk' takes segments/],
  ['citation("a", [1], of: "f2")', /E213 of of 'citation' is one of/],
])("%s is told while checking", async (call, told) => {
  await expect(ran(`show ${call}`)).rejects.toThrow(told);
});

test("a row without an output is counted and not scored; an empty one scores 0 and is counted", async () => {
  const { shown, failed } = await ran(`${rows}
score right of rows {
  metric letter = choice(.output, .right)
  metric number = numeric("4", .n)
}
show right`);
  expect(failed).toEqual([]);
  expect(shown.join("\n")).toContain("choice.longbench2 v1");
  expect(shown.join("\n")).toContain("numeric.last v1");
  expect(shown.join("\n")).toMatch(/choice: outputs without a letter, scored 0/);
});

test("a row whose answers are empty names the row", async () => {
  const { failed } = await ran(`data odd = table([{ id: "q7", output: "x", answers: [] }])
score s of odd { metric m = contains(.output, .answers, variant: "norm") }
show s`);
  expect(failed.join()).toMatch(/E204 .*'contains' needs at least one answer.*/);
});
