// What the checker knows of the rows that judges are asked about, and of what is said of them.
import { expect, test } from "vitest";
import { compile } from "../../../dsl/compile.ts";
import { library } from "../../../runtime/library.ts";
import { text } from "../../help.ts";
import { sourceOf, told } from "../small.ts";

function wrong(strings: TemplateStringsArray): string[] {
  const source = sourceOf(text(strings));
  return told(source, compile(source, library));
}

test("both orders: two answers, each by its name; columns that are made are known, and clash", () => {
  expect(wrong`
    data p = table([{id: 1, x: "a", y: "b"}])
    data shown = both_orders(p, x: .x, y: .y)
    data fine = shown |> where(.order == "given") |> select(.first, .second_is)
    data one = both_orders(p, x: .x)
    data no = shown |> select(.third)
    data again = both_orders(shown, x: .x, y: .y)`).toEqual([
    "E206 4:12 'both_orders' needs two answers, each by its name: a: .output_1, b: .output_2",
    "E201 5:28 shown has no column 'third'",
    "E214 6:14 'both_orders' makes a column 'order', which shown already has",
  ]);
});

test("settled and its report: their columns, and those they part by", () => {
  expect(wrong`
    data p = table([{id: 1, x: "a", y: "b"}])
    data shown = both_orders(p, x: .x, y: .y) |> canaries(1, seed: 1) |> derive(judge: "j")
    data items = settled(shown, "first", .judge)
    data fine = items |> select(.id, .judge, .outcome, .winner)
    data no = items |> select(.canary)
    data told = pairwise_report(items, .judge) |> select(.judge, .figure, .value, .lo)
    data birds = canary_report(shown, "first", .judge) |> select(.judge, .canary, .share)
    data none = pairwise_report(shown)`).toEqual([
    "E201 5:28 items has no column 'canary'",
    expect.stringMatching(/^E203 8:\d+ .pairwise_report. takes settled/),
  ]);
});
