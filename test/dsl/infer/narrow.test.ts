// Null taken care of: what a condition says about a value holds behind it, and nowhere else.
import { expect, test } from "vitest";
import { wrong } from "../small.ts";

const t = "data t = table([{ id: 1, v: 2, w: null }, { id: 2, v: null, w: 3 }])";

test("behind a comparison with null a value is there", () => {
  expect(wrong`
    ${t}
    data a = t |> derive(x: if .v != null then .v + 1 else 0, y: if .v == null then 0 else .v + 1)
    data b = t |> where(.v != null and .v > 1)
    data c = t |> where(.v == null or .v > 1)
    data d = t |> where(not (.v == null or .w == null) and .v > .w)
    fn plus(x: Int?, by_much: Int?) = if x != null and by_much != null then x + by_much else 0
    data e = t |> derive(x: plus(.v, .w), y: (.v ?? 0) + 1)
    run r over t { step s = .v + 1 when .v != null and .v > 0 }
    let f = [1, null] |> map(x => if x != null then x * 2 else 0)
    prompt p(hint: Text?) -> Text { user """{{#if hint}}{{ hint }}{{#else}}none{{#end}}""" }`).toEqual([]);
});

test("two that may be null are compared by what they hold", () => {
  expect(wrong`
    ${t}
    data a = t |> where(.v == 2.5 or .w != .v)
    let b = (null ?? 1) + 1
    data c = t |> where(.v == "two")`).toEqual(["E211 4:21 '==' does not work on Int? and \"two\""]);
});

test("elsewhere it may be null", () => {
  expect(wrong`
    ${t}
    data a = t |> derive(x: if .v != null then 0 else .v + 1)
    data b = t |> where(.v != null or .v > 1)
    data c = t |> where(.v != null and .w > 1)
    data d = t |> derive(x: if .v != null then count(t |> where(.v > 1)) else 0)
    fn plus(x: Int?) = if x != null then [2, null] |> map(x => x + 1) else []
    prompt p(hint: Text?) -> Text { user """{{#if hint}}yes{{#else}}{{ hint }}{{#end}}""" }`).toEqual([
    "E211 2:51 '+' does not work on Int? and Int",
    "E211 3:35 '>' does not work on Int? and Int",
    "E211 4:36 '>' does not work on Int? and Int",
    "E211 5:61 '>' does not work on Int? and Int",
    "E211 6:60 '+' does not work on Int? and Int",
    "E204 7:68 a hole must be Text, a number or Bool, got Text?",
  ]);
});

test("a word is compared with the words it may be", () => {
  expect(wrong`
    ${t}
    run r over t vary style in ["numbered", "plain"] vary other in [1, 2] {
      step a = if style == "plane" then 1 else other
      step b = .style != "numbered" and "plian" == style
      step c = style in ["plain", "nubmered"]
      step d = structurize("x") |> render(style)
    }
    let word = "a"
    let same = word == "b"
    fn f(x: "a" | "b" | Null) = x == "c" or x == null`).toEqual([
    "E213 3:24 'style' is one of 'numbered', 'plain', got \"plane\"",
    "E213 4:37 'style' is one of 'numbered', 'plain', got \"plian\"; did you mean 'plain'?",
    "E213 5:31 'style' is one of 'numbered', 'plain', got \"nubmered\"; did you mean 'numbered'?",
    "E213 10:34 'x' is one of 'a', 'b', got \"c\"",
  ]);
});
