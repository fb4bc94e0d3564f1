// Hashes of steps: they name what is computed. How it is written never moves them; what moves an output always does.
import { expect, test } from "vitest";
import { canonical } from "../../../dsl/plan/plan.ts";
import { compiled, hashes } from "../small.ts";

const program = `data qa = csv("qa.csv") |> where(len(.question) > 3)
model m = onnx("folder") on cpu { window: 8Ki }
prompt p(question: Text, context: Text) -> Text {
  user """{{ context }} Question: {{ question }} {{#each w in ["a"]}}{{ w }}{{#end}}"""
}
run answers over qa
  vary budget in [512, 1024]
  vary arm in { a: p(question: .question, context: .context |> pack(budget)) }
{ ask arm with m { max_tokens: 4, temperature: 0.5 } seeds: [1, 2] }`;

const hash = (text: string, id = "answers"): string => hashes(...text.split("\n---\n")).get(id) ?? "none";
const changed = (from: string | RegExp, to: string): string => {
  const other = program.replace(from, to);
  expect(other).not.toBe(program);
  return other;
};

test.each<readonly [string, string]>([
  [
    "spaces and line breaks",
    program
      .replace(/\n\s*/g, "\n    ")
      .replace(/, /g, ",  ")
      .replace(/\n    (data|model|prompt|run|vary|})/g, "\n$1"),
  ],
  ["comments", program.replace("model m", "// why\n/// what\nmodel m").replace("[512", "[ // small\n512")],
  [
    "order of statements",
    program
      .split(/\n(?=model|prompt|run)/)
      .toReversed()
      .join("\n"),
  ],
  ["one cell or several", program.split(/\n(?=model|prompt|run)/).join("\n---\n")],
  ["the name of the data", program.replace(/\bqa\b(?!\.csv)/g, "items")],
  ["the name of the model", program.replace(/\bm\b(?= =)/, "reader").replace("with m", "with reader")],
  ["the name of the prompt", program.replace(/\bp\(/g, "ask_it(")],
  [
    "the name of a loop variable",
    program.replace("each w in", "each word in").replace("{{ w }}", "{{ word }}"),
  ],
  [
    "the name of a prompt's parameter",
    program
      .replace(/question: Text/, "q: Text")
      .replace("{{ question }}", "{{ q }}")
      .replace("question: .question", "q: .question"),
  ],
  [
    "arguments by name or by position",
    program.replace("question: .question, context: .context", ".question, .context"),
  ],
  ["a trailing comma", program.replace("[512, 1024]", "[512, 1024,]")],
  ["8Ki or 8192", program.replace("8Ki", "8_192")],
  ["a pipe or a call", program.replace(".context |> pack(budget)", "pack(.context, budget)")],
  ["statements that do not matter to it", `${program}\nlet other = 3\nshow qa`],
])("not moved by %s", (_, other) => {
  expect(other).not.toBe(program);
  expect(hash(other)).toBe(hash(program));
});

test.each<readonly [string, string]>([
  ["a filter of its data", changed("> 3", "> 4")],
  [
    "the file",
    changed('csv("qa.csv") |> where(len(.question) > 3)', 'table([{question: "a", context: "b"}])'),
  ],
  ["a word of the prompt", changed("Question:", "Query:")],
  ["a space in the prompt", changed("Question: {{", "Question:  {{")],
  ["the role of a message", changed("user", "system")],
  ["the model", changed('"folder"', '"other"')],
  ["the device", changed("on cpu", "on cuda else cpu")],
  ["a setting of the model", changed("8Ki", "4Ki")],
  ["a setting of the ask", changed("max_tokens: 4", "max_tokens: 5")],
  ["an axis value", changed("1024]", "2048]")],
  ["the order of axis values", changed("512, 1024", "1024, 512")],
  ["the name of an axis, which is a column", changed(/budget/g, "size")],
  ["the name of an arm, which is a label", changed("{ a:", "{ b:")],
  ["a seed", changed("[1, 2]", "[1, 3]")],
  ["an argument of an operator", changed("pack(budget)", "pack(budget + 1)")],
])("moved by %s", (_, other) => expect(hash(other)).not.toBe(hash(program)));

test("a change moves the hashes of all that rests on it, and no other", () => {
  const before = hashes(program);
  const after = hashes(program.replace("> 3", "> 4"));
  const moved = [...before].filter(([id, was]) => after.get(id) !== was).map(([id]) => id);
  expect(moved.toSorted()).toEqual(["answers", "qa"]);
});

test("equal steps of different names have equal hashes: they are one computation", () => {
  const found = hashes("let a = 1 + 2\nlet b = 1  +  2 // the same");
  expect(found.get("a")).toBe(found.get("b"));
});

test("a plan is plain data", () => {
  const { plan } = compiled(program);
  expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
  expect(plan.language).toBe(1);
});

test("steps come after the steps they need", () => {
  const { plan } = compiled("show c\nlet c = b + a\nlet b = a\nlet a = 1");
  expect(plan.steps.map(({ id, needs }) => [id, needs])).toEqual([
    ["a", []],
    ["b", ["a"]],
    ["c", ["a", "b"]],
    ["show#0.1", ["c"]],
  ]);
});

test("calls of a run know the axes they mention", () => {
  const { plan } = compiled(program);
  const run = plan.steps.find((step) => step.kind === "run");
  const free: string[] = [];
  JSON.stringify(run?.kind === "run" && run.axes, (key, value: unknown) => {
    if (key === "free") free.push((value as string[]).join(" "));
    return value;
  });
  // pack(.context, budget): once per row and budget, for both arms and all seeds
  expect(free).toEqual([". budget"]);
});

test("places never enter the canonical text", () => {
  const at = { cell: 1, start: 2, end: 3 };
  expect(canonical({ op: "get", name: "x", at, span: at, none: undefined })).toBe('{"name":"x","op":"get"}');
  expect(canonical({ b: [1, "é"], a: null })).toBe('{"a":null,"b":[1,"é"]}');
});
