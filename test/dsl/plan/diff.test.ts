// Two plans compared: new, gone, renamed, changed; what in a step differs, and what only rests on something that does.
import { expect, test } from "vitest";
import { type Change, planChanges } from "../../../dsl/plan/diff.ts";
import { compiled, small } from "../small.ts";

const qa = 'data qa = csv("qa.csv")';
const rest = `
model m = onnx("x") on cuda else cpu { temperature: 0, max_tokens: 8 }
prompt p(question: Text, context: Text = "none") -> Text { system """Be brief.""" user """{{ context }} {{ question }}""" }
run answers over qa vary n in [1, 2] vary arm in { plain: p(.question), full: p(.question, .context |> pack(n)) } { ask arm with m { max_tokens: 4 } }
score s of answers by [arm] { metric em = exact(.output, .answers) }
check s |> delta(em, arm: ["plain", "full"]).mean > 0 as "better"`;

function changes(before: string, after: string): string[] {
  const [a, b] = [compiled(before), compiled(after)];
  for (const { diagnostics } of [a, b])
    expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  return planChanges(a.plan, b.plan, { operators: small.operators }).map(told);
}
const told = ({ change, kind, id, was, differences, because }: Change): string =>
  [
    `${change} ${kind} ${id.replace(/#.*/, "")}${was === null ? "" : ` (was ${was})`}`,
    ...(because.length > 0 ? [`because of ${because.join(", ")}`] : []),
    ...differences.map(({ what, before, after }) => `${what}: ${before ?? "-"} → ${after ?? "-"}`),
  ].join("; ");

const program = qa + rest;
const swapped = (from: string, to: string): string => program.replace(from, to);

test("equal programs, reformatted, reordered, with comments: nothing", () => {
  expect(changes(program, program)).toEqual([]);
  expect(changes(program, `// a comment\n${rest.trim().replaceAll(" }", "\n}")}\n${qa}`)).toEqual([]);
});

test("new and gone, with and without a name", () => {
  expect(changes(qa, `${qa}\nlet a = 1\nshow a`)).toEqual(["new let a", "new show show"]);
  expect(changes(`${qa}\nlet a = 1\nshow a`, qa)).toEqual(["gone let a", "gone show show"]);
});

test("a name alone changes nothing that rests on it", () => {
  expect(
    changes(program, program.replaceAll(/\bqa\b(?!\.csv)/g, "rows").replaceAll(/\bp\b/g, "ask_it")),
  ).toEqual(["renamed data rows (was qa)", "renamed prompt ask_it (was p)"]);
});

test("what differs is told in the step it stands in; what rests on it says because of what", () => {
  const because = [
    "changed run answers; because of p",
    "changed score s; because of answers",
    "changed check check; because of s",
  ];
  expect(changes(program, swapped("Be brief", "Be very brief"))).toEqual([
    "changed prompt p; system message: Be brief. → Be very brief.",
    ...because,
  ]);
  expect(changes(program, swapped("temperature: 0,", "temperature: 0.5,"))).toEqual([
    "changed model m; temperature: 0 → 0.5",
    ...because.map((line) => line.replace("because of p", "because of m")),
  ]);
});

test.each([
  ["n in [1, 2]", "n in [1, 3]", "axis n: 1, 2 → 1, 3"],
  ["{ max_tokens: 4 }", "{ max_tokens: 5 }", "output: max_tokens: 4 → 5"],
  ["{ max_tokens: 4 }", "", "output: max_tokens: 4 → -"],
  [
    "plain: p(.question)",
    'plain: p(.question, "x")',
    'axis arm: plain: p(.question), full: p(.question, .context |> pack(n, tokenizer: m)) → plain: p(.question, "x"), full: p(.question, .context |> pack(n, tokenizer: m))',
  ],
  ["run answers over qa", "run answers over qa |> where(.id > 1)", "over: qa → qa |> where(.id > 1)"],
])("in a run: %s → %s", (from, to, says) => {
  expect(changes(program, swapped(from, to))[0]).toBe(`changed run answers; ${says}`);
});

test("elsewhere: devices, the label of a check, a metric, a default", () => {
  expect(changes(program, swapped("on cuda else cpu", "on cpu"))[0]).toBe(
    "changed model m; devices: cuda else cpu → cpu",
  );
  expect(changes(program, swapped('"better"', '"worse"'))).toEqual([
    "changed check check; label: better → worse",
  ]);
  expect(
    changes(program, swapped("metric em", "metric exact_match").replace("delta(em", "delta(exact_match"))[0],
  ).toBe(
    "changed score s; metric em: .output |> exact(.answers) → -; metric exact_match: - → .output |> exact(.answers)",
  );
  expect(changes(program, swapped('= "none"', '= ""'))[0]).toBe(
    'changed prompt p; parameters: question, context = "none" → question, context = ""',
  );
});
