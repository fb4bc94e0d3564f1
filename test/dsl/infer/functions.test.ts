// Functions and lambdas while checking: types in and out, what their bodies see, where they may stand; and their hashes.
import { expect, test } from "vitest";
import { compiled, hashes, wrong } from "../small.ts";

const qa = 'data qa = csv("qa.csv")';

test("a function is called like an operator, in any place", () => {
  expect(wrong`
    ${qa}
    fn first(xs: Text[], orelse: Text = "") -> Text = if len(xs) > 0 then xs[0] else orelse
    fn long(x: Text) = len(x) > 10
    fn sized(rows: Table<{ context: Text }>, least: Int) = rows |> where(len(.context) > least)
    data some = qa |> sized(3) |> where(long(.question)) |> derive(answer: first(.answers), n: len(first(orelse: "a", xs: .answers)))
    let answers = [["a"], ["b", "c"]] |> map(first) |> map(x => len(x) + 1)
    let total = answers[0] * 2`).toEqual([]);
});

test("arguments and results are checked, and told once", () => {
  expect(wrong`
    fn half(n: Num) -> Int = n / 2
    fn shout(x: Text, mark: "!" | "?" = "!") = x + mark
    let a = shout(3)
    let b = shout("x", "?!")
    let c = shout("x", marc: "?")
    let d = shout()
    let e = shout("x") + 1
    let f = shuot("x")`).toEqual([
    "E204 1:26 what 'half' gives must be Int, got Num",
    "E203 3:15 'shout' takes x: Text, but got Int",
    "E213 4:20 mark of 'shout' is one of '!', '?', got \"?!\"",
    "E205 5:20 'shout' has no argument 'marc'; did you mean 'mark'?",
    "E206 6:9 'shout' needs x: Text",
    "E211 7:9 '+' does not work on Text and Int",
    "E101 8:9 unknown operator 'shuot'; did you mean 'shout'?",
  ]);
});

test("a body sees its parameters and declarations: no row, no axis, not itself", () => {
  expect(wrong`
    ${qa}
    fn a(x: Text) = x + .question
    fn b(x: Int) = x + n
    run r over qa vary n in [1, 2] { step s = b(n) }
    fn c(x: Int) -> Int = if x == 0 then 0 else c(x - 1)
    fn d(x: Text, x: Int) = x`).toEqual([
    "E107 2:22 '.question' is a column, and there is no row here",
    "E101 3:20 unknown name 'n'",
    "W112 4:1 'r' is left out: it rests on 'b', which has an error",
    "E103 5:4 'c' depends on itself: c → c",
    "E209 6:15 'x' is given twice",
  ]);
});

test("a lambda knows its item: passages, records, rows; .x stays the row around it", () => {
  expect(wrong`
    ${qa}
    data kept = qa |> derive(same: .answers |> where(a => a == .question))
    data rows = qa |> where(r => len(r.question) > 3)
    let names = [{ name: "a", n: 1 }] |> where(r => r.n > 0) |> map(r => r.nme)
    data bad = qa |> where(r => len(r.qestion) > 3)
    data odd = qa |> derive(same: .answers |> where(a => a + 1 == 2))
    let not_yes = ["a"] |> where(x => len(x))
    let free = ["a"] |> where(x => .question == x)`).toEqual([
    "E208 4:72 {name: \"a\", n: Int} has no 'nme'; did you mean 'name'?",
    "E208 5:35 {id: Int, question: Text, context: Text, answers: Text[]} has no 'qestion'; did you mean 'question'?",
    "E211 6:54 '+' does not work on Text and Int",
    "E204 7:35 what the function of 'where' gives must be Bool, got Int",
    "E107 8:33 '.question' is a column, and there is no row here",
  ]);
});

test("functions stand where an operator takes one, and nowhere else", () => {
  expect(wrong`
    ${qa}
    fn long(x: Text) = len(x) > 10
    let a = len(x => x)
    let b = long
    let c = ["a"] |> where(long) |> map(len)
    let d = ["a"] |> where(true)
    let e = ["a"] |> map("b")
    data f = qa |> derive(kept: .answers |> where(.question == "a"))`).toEqual([
    "E222 3:13 a function stands where a value is wanted",
    "E105 4:9 'long' is a function",
    "E223 6:24 'where' takes test as a function of the item here",
    "E223 7:22 'map' takes to as a function of the item here",
    "E223 8:47 'where' takes test as a function of the item here",
  ]);
});

const program = `fn inner(x: Text) = len(x)
fn outer(x: Text, n: Int) = inner(x) + n
data qa = csv("qa.csv") |> derive(size: outer(.question, 2), few: .answers |> where(a => len(a) > 3))`;
const moved = (from: RegExp | string, to: string): boolean => {
  const other = program.replace(from, to);
  expect(other).not.toBe(program);
  return hashes(other).get("qa") !== hashes(program).get("qa");
};

test("names of functions, of their parameters and of a lambda's item move no hash", () => {
  expect(moved(/\binner\b/g, "length")).toBe(false);
  expect(
    moved("outer(x: Text, n: Int) = inner(x) + n", "outer(t: Text, by_much: Int) = inner(t) + by_much"),
  ).toBe(false);
  expect(moved("outer(.question, 2)", "outer(n: 2, x: .question)")).toBe(false);
  expect(moved("a => len(a) > 3", "answer => len(answer) > 3")).toBe(false);
});

test("what a function computes moves the hash of all that calls it", () => {
  expect(moved("len(x)", "len(x) * 2")).toBe(true);
  expect(moved("+ n", "- n")).toBe(true);
  expect(moved("question, 2", "question, 3")).toBe(true);
  expect(moved("len(a) > 3", "len(a) > 4")).toBe(true);
});

test("an argument or column is part of the hash whatever its name is", () => {
  const hash = (text: string) => hashes(text).get("t");
  const at = (n: number) => `data t = csv("qa.csv") |> derive(at: ${n}, span: ${n}, free: ${n})`;
  expect(hash(at(1))).not.toBe(hash(at(2)));
});

test("a function passed by name is the lambda that calls it", () => {
  const all = hashes('fn f(x: Text) = len(x)\nlet a = ["b"] |> map(f)\nlet b = ["b"] |> map(y => f(y))');
  expect(all.get("a")).toBe(all.get("b"));
});

test("free axes go through calls and lambdas", () => {
  const { plan } = compiled(`${qa}
fn f(x: Text, n: Int) = len(x) + n
run r over qa vary n in [1, 2] vary k in [3, 4] vary m in [n, n + 1] {
  step a = f(.question, n)
  step b = .answers |> map(a => f(a, m))
  step c = k
}`);
  const run = plan.steps.find((step) => step.kind === "run");
  const free: string[] = [];
  JSON.stringify(run?.kind === "run" && run.columns, (key, value: unknown) => {
    if (key === "free") free.push((value as string[]).join(" "));
    return value;
  });
  expect(free).toEqual([". n", "a m n", ". m n"]);
});
