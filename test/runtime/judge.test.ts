// Scores and checks inside a program: metrics per row, what has no value is counted, verdicts with their numbers.
import { expect, test } from "vitest";
import { ran } from "./program.ts";

const rows = `data t = table([
  { id: "a", arm: "x", output: "Paris", answers: ["Paris"] }, { id: "a", arm: "y", output: "Rome", answers: ["Paris"] },
  { id: "b", arm: "x", output: "Bonn", answers: ["Bonn"] },   { id: "b", arm: "y", output: "Bonn", answers: ["Bonn"] },
])`;

test("a score shows the mean per cell with n and the method of its interval", async () => {
  const { shown, failed } = await ran(`${rows}
score s of t by [arm] { metric em = exact(.output, .answers) ci: bootstrap(200, paired: .id) }
show s`);
  expect(failed).toEqual([]);
  expect(shown.at(-1)).toMatch(/^x +1\.000 .* 2 +Wilson/m);
  expect(shown.at(-1)).toMatch(/^y +0\.500 .* 2 +Wilson/m);
  expect(shown.at(-1)).toContain("exact.squad1 v1");
});

test("a metric may be any expression that is a number or Bool", async () => {
  const { shown, failed } = await ran(`${rows}
score s of t by [arm] { metric long = len(.output) metric short = len(.output) < 5 ci: bootstrap(200, paired: .id) }
show s`);
  expect(failed).toEqual([]);
  expect(shown.at(-1)).toMatch(/^long +x +4\.500 .* 2 +bootstrap 200/m);
  expect(shown.at(-1)).toMatch(/^short +x +0\.500 .* 2 +Wilson/m);
});

test("a row without a value is left out and counted, never scored 0", async () => {
  const { shown, failed } = await ran(`${rows}
run r over t { step facts = .output when .output != "Rome" }
score s of r by [arm] { metric em = exact(.facts, .answers) ci: bootstrap(200, paired: .id) }
show s`);
  expect(failed).toEqual([]);
  expect(shown.at(-1)).toMatch(/^y +1\.000 .* 1 +Wilson/m);
  expect(shown.at(-1)).toContain("1 of 2 items missing");
});

test("a check tells its verdict and both sides", async () => {
  const { checks, shown } = await ran(`${rows}
score s of t by [arm] { metric em = exact(.output, .answers) ci: bootstrap(200, paired: .id) }
check s |> delta(em, arm: ["x", "y"]).mean >= 0.5 as "x is better"
check s |> delta(em, arm: ["x", "y"]).mean < 0 as "y is better"
check len("ab") == 2`);
  expect(checks).toEqual([
    [true, "holds: x is better (0.5 >= 0.5)"],
    [false, "fails: y is better (0.5 < 0)"],
    [true, 'holds: len("ab") == 2 (2 == 2)'],
  ]);
  // two items are few: each estimate says so below its verdict, once
  expect(shown.at(-5)).toBe("✓ holds: x is better (0.5 >= 0.5)");
  expect(shown.at(-4)).toMatch(/^note: n = 2 items[^()]*$/);
  expect(shown.at(-3)).toBe("✗ fails: y is better (0.5 < 0)");
});

test("a check that cannot be computed fails as a statement, not as a verdict", async () => {
  const { checks, failed } = await ran('check [1][4] == 2 as "odd"\ncheck true as "fine"');
  expect(checks).toEqual([[true, "holds: fine"]]);
  expect(failed).toHaveLength(1);
});

test("verbs over a score see its cells, with the columns that the checker told", async () => {
  const { shown, failed } = await ran(`${rows}
score s of t by [arm] { metric em = exact(.output, .answers) ci: bootstrap(200, paired: .id) }
show s |> where(.em > 0.6 and .n == 2) |> derive(wide: .em_hi - .em_lo > 0.5) |> select(.arm, .em, .wide)
show s |> sort(.em) |> select(.arm)
show len(s)
show (s |> where(.arm == "y"))[0].em_lo < 0.5`);
  expect(failed).toEqual([]);
  expect(shown.slice(-4)).toEqual([
    expect.stringMatching(/\nx +1 +true$/),
    expect.stringMatching(/\ny\nx$/),
    "2",
    "true",
  ]);
});

test("metrics with values for different numbers of items: n is the least, and a note says so", async () => {
  const { shown } = await ran(`${rows}
run r over t { step facts = .output when .output != "Rome" }
score s of r by [arm] { metric em = exact(.facts, .answers) metric l = len(.output) ci: bootstrap(200, paired: .id) }
show s |> select(.arm, .n)`);
  expect(shown.at(-2)).toMatch(/\nx +2\ny +1$/);
  expect(shown.at(-1)).toBe("note: s: in 1 of 2 cells the metrics have different n: it is the least");
});

test("a row for which a metric has no value is named", async () => {
  const { failed } = await ran(`${rows}
score s of t by [arm] { metric second = .answers[1] == .output }`);
  expect(failed).toEqual(["E215 5:41 there is no item 1 among 1, in row 1, 'a'"]);
});
