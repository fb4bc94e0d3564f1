// Columns followed back to where their texts come from: each verb, each run, each arm on the way.
import { expect, test } from "vitest";
import { program } from "./small.ts";

/** What bounds the hole of a prompt that is asked about a column: `30 rows` of `30 context (rows)`; `?` where nothing does. */
function bound(declared: string, over: string, argument: string): string {
  const { budgets, diagnostics } = program`
    prompt p(x: Text?) { user """{{ x ?? "" }}""" }
    ${declared}
    run asked over ${over} { ask p(${argument}) with tiny }`;
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  const parts = budgets.flatMap(({ run, parts }) => (run === "asked" ? parts : []));
  const holes = parts.filter(({ kind }) => kind !== "written" && kind !== "output");
  return holes.map(({ tokens, kind }) => `${tokens ?? "?"} ${kind}`).join(", ") || "no hole";
}

test.each([
  // of a file: its longest rows
  ["qa", ".short", "30 rows"],
  ["qa |> where(.id > 1) |> slice(0, 3) |> sort(.id) |> sample(2, seed: 1)", ".short", "30 rows"],
  ["qa |> select(.id, .short)", ".short", "30 rows"],
  ["qa |> drop(.context)", ".short", "30 rows"],
  ["qa |> rename(brief: .short)", ".brief", "30 rows"],
  ["qa |> unroll(.answers)", ".answers", "3 rows"],
  ["holdout(qa, share: 0.5, seed: 1).test", ".short", "30 rows"],
  // made on the way
  [`qa |> derive(made: "two words")`, ".made", "no hole"],
  ["qa |> derive(made: .short |> truncate(7, tokenizer: tiny))", ".made", "7 most"],
  ["qa |> derive(made: .short) |> rename(other: .made) |> where(.id > 1)", ".other", "30 rows"],
  ["qa |> derive(short: .question)", ".short", "3 rows"],
  // of two tables the first one that has it
  [`qa |> join(table([{ id: 1, note: "just four words here" }]), by: .id)`, ".note", "4 rows"],
  [`qa |> left_join(table([{ id: 1, note: "just four words here" }]), by: .id)`, ".short", "30 rows"],
  // written out
  [`table([{ a: "one" }, { a: "one two" }])`, ".a", "2 rows"],
  [`table([{ a: ["one two", "three"] }])`, ".a[0]", "2 rows"],
])("over %s, %s is bound by %s", (over, column, expected) => {
  expect(bound("", over, column)).toBe(expected);
});

test.each([
  // a let, a table of its own
  ["data few = qa |> slice(0, 2)", "few", ".short", "30 rows"],
  // columns of a run: steps, answers, axes
  ["run made over qa { step brief = .context |> truncate(6, tokenizer: tiny) }", "made", ".brief", "6 most"],
  ["run made over qa { step said = ask p(.short) with tiny { max_tokens: 4 } }", "made", ".said", "4 answer"],
  [
    "run made over qa { ask p(.short) with tiny max_tokens: 12 }",
    "made |> rename(said: .output) |> drop(.usage, .logprob, .finish, .error)",
    ".said",
    "12 answer",
  ],
  [`run made over qa vary style in ["plain", "long"] { step n = len(style) }`, "made", ".style", "16 few"],
  [
    "run made over qa vary n in [3, 5] { step cut = .short |> truncate(n, tokenizer: tiny) }",
    "made",
    ".cut",
    "5 most",
  ],
  // the table below a run
  ["run made over qa { step n = len(.short) }", "made", ".short", "30 rows"],
])("%s; over %s, %s is bound by %s", (declared, over, column, expected) => {
  expect(bound(declared, over, column)).toBe(expected);
});

test("a column that nobody can follow has no bound", () => {
  expect(bound("", "qa |> group(.id)", ".short[0]")).toBe("? open");
  expect(bound("", "qa |> derive(made: .short + .context)", ".made")).toMatch(/rows/);
});
