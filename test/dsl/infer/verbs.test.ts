// What the checker knows of tables made by joins and groups: columns, their types, and what cannot be.
import { expect, test } from "vitest";
import { compile } from "../../../dsl/compile.ts";
import { library } from "../../../runtime/library.ts";
import { text } from "../../help.ts";
import { sourceOf, told } from "../small.ts";

function wrong(strings: TemplateStringsArray): string[] {
  const source = sourceOf(text(strings));
  return told(source, compile(source, library));
}

test("join: columns of both; the keys must be in both, and nothing else", () => {
  expect(wrong`
    data a = table([{id: "x", v: 1}])
    data b = table([{id: "x", w: 2}])
    data ab = a |> join(b, .id) |> where(.v < .w)
    data no = a |> join(b, .v)
    data none = a |> join(b)
    data twice = a |> join(a |> derive(w: 1), .id)`).toEqual([
    "E201 4:25 b has no column 'v'",
    "E206 5:18 'join' needs by: a column that both have",
    "E214 6:24 'join' makes a column 'v', which a already has",
  ]);
});

test("left_join: columns of the second table may be null", () => {
  expect(wrong`
    data a = table([{id: "x", v: 1}])
    data b = table([{id: "x", w: 2}])
    data more = a |> left_join(b, .id) |> where((.w ?? 0) > 1)
    data bad = a |> left_join(b, .id) |> where(.w > 1)`).toEqual([
    "E211 4:44 '>' does not work on Int? and Int",
  ]);
});

test("aggregate: inside, a column is the list of its values, except those grouped by", () => {
  expect(wrong`
    data qa = table([{topic: "kv", len: 3}])
    data groups = qa |> aggregate(.topic, n: count(.len), mean: mean(.len), name: lower(.topic)) |> where(.n > 1 and .mean > 2)
    data bad = qa |> aggregate(.topic, wide: .len > 2)
    data all = qa |> aggregate(total: sum(.len)) |> select(.total, .topic)`).toEqual([
    "E211 3:42 '>' does not work on Int[] and Int",
    "E201 4:65 qa has no column 'topic'",
  ]);
});

test("fold makes two columns of many, group makes lists, pivot cannot be known", () => {
  expect(wrong`
    data wide = table([{id: "a", em: 1, f1: 0.5}])
    data long = wide |> fold(.em, .f1, key: "metric", value: "score") |> where(.score > 0.1 and .metric == "em")
    data gone = wide |> fold(.em, .f1) |> select(.em)
    data lists = wide |> group(.id) |> derive(n: len(.em))
    data any = long |> pivot(key: .metric, value: .score) |> select(.anything)`).toEqual([
    "E201 3:47 wide has no column 'em'",
  ]);
});

test("columns are named: what else stands there is told with the way to what it is for", () => {
  const source = sourceOf(text`
    data t = table([{id: "a", v: 1, s: "x"}, {id: "b", v: 0.5, s: "y"}])
    data n = t |> count(x => x.v > 1)
    data m = t |> count(.v > 1)
    data s = t |> sort(-.v)
    data l = t |> select([.id, .v])
    data c = t |> select(.id .v)
    data d = t |> dedupe(x => lower(x.s))
    data fine = t |> sort(x => x.v) |> count(.s)
    let some = count(["a"], x => x == "a")`);
  const { diagnostics } = compile(source, library);
  expect(diagnostics.map(({ message, hint }) => [message, hint])).toEqual([
    ["by of 'count' must be a column: .name, got a function", "choose the rows first: where(...) |> count"],
    ["by of 'count' must be a column: .name, got Bool", "choose the rows first: where(...) |> count"],
    ["by of 'sort' must be a column: .name, got Num", "largest first: sort(.x, descending: true)"],
    [
      "columns of 'select' must be a column: .name, got (Text | Num)[]",
      "write the columns without brackets: .a, .b",
    ],
    [
      "columns of 'select' must be a column: .name, got an expression",
      "put a comma between two columns: .a, .b",
    ],
    [
      "by of 'dedupe' must be a column: .name, got a function",
      "make it a column first: derive(x: ...) |> dedupe(.x)",
    ],
  ]);
});

test("a score has the columns of its cells; a run goes over a table made of them", () => {
  expect(wrong`
    data t = table([{id: "a", arm: "x", v: 1}])
    score q of t by [arm] { metric f1 = .v }
    data good = q |> where(.f1 > 0.5) |> select(.arm, .f1_lo, .n)
    data lost = q |> where(.f2 > 0.5)
    run again over good { step x = .f1_lo }
    run no over q { step x = .f1 }`).toEqual([
    "W303 2:7 n = 1 item at most: a 95 % interval will be very wide",
    "E201 4:25 q has no column 'f2'",
    `E204 6:13 what run 'no' goes over must be a Table, got Score<"arm", "f1">`,
  ]);
});

test("what is written out and can only fail is told before the run", () => {
  expect(wrong`
    data t = table([{id: "a", v: 1, s: "x", xs: [1], ok: true}])
    chart c = t |> bar(x: id, y: s)
    chart d = t |> bar(x: id, y: ok)
    data u = t |> unroll(.s)
    data w = t |> unroll(.xs)
    let h = t |> holdout(share: 1.5, seed: 1)
    data n = t |> sample(-1, seed: 1)
    let r = round(1.5, digits: 13)
    let p = retrieve(index(t |> passages(.id, .s)), "x", k: 0)
    let i = wilson(level: 2)
    let b = bootstrap(resamples: 10)`).toEqual([
    "E204 2:30 y of 'bar' must be a column of numbers, got Text",
    "E203 4:22 'unroll' takes column: a column of lists, but got Text",
    "E216 6:29 'share' is out of its range: 1.5",
    "E216 7:22 'n' is out of its range: -1",
    "E216 8:28 'digits' is out of its range: 13",
    "E216 9:57 'k' is out of its range: 0",
    "E216 10:23 'level' is out of its range: 2",
    "E216 11:30 'resamples' is out of its range: 10",
  ]);
});

test("a number that the language cannot hold is an error where it is written", () => {
  expect(wrong`
    let big = 9007199254740993
    let fine = [9007199254740992, 1e300, 0.1, 1_000, 0, 0.0, 8Ki, 95%]
    let inf = 1e400
    let none = 1e-400`).toEqual([
    "E010 1:11 '9007199254740993' has more digits than a number holds: it would be 9007199254740992; in quotes it is Text",
    "E010 3:11 '1e400' is too large for a number",
    "E010 4:12 '1e-400' is too small for a number",
  ]);
});
