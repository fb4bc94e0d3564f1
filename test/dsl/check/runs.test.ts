// What runs and scores make: each column once, no axis in vain, no value twice, no seed without an answer.
import { expect, test } from "vitest";
import { compiled, wrongIn } from "../small.ts";

const setting = `data qa = csv("qa.csv")
model m = onnx("folder") on cpu { temperature: 0.5 }
prompt p(text: Text) -> Text { user """{{ text }}""" }`;
const told = (run: string, before = setting): string[] =>
  wrongIn(before, run).map((line) => line.replace(/ 2:/, " "));

test("a column has one maker: the table, an axis, a step, or what an ask adds", () => {
  const ask = "ask p(.context) with m";
  expect(told("run r over qa vary id in [1, 2] { step x = id }")).toEqual([
    "E214 1:20 run 'r' makes a column 'id', which qa already has",
  ]);
  expect(told("run r over qa vary a in [1, 2] vary a in [3, 4] { step x = a }")).toEqual([
    "E214 1:37 run 'r' makes two columns 'a'",
  ]);
  expect(told("run r over qa vary a in [1, 2] { step a = a + 1 }")).toEqual([
    "E214 1:39 run 'r' makes two columns 'a'",
  ]);
  expect(told("run r over qa { step a = 1 step a = 2 }")).toEqual([
    "E214 1:33 run 'r' makes two columns 'a'",
  ]);
  expect(told('run r over qa vary output in ["a", "b"] { ask p(output) with m }')).toEqual([
    "E214 1:20 run 'r' makes two columns 'output'",
  ]);
  expect(told(`run r over qa { step usage = 1 ${ask} }`)).toEqual([
    "E214 1:22 run 'r' makes two columns 'usage'",
  ]);
  expect(told(`run r over qa { step seed = 1 ${ask} seeds: [1, 2] }`)).toEqual([
    "E214 1:22 run 'r' makes two columns 'seed'",
  ]);
  expect(told('run r over qa vary output in ["a", "b"] { step x = ask p(output) with m }')).toEqual([]);
  expect(told("run r over qa { step usage = 1 step seed = 2 }")).toEqual([]);
});

test("what is added stands in the way of a column that is there, but for those of a run", () => {
  const seeded = `${setting}\ndata marked = qa |> derive(seed: 1, finish: "x")`;
  expect(told("run r over marked { ask p(.context) with m seeds: [1, 2] }", seeded)).toEqual([
    "E214 1:5 run 'r' makes a column 'finish', which marked already has",
    "E214 1:44 run 'r' makes a column 'seed', which marked already has",
  ]);
  const before = `${setting}\nrun first over qa { step a = ask p(.context) with m seeds: [1, 2] }`;
  expect(told("run second over first { ask p(.a) with m }", before)).toEqual([]);
  // the seeds of the first run stay, so those of the second need another name for them
  expect(told("run second over first { ask p(.a) with m seeds: [3, 4] }", before)).toEqual([
    "E214 1:42 run 'second' makes a column 'seed', which first already has",
  ]);
  expect(told("run second over first { step a = 1 }", before)).toEqual([
    "E214 1:30 run 'second' makes a column 'a', which first already has",
  ]);
  expect(told("run second over first { step usage = 1 }", before)).toHaveLength(1);
});

test("an axis that nothing mentions makes copies", () => {
  expect(told("run r over qa vary a in [1, 2, 3] { step x = len(.context) }")).toEqual([
    "E302 1:20 axis 'a' is varied but never used in 'r': the grid would be 3 identical copies",
  ]);
  expect(told("run r over qa vary a in { one: 1, two: 2 } { step x = 1 }")).toHaveLength(1);
  expect(told("run r over qa vary a in [1, 2] { step x = 1 step y = .a }")).toEqual([]);
  expect(told("run r over qa vary a in [1, 2] { step x = 1 when a == 1 }")).toEqual([]);
  expect(told("run r over qa vary a in [1, 2] vary b in [a, a + 1] { step x = b }")).toEqual([]);
  expect(told('run r over qa vary a in ["x"] { step x = 1 }')).toEqual([]);
  expect(told('run r over qa vary a in [1, 2] { step x = """{{#if a > 1}}more{{#end}}""" }')).toEqual([]);
});

test("a value written twice gives every row twice", () => {
  expect(told("run r over qa vary a in [1, 2, 1] { step x = a }")).toEqual(["E209 1:32 '1' is given twice"]);
  expect(told("run r over qa vary a in [m, m] { ask p(.context) with a }")).toEqual([
    "E209 1:29 'm' is given twice",
  ]);
  expect(told("run r over qa { ask p(.context) with m seeds: [1, 1] }")).toEqual([
    "E209 1:51 '1' is given twice",
  ]);
});

test("seeds are for what is drawn", () => {
  expect(told("run r over qa { step x = 1 seeds: [1, 2] }")).toEqual([
    "E010 1:28 'seeds' repeats what a model is asked, and run 'r' asks none",
  ]);
});

test("a score: metrics have names of their own", () => {
  const em = "exact(.question, .answers)";
  const score = (...names: readonly string[]): string[] =>
    told(`score s of qa by [context] { ${names.map((name) => `metric ${name} = ${em}`).join(" ")} }`);
  expect(score("a", "b")).toEqual([]);
  expect(score("a", "a")).toEqual(["E209 1:75 'a' is given twice"]);
  expect(score("context")).toEqual(["E214 1:37 score 's' makes two columns 'context'"]);
  expect(score("n")).toEqual(["E214 1:37 score 's' makes two columns 'n'"]);
  expect(score("id")).toEqual(["E214 1:37 score 's' makes two columns 'id'"]);
  expect(score("a", "a_lo")).toEqual(["E214 1:75 score 's' makes two columns 'a_lo'"]);
  expect(told(`score s of qa by [id, id] { metric a = ${em} }`)).toEqual(["E209 1:23 'id' is given twice"]);
});

test("delta speaks of axes", () => {
  const score = `${setting}\nscore s of qa by [context] { metric em = exact(.question, .answers) }`;
  expect(told('check s |> delta(em, contxt: ["a", "b"]).lo > 0', score)).toEqual([
    "E302 1:22 'contxt' is not an axis of s; did you mean 'context'?",
  ]);
  expect(told('show s |> delta(em, em: ["a", "b"])', score)).toEqual(["E302 1:21 'em' is not an axis of s"]);
});

test("numbers that can be known are in their range", () => {
  expect(told('model k = onnx("x") on cpu { window: 0, max_tokens: 1, temperature: -1 }')).toEqual([
    "E216 1:38 'window' is out of its range: 0",
    "E216 1:69 'temperature' is out of its range: -1",
  ]);
  expect(told("run r over qa { ask p(.context) with m { max_tokens: 0 } temperature: 0 }")).toEqual([
    "E216 1:54 'max_tokens' is out of its range: 0",
  ]);
});

test("null: a value that may be one is compared as it is, and computed with only when it has a stand-in", () => {
  const rows = "data t = table([{ n: 1 }, { n: null }])";
  const let_ = (value: string): string[] => told(`data u = t |> derive(x: ${value})`, rows);
  expect(let_("(.n ?? 0) + 1")).toEqual([]);
  expect(let_(".n == null")).toEqual([]);
  expect(let_("if .n == null then 0 else .n")).toEqual([]);
  expect(let_("1 == null")).toEqual([]);
  expect(let_("((if .n == 1 then null else 2) ?? 0) + 1")).toEqual([]);
  const { diagnostics } = compiled(`${rows}\ndata u = t |> derive(x: .n + 1)`);
  expect(diagnostics.map(({ code, message, hint }) => [code, message, hint])).toEqual([
    ["E211", "'+' does not work on Int? and Int", "give null a stand-in: (... ?? 0)"],
  ]);
});

test("what is shown must be said; cells of another language are named", () => {
  expect(wrongIn("show")).toEqual(["E010 1:1 'show' needs what is shown; write: show answers"]);
  expect(wrongIn("explain")).toEqual([]);
  const other = (text: string): string[] => wrongIn(text).map((line) => line.slice(0, 40));
  expect(other(" %%bash\nls")).toEqual(["E010 1:2 '%%bash' is unknown: of these c"]);
  expect(other("%matplotlib inline")).toEqual(["E010 1:1 '%matplotlib' is unknown: of th"]);
  expect(other("%%tsx\n1")).toEqual(["E010 1:1 '%%tsx' is unknown: of these ce"]);
});
