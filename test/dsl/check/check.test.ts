// The checker: one small broken program per rule, its problems told with their place; and what it does not object to.
import { expect, test } from "vitest";
import { compiled, wrong, wrongIn } from "../small.ts";

const qa = 'data qa = csv("qa.csv")';

test("a whole experiment has no problem", () => {
  const found = wrong`
    data qa = csv("qa.csv") |> where(len(.question) > 3)
    model m = onnx("folder") on cuda else cpu { window: 8Ki }
    prompt p(question: Text, context: Text) -> Text { user """{{ context }} Question: {{ question }}""" }
    run answers over qa
      vary budget in [512, 1024]
      vary arm in { plain: p(question: .question, context: .context |> pack(budget)),
                    tree:  p(.question, structurize(.context) |> pack(budget) |> render("plain")) }
    { ask arm with m { max_tokens: 4, temperature: 0.7 } seeds: [1, 2] }
    score quality of answers by [arm, budget] {
      metric em = exact(.output, .answers)
      ci: bootstrap(100, paired: .id)
    }
    chart fig = quality |> bar(x: budget, y: em) with { title: "by budget" }
    check quality |> delta(em, arm: ["plain", "tree"]).lo >= 0 as "structure helps"
    show qa
    explain answers`;
  expect(found).toEqual([]);
});

test("columns: a slip of the finger is named with what was meant", () => {
  expect(wrong`
    ${qa}
    data few = qa |> where(len(.contxt) > 3)
    data more = qa |> derive(size: len(.nothing))
    data less = qa |> select(.id, .questions)`).toEqual([
    "E201 2:29 qa has no column 'contxt'; did you mean 'context'?",
    "E201 3:37 qa has no column 'nothing'",
    "E201 4:32 qa has no column 'questions'; did you mean 'question'?",
  ]);
});

test("columns follow through table verbs", () => {
  expect(wrong`
    data qa = csv("qa.csv") |> derive(size: len(.context)) |> select(.id, .size)
    data fine = qa |> where(.size > 1)
    data bad = qa |> where(len(.context) > 1)
    data inline = table([{a: 1}, {a: 2}]) |> where(.b > 1)`).toEqual([
    "E201 3:29 qa has no column 'context'",
    "E201 4:49 the table has no column 'b'",
  ]);
});

test("a column needs a row", () => {
  expect(wrong`let size = .question`).toEqual([
    "E107 1:13 '.question' is a column, and there is no row here",
  ]);
});

test("names: unknown ones, and ones of another kind", () => {
  expect(wrong`
    ${qa}
    let a = qaa
    let b = lenn("x")
    let c = len
    let d = rerank("x")
    let e = qa("x")
    model m = onnx("folder") on gpu`).toEqual([
    "E101 2:9 unknown name 'qaa'; did you mean 'qa'?",
    "E101 3:9 unknown operator 'lenn'; did you mean 'len'?",
    "E105 4:9 'len' is an operator",
    "E602 5:9 operator 'rerank' is part of the language, but not built in this version",
    "E104 6:9 'qa' is data, but an operator, a function or a prompt is wanted here",
    "E101 7:29 unknown device 'gpu'; did you mean 'cpu'?",
  ]);
});

test("arguments: missing, too many, misspelt, twice, of the wrong type", () => {
  expect(wrong`
    let a = pack()
    let b = len("x", "y")
    let c = pack("x", limt: 3)
    let d = pack("x", limit: 3, limit: 4)
    let e = len(1)
    let f = structurize("x") |> render("numbred")
    data g = csv("qa.csv") |> derive(__proto__: 1)`).toEqual([
    "E206 1:9 'pack' needs context: Text | Tree | Passage[]",
    "E206 1:9 'pack' needs limit: Int",
    "E206 1:9 'pack' needs tokenizer: Model | \"words\"",
    "E207 2:18 'len' takes at most 1 argument by position",
    "E206 3:9 'pack' needs tokenizer: Model | \"words\"",
    "E205 3:19 'pack' has no argument 'limt'; did you mean 'limit'?",
    "E206 4:9 'pack' needs tokenizer: Model | \"words\"",
    "E209 4:29 'limit' is given twice",
    "E203 5:13 'len' takes of: Text | ?[], but got Int",
    `E213 6:36 style of 'render' is one of 'numbered', 'plain', got "numbred"; did you mean 'numbered'?`,
    "E210 7:34 '__proto__' cannot be a column or key",
  ]);
});

test("outside a run a token count says whose tokens; inside it is the asked model's", () => {
  const run = (call: string) => wrong`
    ${qa}
    model m = onnx("folder") on cpu
    prompt p(text: Text) -> Text { user """{{ text }}""" }
    ${call}`;
  expect(run('let x = pack("a b", 2)')).toEqual(["E206 4:9 'pack' needs tokenizer: Model | \"words\""]);
  expect(run("run r over qa { ask p(.context |> pack(2)) with m { max_tokens: 1 } }")).toEqual([]);
});

test("expressions: operators fit their operands", () => {
  expect(wrong`
    let a = "x" - 1
    let b = not 3
    let c = if 1 then 2 else 3
    let d = "x" and true
    let e = [1, 2].first
    let f = "x" + "y"
    let g = 1 in [1, 2]
    let h = null ?? 3
    let i = { a: 1, a: 2 }`).toEqual([
    "E211 1:9 '-' does not work on \"x\" and Int",
    "E204 2:13 the operand of 'not' must be Bool, got Int",
    "E204 3:12 the condition of 'if' must be Bool, got Int",
    "E211 4:9 'and' does not work on \"x\" and Bool",
    "E208 5:16 Int[] has no 'first'",
    "E209 9:17 'a' is given twice",
  ]);
});

test("declared types hold", () => {
  expect(wrong`
    param n: Int = "x"
    let t: Txt = "y"
    let u: Num = 3
    let v: Text[] = ["a", "b"]
    data d = 3`).toEqual([
    `E204 1:16 'n' must be Int, got "x"`,
    "E101 2:8 unknown type 'Txt'; did you mean 'Text'?",
    "E204 5:10 data 'd' must be a Table (let holds any other value), got Int",
  ]);
});

test("prompts: arguments, holes, a message at least", () => {
  expect(wrong`
    prompt p(text: Text) -> Text { user """{{ text }}""" }
    prompt q(parts: Text[]) -> Text { user """{{ parts }} {{#each part in parts}}{{ part }}{{#end}}""" }
    prompt r(text: Text) -> Int { user """{{ txt }}""" }
    prompt s(text: Text) -> Text { max_tokens: 3 }
    let a = p(structurize("x"))
    let b = p(text: "x", txt: "y")
    let c = p()`).toEqual([
    "E204 2:46 a hole must be Text; render(...) or join(...) makes it one, got Text[]",
    "E101 3:42 unknown name 'txt'; did you mean 'text'?",
    `E010 4:8 prompt 's' has no message; it needs user """...""" at least`,
    "E202 5:11 prompt 'p' needs text: Text, got Tree<Outline>",
    "E205 6:22 'p' has no argument 'txt'; did you mean 'text'?",
    "E206 7:9 'p' needs text: Text",
  ]);
});

const setting = `
${qa}
model m = onnx("folder") on cpu
prompt p(text: Text) -> Text { user """{{ text }}""" }
`.trim();
const inRun = (run: string): string[] => wrongIn(setting, run).map((line) => line.replace(/ 2:/, " "));

test("runs: what they go over, what they ask, whom", () => {
  expect(inRun("run r over 3 { ask p(.question) with m }")).toEqual([
    "E204 1:12 what run 'r' goes over must be a Table, got Int",
  ]);
  expect(inRun("run r over qa { ask .question with qa }")).toEqual([
    "E204 1:21 what is asked must be a prompt applied to its arguments, got Text",
    "E204 1:36 what answers must be Model<gen>, got Table",
  ]);
  expect(inRun("run r over qa { ask p(.question) with m ask p(.context) with m }")).toEqual([
    "E306 1:41 run 'r' asks twice",
  ]);
  expect(inRun("run r over qa { max_tokens: 1 }")).toEqual([
    "E010 1:5 run 'r' does nothing; it needs 'ask ... with ...' or 'step ... = ...'",
  ]);
});

test("axes: a name inside 'over', an empty list, what later axes may mention", () => {
  expect(inRun("run r over qa |> where(len(.question) > n) vary n in [1, 2] { step x = n }")).toEqual([
    "E106 1:41 axis 'n' of run 'r' is not in scope inside 'over'",
  ]);
  expect(inRun("run r over qa vary n in [] { step x = n }")).toEqual(["E010 1:25 axis 'n' has no values"]);
  expect(inRun("run r over qa vary n in [1] vary k in [n + 1, m] { step x = k }")).toEqual([]);
  expect(inRun('run r over qa vary n in "abc" { step x = n }')).toEqual([
    `E204 1:25 axis 'n' must be ?[] | {}, got "abc"`,
  ]);
});

test("seeds with greedy decoding are copies of one answer", () => {
  const asks = (more: string): string[] =>
    inRun(`run r over qa { ask p(.question) with m { ${more} } seeds: [1, 2] }`);
  expect(asks("max_tokens: 4, temperature: 0.7")).toEqual([]);
  expect(asks("max_tokens: 4, temperature: 0")).toEqual(["E304 1:75 seeds change nothing at temperature 0"]);
});

test("steps become columns of the steps after them", () => {
  expect(inRun("run r over qa { step a = len(.question) step b = .a + 1 step c = .d }")).toEqual([
    "E201 1:67 qa has no column 'd'",
  ]);
});

const scored = `${setting}
run answers over qa vary arm in { a: p(.question), b: p(.context) } { ask arm with m { max_tokens: 1 } }`;
const inScore = (...more: string[]): string[] =>
  wrongIn(scored, ...more).map((line) => line.replace(/ \d:/, " "));

test("scores of a run that varies nothing: what it can group by is its columns", () => {
  const { diagnostics } = compiled(
    `${setting}
run answers over qa { ask p(.question) with m { max_tokens: 1 } }
score s of answers by [arms] { metric em = exact(.output, .answers) }`,
  );
  expect(diagnostics.find(({ code }) => code === "E302")?.hint).toMatch(
    /^it varies nothing; columns: .*output/,
  );
});

test("scores: axes, metrics, properties", () => {
  expect(inScore("score s of answers by [arms] { metric em = exact(.output, .answers) }")).toEqual([
    "E302 1:24 score groups by 'arms', which is not an axis of answers; did you mean 'arm'?",
  ]);
  expect(inScore("score s of answers by [arm] { metric em = .output }")).toEqual([
    "E204 1:43 metric 'em' must be Num | Bool, got Text",
  ]);
  expect(inScore("score s of answers by [arm] { ci: bootstrap(10) }")).toEqual([
    "E010 1:7 score 's' has no metric; write: metric f1 = token_f1(.output, .answers)",
  ]);
  expect(inScore("score s of answers { metric em = exact(.output, .answers) cii: 3 }")).toEqual([
    "E212 1:59 unknown property 'cii' in score 's'; did you mean 'ci'?",
  ]);
});

test("charts: every channel is a column of what is drawn", () => {
  const score = "score s of answers by [arm] { metric em = exact(.output, .answers) }";
  expect(inScore(score, "chart s |> bar(x: arm, y: emm)")).toEqual([
    "E701 1:27 bar: y: 'emm' is not in s; did you mean 'em'?",
  ]);
  expect(
    inScore(score, 'chart s |> bar(x: arm, y: em) with { vega: { data: { url: "https://x.example/y" } } }'),
  ).toEqual(["E702 1:44 'url' in vega would make the chart load something from outside"]);
  expect(
    inScore(
      score,
      'chart s |> bar(x: arm, y: em) with { vega: { mark: { url: "data:image/png;base64,AA" } } }',
    ),
  ).toEqual(["E702 1:44 'url' in vega would make the chart load something from outside"]);
});

test("estimates are compared by a part of theirs", () => {
  const score = "score s of answers by [arm] { metric em = exact(.output, .answers) }";
  expect(inScore(score, 'check s |> delta(em, arm: ["a", "b"]) > 0')).toEqual([
    "E305 1:7 an Estimate cannot be compared by '>'",
  ]);
});

test("what the language has and this version has not says so", () => {
  expect(wrong`
    ${qa}
    set reactive "pure"
    use "metrics.ts" as lab
    let a = lab.f(1)
    model m = onnx("x") on cpu { steer: 3 }
    language 2`).toEqual([
    "E602 5:30 property 'steer' is part of the language, but not built in this version",
    "E010 6:1 language 2 is not known; this is language 1",
  ]);
});

test("a broken statement is told, then what rests on it; all that does not is planned", () => {
  const { plan, diagnostics } = compiled(`
    data bad = csv("qa.csv") |> where(.nothing)
    data rests = bad |> where(.also_nothing)
    let fine = 1 + 1
    let also = fine * 2`);
  expect(diagnostics.map(({ code }) => code)).toEqual(["E201", "W112"]);
  expect(plan.steps.map(({ id }) => id)).toEqual(["fine", "also"]);
});
