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
