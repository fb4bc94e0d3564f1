// Prompts with more than messages: conversations from the data, demonstrations, answers that are read as something.
import { expect, test } from "vitest";
import { compile } from "../../../dsl/compile.ts";
import type { PromptStep } from "../../../dsl/plan/plan.ts";
import { library } from "../../../runtime/library.ts";
import { sourceOf, told } from "../small.ts";

const rows = `data qa = table([{ id: 1, question: "a", topic: "x", answer: "b" }, { id: 2, question: "c", topic: "y", answer: "d" }])
model m = onnx(folder) on cpu
let folder = "x"\n`;
/** Errors and warnings about a program after these rows, lines counted from it. */
function said(program: string, before = rows): string[] {
  const source = sourceOf(before, program);
  return told(source, compile(source, library))
    .filter((line) => !line.startsWith("I"))
    .map((line) => line.replace(/ 2:(?=\d)/, " "));
}

test("a conversation is a list of roles and contents; a role that is written out is checked at its place", () => {
  const chat = (of: string, turns = "{role: Text, content: Text}[]"): string[] =>
    said(`prompt p(turns: ${turns}) -> Text { messages ${of} }`);
  expect(chat("turns")).toEqual([]);
  expect(chat("turns", "Json")).toEqual([]);
  expect(chat("turns[0 .. 2]")).toEqual([]);
  expect(chat("turns", "Text[]")).toEqual([
    "E204 1:44 'messages' must be {role: Text, content: Text}[], got Text[]",
  ]);
  expect(chat("turns", "{role: Text, text: Text}[]")).toHaveLength(1);
  expect(chat('[{ role: "human", content: "x" }, { role: "user", content: "y" }]')).toEqual([
    "E310 1:76 a message has the role 'human'",
  ]);
  expect(chat("turns", `{role: "user" | "bot", content: Text}[]`)).toHaveLength(1);
});

test("demonstrations: names are parameters, .x is the row of the demonstration", () => {
  const shots = (text: string): string[] =>
    said(`prompt p(question: Text, k: Int = 1) -> Text { ${text} user """{{ question }}{{ k }}""" }`);
  const block = '{ user """{{ .question }}""" assistant """{{ .answer }} {{ question }}""" }';
  expect(shots(`shots 2 from qa ${block}`)).toEqual([]);
  expect(
    shots(`shots k + 1 from qa |> where(.topic == question) |> bm25(to: question, on: .question) ${block}`),
  ).toEqual([]);
  expect(shots(`shots 2 from qa |> random(seed: k) ${block}`)).toEqual([]);
  expect(shots('shots 2 from qa { user """{{ .qestion }}""" }')).toEqual([
    "E201 1:78 qa has no column 'qestion'; did you mean 'question'?",
  ]);
  expect(shots(`shots "two" from qq ${block}`)).toEqual([
    `E204 1:54 how many 'shots' must be Int, got "two"`,
    "E101 1:65 unknown table 'qq'",
  ]);
  expect(shots(`shots 2 from question ${block}`)).toEqual([
    "E204 1:61 what 'shots' are taken from must be a Table, got Text",
  ]);
  expect(shots("shots 2 from qa {}")).toHaveLength(1);
  expect(shots(`shots 2 from qa |> bm25(on: .question) ${block}`)).toEqual([
    "E206 1:67 'bm25' needs to: Text",
  ]);
  expect(shots(`shots 2 from qa |> nearest(to: question, on: .question) ${block}`)).toEqual([
    "E206 1:67 'nearest' needs with: Model<embed>",
  ]);
  expect(said('prompt p(question: Text) -> Text { shots 1 from qa { user """{{ .question }}""" } }')).toEqual(
    [`E010 1:8 prompt 'p' has no message; it needs user """...""" at least`],
  );
});

test("W304: demonstrations from the rows that are asked", () => {
  const run = (over: string, from: string): string[] =>
    said(`data easy = qa |> where(.topic == "x")
let parts = holdout(qa, share: 0.5, seed: 7)
prompt p(question: Text) -> Text { shots 1 from ${from} { user """{{ .question }}""" } user """{{ question }}""" }
run r over ${over} { ask p(.question) with m { max_tokens: 3 } }`).map((line) => line.slice(0, 4));
  const shared = ["W304"];
  expect(run("qa", "qa")).toEqual(shared);
  expect(run("qa", "easy |> sample(1, seed: 1)")).toEqual(shared);
  expect(run("easy |> derive(n: 1)", "qa |> random(seed: 1)")).toEqual(shared);
  expect(run("qa |> slice(0, 1)", "qa |> slice(0, 2)")).toEqual(shared);
  expect(run("qa", "parts.train")).toEqual(shared);
  expect(run("parts.test |> slice(0, 1)", "parts.test")).toEqual(shared);
  expect(run("parts.test", "parts.train |> where(.topic == question)")).toEqual([]);
  expect(run("qa |> slice(0, 1)", "qa |> slice(1)")).toEqual([]);
  expect(run('qa |> where(.topic == "y")', "easy")).toEqual([]);
  expect(run("qa", 'table([{ question: "other" }])')).toEqual([]);
});

test("what a prompt returns is what an answer is, null where it cannot be read", () => {
  const typed = (returns: string, use: string): string[] =>
    said(`prompt p(question: Text) -> ${returns} { user """{{ question }}""" }
run r over qa { step v = ask p(.question) with m { max_tokens: 3 } step w = ${use} }`);
  expect(typed("Text", "len(.v)")).toEqual([]);
  expect(typed("Int", ".v + 1")).toEqual(["E211 2:77 '+' does not work on Int? and Int"]);
  expect(typed("Int", "(.v ?? 0) + 1")).toEqual([]);
  expect(typed('"yes" | "no"', '.v == "yes"')).toEqual([]);
  expect(typed("{verdict: Text, sure: Num}", '(.v.verdict ?? "") + "!"')).toEqual([]);
  expect(typed("{verdict: Text}", ".v.vedict")).toEqual([
    "E208 2:80 {verdict: Text} has no 'vedict'; did you mean 'verdict'?",
  ]);
  expect(typed("Model", "1").map((line) => line.slice(0, 4))).toEqual(["E311", "W112"]);
});

test("arms that return different things: the answer is one of them", () => {
  const arms = `prompt words(q: Text) -> "yes" | "no" { user """{{ q }}""" }
prompt number(q: Text) -> Int { user """{{ q }}""" }
run r over qa vary arm in { words: words(.question), number: number(.question) } { ask arm with m { max_tokens: 3 } }`;
  expect(said(arms)).toEqual([]);
  expect(said(`${arms}\nscore s of r { metric x = len(.output) }`).map((line) => line.slice(0, 4))).toEqual([
    "W303",
    "E203",
  ]);
});

test("of a step's answer more is known than the text", () => {
  const step = (use: string, when = ""): string[] =>
    said(`prompt p(question: Text) -> Text { user """{{ question }}""" }
run r over qa { step facts = ask p(.question) with m { max_tokens: 3 } ${when} step w = ${use} }`);
  expect(step("len(.facts) + .facts.tokens")).toEqual([]);
  expect(step(".facts.logprob / .facts.tokens > -0.5")).toEqual([]);
  expect(step('.facts.model == "m"')).toEqual([]);
  expect(step(".facts.token").at(-1)).toMatch(/^E208 \S+ Text has no 'token'; did you mean 'tokens'\?$/);
  expect(step(".facts.tokens + 1", 'when .topic == "x"')).toHaveLength(1);
});

test("the plan holds the items of a prompt in their order, and what it returns", () => {
  const source = sourceOf(`${rows}prompt p(turns: Json, question: Text) -> "a" | "b" {
    system """Be brief."""
    shots 1 from qa { user """{{ .question }}""" }
    messages turns
    user """{{ question }}"""
  }`);
  const prompt = compile(source, library).plan.steps.find(
    (step): step is PromptStep => step.kind === "prompt",
  );
  expect(prompt?.items.map(({ item }) => item)).toEqual(["message", "shots", "splice", "message"]);
  expect(prompt?.returns).toMatchObject({ kind: "union" });
  expect(prompt?.needs).toEqual(["qa"]);
});

test("hashes: names of parameters are no part of a prompt, its demonstrations and what it returns are", () => {
  const hash = (text: string): string => {
    const { plan, diagnostics } = compile(sourceOf(rows + text), library);
    expect(diagnostics.filter(({ severity }) => severity !== "info")).toEqual([]);
    return plan.steps.find(({ id }) => id === "p")?.hash ?? "";
  };
  const prompt =
    'prompt p(q: Text, n: Int) -> Int { shots n from qa |> bm25(to: q, on: .question) { user """{{ .question }} {{ q }}""" } user """{{ q }}""" }';
  const now = hash(prompt);
  expect(hash(prompt.replaceAll(/\bq\b/g, "query").replaceAll(/\bn\b/g, "count"))).toBe(now);
  expect(hash(prompt.replace("-> Int", "-> Num"))).not.toBe(now);
  expect(hash(prompt.replace("shots n", "shots n + 1"))).not.toBe(now);
  expect(hash(prompt.replace("on: .question", "on: .topic"))).not.toBe(now);
});
