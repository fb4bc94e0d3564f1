// Token budgets before anything runs, with a tokenizer whose tokens are words and two tokens around each message.
import { expect, test } from "vitest";
import { compile } from "../../../dsl/compile.ts";
import { library } from "../../../runtime/library.ts";
import { counted } from "../counted.ts";
import { sourceOf } from "../small.ts";
import { facts, program, said, start, summed, words } from "./small.ts";

test("written text is counted, chat template included; pack, truncate, rows, answers and numbers bound holes", () => {
  expect(summed`run r over qa { ask ask1("one two three", "four") with tiny }`).toEqual([
    "ask1 with tiny: 9 fixed text + 10 output = 19 of 100",
  ]);
  expect(summed`run r over qa { ask ask1(.context |> pack(40), .question) with tiny }`).toEqual([
    "ask1 with tiny: 40 context (most) + 3 question (rows) + 5 fixed text + 10 output = 58 of 100",
  ]);
  expect(summed`
    run r over qa {
      step first = ask ask1(.context |> truncate(20)) with tiny
      step n = len(.context)
      ask ask1("""{{ .first }}: {{ .n }} {{ .first }}""", .answers[0]) with tiny
    }`).toEqual([
    "ask1 with tiny: 20 context (most) + 5 fixed text + 10 output = 35 of 100",
    "ask1 with tiny: 10 context (answer) + 8 context (few) + 10 context (answer) + 3 question (rows) + 6 fixed text + 10 output = 47 of 100",
  ]);
});

test("what an answer begins with is counted, and so are the longest of the choices and a text that is given; none is written", () => {
  expect(summed`run r over qa { ask ask1("one", "two") with tiny { prefix: "so I say" } }`).toEqual([
    "ask1 with tiny: 10 fixed text + 10 output = 20 of 100",
  ]);
  const chosen = 'choices: ["yes", "no no no", .question], choose: "raw"';
  expect(summed`run r over qa { ask ask1("one", "two") with tiny { ${chosen} } }`).toEqual([
    "ask1 with tiny: 3 question (rows) + 7 fixed text + 0 output = 10 of 100",
  ]);
  expect(summed`run r over qa { ask ask1("one", "two") with tiny { given: .short } }`).toEqual([
    "ask1 with tiny: 30 short (rows) + 7 fixed text + 0 output = 37 of 100",
  ]);
});

test("a given text over the window is told; one behind nothing goes in windows, and is not counted", () => {
  expect(said`run r over qa { ask ask1("one", "two") with tiny { given: .context } }`.join()).toContain(
    "W201",
  );
  const long = program`run r over qa { ask ask1("${words(100)}", "two") with tiny { given: .short } }`;
  // nothing is written, so no max_tokens could be lowered
  expect(long.diagnostics.map(({ code, hint }) => `${code} ${hint}`)).toEqual([
    "E301 shorten the prompt, or the text that is weighed",
  ]);
  expect(said`
    prompt blank() { user """""" }
    run r over qa { ask blank() with tiny { given: .context } }`).toEqual([]);
});

test("what is packed is never longer than its rows are, where all of them were seen", () => {
  expect(summed`run r over qa vary n in [20, 400] { ask ask1(.short |> pack(n)) with tiny }`).toEqual([
    "ask1 with tiny: 30 context (most) + 5 fixed text + 10 output = 45 of 100",
  ]);
});

test("E301 is told at each axis value that is too large, once, with a number that fits", () => {
  expect(said`
    run r over qa
      vary len in [50, 200, 100]
      vary arm in { a: ask1(.context |> pack(len), .question), b: ask1(.context |> pack(len)) }
    { ask arm with tiny }`).toEqual([
    "E301 2:20 prompt 'ask1' can need 200 (context) + 3 (question) + 5 (fixed text) + 10 (output) = 218 tokens, but 'tiny' has a window of 100 (axis len = 200)",
    "E301 2:25 prompt 'ask1' can need 100 (context) + 3 (question) + 5 (fixed text) + 10 (output) = 118 tokens, but 'tiny' has a window of 100 (axis len = 100)",
  ]);
});

test("the fix of E301 mends the program, joins included", () => {
  const run = (n: number | string) =>
    `run r over qa vary len in [50, ${n}] { ask ask1(.context |> pack(len + 4), .question) with tiny }`;
  const [problem] = program`${run(200)}`.diagnostics;
  const fix = problem?.fixes[0]?.text ?? "";
  expect(problem?.hint).toBe("lower len");
  expect(said`${run(fix)}`).toEqual([]);
  expect(said`${run(Number(fix) + 5)}`).toHaveLength(1);
});

test("the cause is where it is written: pack's number, a let, a prompt that is too long by itself", () => {
  const fixed = words(120);
  expect(said`
    let most = 300
    run r over qa { ask ask1(.context |> pack(120)) with tiny }
    run s over qa { ask ask1(.context |> pack(most - 50)) with tiny }
    run t over qa { ask ask1("${fixed}") with tiny }`).toEqual(
    [
      "E301 2:43 prompt 'ask1' can need 120 (context) + 5 (fixed text) + 10 (output) = 135 tokens, but 'tiny' has a window of 100",
      "E301 3:43 prompt 'ask1' can need 250 (context) + 5 (fixed text) + 10 (output) = 265 tokens, but 'tiny' has a window of 100",
      "E301 -2:41 prompt 'ask1' can need 125 (fixed text) + 10 (output) = 135 tokens, but 'tiny' has a window of 100",
    ].toSorted((a, b) => Number(/ (-?\d+):/.exec(a)?.[1]) - Number(/ (-?\d+):/.exec(b)?.[1])),
  );
});

test("windows as numbers: reader.window is followed, for each model of an axis its own", () => {
  expect(summed`
    run r over qa
      vary m in [tiny, wide]
    { ask ask1(.context |> pack(m.window - 50), .question) with m }`).toEqual([
    "ask1 with tiny: 50 context (most) + 3 question (rows) + 5 fixed text + 10 output = 68 of 100",
    "ask1 with wide: 950 context (most) + 3 question (rows) + 5 fixed text + 10 output = 968 of 1000",
  ]);
  expect(said`
    run r over qa vary m in [tiny, wide] { ask ask1(.context |> pack(500)) with m }`).toEqual([
    "E301 1:66 prompt 'ask1' can need 500 (context) + 5 (fixed text) + 10 (output) = 515 tokens, but 'tiny' has a window of 100",
  ]);
});

test("max_tokens: ask before run before prompt before model; the smaller window that a model states", () => {
  const output = (source: string) =>
    program`${source}`.budgets.map(({ parts, window }) => [parts.at(-1)?.tokens, window]);
  const asked = (body: string) =>
    `prompt p() { user """x""" max_tokens: 3 } model m = onnx("tiny") { max_tokens: 1 window: 50 }\nrun r over qa { ${body} }`.replace(
      "} model",
      "}\nmodel",
    );
  expect(output(asked("ask p() with m"))).toEqual([[3, 50]]);
  expect(output(asked("ask p() with m max_tokens: 4"))).toEqual([[4, 50]]);
  expect(output(asked("ask p() with m { max_tokens: 5 } max_tokens: 4"))).toEqual([[5, 50]]);
  expect(output(asked('ask ask1("x") with m'))).toEqual([[1, 50]]);
});

test("a model for each row: every branch is looked at, with its own window", () => {
  expect(said`
    run r over qa { ask ask1(.context |> pack(95)) with if .id > 3 then wide else tiny }`).toEqual([
    "E301 1:43 prompt 'ask1' can need 95 (context) + 5 (fixed text) + 10 (output) = 110 tokens, but 'tiny' has a window of 100",
  ]);
});

test("W201 once per hole, with what is left of the window and a fix for each argument", () => {
  const { diagnostics } = program`
    run r over qa
      vary m in [tiny, wide]
      vary arm in { a: ask1(.context, .question), b: ask1(.answers |> join(", "), .question) }
    { ask arm with m }`;
  expect(
    diagnostics.map(({ message, hint, fixes }) => [message, hint, ...fixes.map(({ title }) => title)]),
  ).toEqual([
    [
      "{{ context }} has no token limit; the largest row measured is 900 tokens",
      "add |> pack(n); the window of 'tiny' leaves it 82 tokens",
      "add |> pack(82) to .context",
      'add |> pack(82) to .answers |> join(", ")',
    ],
  ]);
});

test("nothing is said of holes that fit as measured, of numbers, words of a set, ids and literals", () => {
  expect(said`
    prompt p(a: Int, b: "x" | "y", c: Bool, d: Id, e: Text) { user """{{ a }} {{ b }} {{ c }} {{ d }} {{ e }}""" }
    run r over qa { ask p(.id, if .id > 1 then "x" else "y", .id > 1, .id, .question) with tiny }`).toEqual(
    [],
  );
});

test("what is not understood is never bounded, and says why", () => {
  expect(said`
    run r over qa { ask ask1(.context |> pack(20, tokenizer: wide)) with tiny }
    run s over qa { ask ask1(structurize(.context) |> pack(20) |> render("numbered")) with tiny }
    run t over qa { ask ask1(structurize(.context) |> pack(20) |> render("markdown")) with tiny }
    prompt each1(xs: Text[]) { user """{{#each x in xs}}{{ x }}{{#end}}""" }
    run u over qa { ask each1(.answers) with tiny }
    run v over qa { ask each1(["one", "two three"]) with tiny }`).toEqual([
    "W201 1:26 {{ context }} has no token limit: 'pack' counts tokens of 'wide', not of 'tiny'",
    "W201 2:26 {{ context }} has no token limit: 'render' writes it as \"numbered\", which can be longer than what was counted",
    "W201 4:36 {{#each x in xs}}{{ x }}{{#end}} has no token limit: it repeats for a list whose length is not known",
  ]);
});

test("conditions take the larger branch; a test that is known picks one", () => {
  expect(summed`
    prompt p(q: Text) { user """{{#if len(q) > 4}}one two three{{#else}}one{{#end}} {{ q }}""" }
    run r over qa { ask p(.question) with tiny }
    run s over qa { ask p("a") with tiny }`).toEqual([
    "p with tiny: 3 q (rows) + 5 fixed text + 10 output = 18 of 100",
    "p with tiny: 4 fixed text + 10 output = 14 of 100",
  ]);
});

test("demonstrations count as often as they are shown; conversations as measured", () => {
  expect(summed`
    prompt p(q: Text, k: Int) {
      shots k from qa |> slice(0, 5) { user """Q: {{ .question }}""" assistant """A {{ .answers[0] }}""" }
      user """{{ q }}"""
    }
    data more = qa |> where(.id > 5)
    run r over more vary k in [0, 2] { ask p("now", k) with tiny }`).toEqual([
    "p with tiny: 3 question (rows) + 3 answers (rows) + 3 question (rows) + 3 answers (rows) + 15 fixed text + 10 output = 37 of 100",
  ]);
  expect(summed`
    prompt p() { messages [{role: "user", content: "one two"}, {role: "assistant", content: "three"}] user """x""" }
    run r over qa { ask p() with tiny }`).toEqual(["p with tiny: 10 fixed text + 10 output = 20 of 100"]);
});

test("columns are followed through verbs, renames and runs", () => {
  expect(summed`
    data kept = qa |> where(.id > 1) |> derive(brief: .context |> truncate(9, tokenizer: tiny)) |> rename(q: .question)
    run first over kept { ask ask1(.brief, .q) with tiny }
    run then1 over first { step again = ask ask1(.output, .brief) with tiny }`).toEqual([
    "ask1 with tiny: 9 context (most) + 3 question (rows) + 5 fixed text + 10 output = 27 of 100",
    "ask1 with tiny: 10 context (answer) + 9 question (most) + 5 fixed text + 10 output = 34 of 100",
  ]);
});

test("a model of which nothing can be asked is an error; what the budget leaves out is told", () => {
  expect(said`
    model mute = onnx("mute") { max_tokens: 1 }
    model bare = onnx("tiny")
    run r over qa vary c in ["a", "b"] { ask ask1(c) with mute }
    run s over qa { ask ask1("x") with bare }`).toEqual([
    "E507 1:14 nothing in mute states the window",
    "I203 4:36 'max_tokens' is set nowhere for this ask, so the token budget leaves the answer out",
  ]);
});

test("facts come in few rounds: files, then one count per tokenizer", () => {
  const source = sourceOf(
    `${start}run r over qa vary m in [tiny, wide] vary n in [10, 20] { step a = ask ask1(.context |> pack(n)) with m ask ask1("x") with m }`,
  );
  expect(compile(source, library).needs.map(({ kind }) => kind)).toEqual(["columns", "model", "model"]);
  const then = compile(source, library, facts).needs;
  expect(then.map((need) => need.kind === "count" && [need.ref, need.chats.length])).toEqual([
    ["tiny", 2],
    ["wide", 2],
  ]);
  expect(counted(source, library, facts).needs).toEqual([]);
});

test("rows that are written out are measured whole", () => {
  expect(summed`
    run r over table([{a: "one two", b: "x"}, {a: "one two three", b: "y"}]) { ask ask1(.a |> pack(50), .b) with tiny }`).toEqual(
    ["ask1 with tiny: 3 context (most) + 1 question (rows) + 5 fixed text + 10 output = 19 of 100"],
  );
});

test("functions are followed into, with their arguments", () => {
  expect(summed`
    fn cut(t: Text, n: Int) -> Text = t |> pack(n, tokenizer: tiny)
    run r over qa vary n in [5, 7] { ask ask1(cut(.context, n + 1)) with tiny }`).toEqual([
    "ask1 with tiny: 8 context (most) + 5 fixed text + 10 output = 23 of 100",
  ]);
});
