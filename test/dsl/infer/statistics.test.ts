// What is known of numbers before they are there: axes and their values, items that pair, how many there are.
import { expect, test } from "vitest";
import { compile } from "../../../dsl/compile.ts";
import { library } from "../../../runtime/library.ts";
import { sourceOf, told } from "../small.ts";

const qa = `table([{ id: "a", q: "x", g: ["x"] }, { id: "b", q: "y", g: ["y"] }])`;
const runs = `data qa = ${qa}
run one over qa vary arm in { plain: .q, loud: .q + "!" } vary n in [1, 2] { step output = arm step size = n }
run two over qa vary arm in { plain: .q, loud: .q + "?" } vary n in [1, 2] { step output = arm step size = n }
score s of one by [arm, n] { metric em = exact(.output, .g) }\n`;
/** What is said about the last cell, without W303 where it is not asked for. */
function said(program: string, few = false): string[] {
  const source = sourceOf(runs, program);
  return told(source, compile(source, library))
    .filter((line) => line.includes(" 2:") && (few || !line.startsWith("W303")))
    .map((line) => line.replace(" 2:", " "));
}

test("delta: the values of an axis are those the program gives it", () => {
  const delta = (args: string, of = "s"): string[] => said(`show ${of} |> delta(em, ${args})`);
  expect(delta('arm: ["plain", "loud"], n: 1')).toEqual([]);
  expect(delta('arm: ["plain", "lod"]')).toEqual([
    `E302 1:36 'arm' of 's' has no value "lod"; did you mean "loud"?`,
  ]);
  expect(delta('arm: ["plain", "loud"], n: 3')).toEqual(["E302 1:48 'n' of 's' has no value 3"]);
  expect(delta('arm: ["plain", "plain"]')).toEqual(["E209 1:36 'plain' is given twice"]);
  expect(delta('arm: "plain"')).toEqual([
    `E302 1:11 'delta' contrasts one axis by two values, as in arm: ["a", "b"]`,
  ]);
  expect(delta('arm: ["plain", "loud"], n: [1, 2]')).toHaveLength(1);
  expect(delta('amr: ["plain", "loud"]')).toEqual([
    "E302 1:21 'amr' is not an axis of s; did you mean 'arm'?",
  ]);
  expect(said('show s |> delta(em_lo, arm: ["plain", "loud"])')).toEqual([
    "E201 1:17 s has no metric 'em_lo'",
  ]);
});

test("deltas: the axes not named are columns, and what is wrong with the contrast is told as of delta", () => {
  expect(said('show s |> deltas(em, arm: ["plain", "loud"]) |> select(.n, .mean, .needed)')).toEqual([]);
  expect(said('show s |> deltas(em, arm: ["plain", "loud"]) |> select(.arm)')).toEqual([
    expect.stringContaining("E201") as string,
  ]);
  expect(said('show s |> deltas(em, arm: ["plain", "lod"])')).toEqual([
    `E302 1:37 'arm' of 's' has no value "lod"; did you mean "loud"?`,
  ]);
});

test("values are followed through runs over runs, unions and tables that are written out", () => {
  const values = (of: string, axis: string): string[] =>
    said(`score t of ${of} by [${axis}] { metric m = .size }
show t |> delta(m, ${axis}: ["?", "!"])`).map((line) => line.replace(/^\S+ \S+ /, ""));
  expect(values("one |> where(.size > 1)", "arm")).toEqual([
    `'arm' of 't' has no value "?"`,
    `'arm' of 't' has no value "!"`,
  ]);
  expect(values('union(a: one, b: two, as: "run")', "run")).toHaveLength(2);
  expect(values('union(a: one, b: two, as: "run")', "arm")).toHaveLength(2);
  expect(values('table([{ id: 1, size: 1, arm: "?" }, { id: 1, size: 2, arm: "!" }])', "arm")).toEqual([]);
  expect(values("one |> derive(arm2: .arm + n)", "arm2")).not.toEqual([]);
});

test("an Estimate: the numbers it has are offered", () => {
  const source = sourceOf(runs, 'let gain = s |> delta(em, arm: ["plain", "loud"])\ncheck 0 < gain');
  const [problem] = compile(source, library).diagnostics.filter(({ code }) => code === "E305");
  expect(problem?.fixes.map(({ title, text }) => [title, text])).toEqual([
    ["say .mean", ".mean"],
    ["say .lo", ".lo"],
    ["say .hi", ".hi"],
  ]);
  expect(said('let gain = s |> delta(em, arm: ["plain", "loud"])\ncheck gain.lo > 0')).toEqual([]);
});

test("pairing needs an id: there, on both sides, once in each cell", () => {
  const pairing = "E303";
  const codes = (program: string): string[] => said(program).map((line) => line.slice(0, 4));
  const score = (of: string, more = ""): string[] =>
    codes(`score t of ${of} by [arm] { metric m = .size ${more} }\nshow t |> delta(m, arm: ["x", "y"])`);
  expect(
    score(
      'table([{ item: 1, size: 1, arm: "x" }, { item: 1, size: 2, arm: "y" }])',
      "ci: bootstrap(paired: .item)",
    ),
  ).toEqual([]);
  expect(score('table([{ item: 1, size: 1, arm: "x" }, { item: 1, size: 2, arm: "y" }])')).toEqual([pairing]);
  expect(
    score(
      'table([{ id: 1, size: 1, arm: "x" }, { id: 1, size: 2, arm: "y" }, { id: 1, size: 2, arm: "y" }])',
    )[0],
  ).toBe(pairing);
  expect(
    score(
      'table([{ id: 1, size: 1, arm: "x" }, { id: 1, size: 2, arm: "y" }])',
      "ci: bootstrap(paired: .idd)",
    )[0],
  ).toBe(pairing);
  expect(codes("show compare(one |> drop(.id), two, metric: .size)")).toEqual([pairing]);
});

test("compare reads its metric on both sides, union wants the same columns", () => {
  expect(said("let e = compare(one, two, metric: exact(.output, .g))\ncheck e.lo > 0")).toEqual([]);
  expect(said("let e = compare(one, two |> rename(out: .output), metric: exact(.output, .g))")).toEqual([
    "E201 1:66 two has no column 'output'",
  ]);
  expect(said("let e = compare(one, two, metric: .output)")).toEqual([
    "E203 1:35 'compare' takes metric: Num | Bool, but got Text",
  ]);
  expect(said("score t of union(a: one, b: two) by [run, arm] { metric m = .size }")).toEqual([]);
  expect(said("show union(a: one, b: two |> drop(.size))")).toEqual([
    "E312 1:6 the columns of 'a' and 'b' differ: 'size' is in 'a' alone",
  ]);
  expect(said("show union(a: one)")).toHaveLength(1);
  expect(said('show union(a: one, b: two, as: "arm")')).toEqual([
    "E312 1:6 'union' makes a column 'arm', which is there already",
  ]);
});

test("W303: fewer than 20 items, where the program says how many", () => {
  const many = (of: string): boolean =>
    said(`score t of ${of} { metric m = len(.question) }`, true).length === 0;
  const world = 'world(30, facts: 4, split: "test", seed: 1)';
  expect(many(world)).toBe(true);
  expect(many(`${world} |> slice(5)`)).toBe(true);
  expect(many(`${world} |> slice(5, 20)`)).toBe(false);
  expect(many(`${world} |> sample(19, seed: 1) |> derive(x: 1)`)).toBe(false);
  // what is refused is no count of items
  expect(said(`score t of ${world} |> sample(-2, seed: 1) { metric m = len(.question) }`, true)).toEqual([
    expect.stringMatching(/^E216 .*'n' is out of its range: -2$/),
  ]);
  expect(many(`${world} |> where(.facts > 1) |> slice(15)`)).toBe(false);
  expect(many('world(10, facts: [4, 8], split: "test", seed: 1)')).toBe(true);
  expect(many('world(9, facts: 4, draws: [1, 2], split: "test", seed: 1)')).toBe(false);
});

test("grouping by what is no axis is told with the axes, and mended", () => {
  const source = sourceOf(runs, "score t of one by [amr] { metric m = .size }");
  const [problem] = compile(source, library).diagnostics.filter(({ code }) => code === "E302");
  expect(problem?.fixes.map(({ text }) => text)).toEqual(["arm"]);
  expect(said("score t of one by [arm, arm] { metric m = .size }")).toEqual([
    "E209 1:25 'arm' is given twice",
  ]);
  expect(said("score t of one by [arm] { metric m = .output }")).toEqual([
    "E204 1:38 metric 'm' must be Num | Bool, got Text",
  ]);
});
