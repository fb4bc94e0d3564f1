// Expressions to values: arithmetic, members, conditions, templates; what goes wrong carries the place it was written at.
import { expect, test } from "vitest";
import type { Problem } from "../../runtime/problem.ts";
import { int, operator, text } from "../../runtime/operator.ts";
import { json } from "../../dsl/types/types.ts";
import { ran, worth } from "./program.ts";

test.each<readonly [string, unknown]>([
  ["1 + 2 * 3", 7],
  ["(1 + 2) * 3", 9],
  ["7 % 4", 3],
  ["7 / 2", 3.5],
  ["-(3 - 5)", 2],
  ['"a" + "b"', "ab"],
  ["1 < 2 and not (2 <= 1)", true],
  ['"b" > "a"', true],
  ["[1, 2] == [1, 2]", true],
  ["{ a: 1 } == { a: 2 }", false],
  ["1 != 2 or false", true],
  ["2 in [1, 2]", true],
  ['"ell" in "hello"', true],
  ["null ?? 4", 4],
  ["3 ?? 4", 3],
  ["if 1 > 2 then 3 else 4", 4],
  ["[1, 2, 3][1]", 2],
  ["[1, 2, 3][-1]", 3],
  ["[1, 2, 3][0 .. 2]", [1, 2]],
  ["{ a: { b: 5 } }.a.b", 5],
  ["8Ki + 1", 8193],
  ["50%", 0.5],
  ['len("héllo")', 5],
  ['"😀é"[0 .. 1]', "😀"],
  ['"😀é"[1]', "é"],
  ['"😀é"[-1]', "é"],
])("%s", async (expression, value) => expect(await worth(expression)).toEqual(value));

const failure = (expression: string): Promise<string> =>
  worth(expression).then(
    () => "nothing went wrong",
    (error: Problem) => `${error.code} ${error.span?.start ?? "?"} ${error.message}`,
  );

test("what cannot be computed says so at its place", async () => {
  expect(await failure("1 + 10 / 0")).toBe("E211 13 '/' gives no number here: division by zero");
  expect(await failure("[1, 2][7]")).toMatch(/^E2\d\d 9 /);
});

test("'and', 'or' and '??' do not compute what does not matter", async () => {
  expect(await worth("false and 1 / 0 > 1")).toBe(false);
  expect(await worth("true or 1 / 0 > 1")).toBe(true);
  expect(await worth("1 ?? 1 / 0")).toBe(1);
  expect(await worth("if true then 1 else 1 / 0")).toBe(1);
});

test("templates: holes, conditions, loops with an index", async () => {
  const template =
    '"""{{ 1 + 1 }} {{#if 1 > 2}}no{{#else}}yes{{#end}} {{#each x, i in ["a", "b"]}}{{ i }}{{ x }};{{#end}}"""';
  expect(await worth(template)).toBe("2 yes 0a;1b;");
  expect(await worth('"""{{#if ""}}text{{#else}}nothing{{#end}}"""')).toBe("nothing");
});

test("an operator sees its arguments, and a failure inside it is told where it was called", async () => {
  const shout = operator({
    name: "shout",
    family: "test",
    doc: "",
    params: { of: text, times: int },
    returns: json,
    run: ({ of, times }) => {
      if (times < 1) throw new Error("no breath");
      return `${of}!`.repeat(times);
    },
  });
  expect(await worth('"a" |> shout(2)', { operators: [shout] })).toBe("a!a!");
  const { failed, shown } = await ran('show shout("a", 0)\nshow "still here"', { operators: [shout] });
  expect(failed).toEqual(["E999 1:1 internal fault: no breath"]);
  expect(shown).toEqual(["still here"]);
});

test("a value is computed once, however often it is wanted", async () => {
  let times = 0;
  const tick = operator({
    name: "tick",
    family: "test",
    doc: "",
    params: {},
    returns: { kind: "int" },
    run: () => ++times,
  });
  const { shown } = await ran(["show a + a", "let a = tick()\nlet never = tick()", "show a"], {
    operators: [tick],
  });
  // `never` stands in a cell that is run
  expect(shown).toEqual(["2", "1"]);
  expect(times).toBe(2);
});

test("a failure is told once, and what rests on it says so", async () => {
  const { failed, shown } = await ran("let a = [1][3]\nlet b = a + 1\nshow b\nshow 5");
  expect(failed).toHaveLength(1);
  expect(failed[0]).toMatch(/^E\d{3} 1:9 /);
  expect(shown).toEqual([
    "not computed: 'b' rests on what failed above",
    "not computed: this show rests on what failed above",
    "5",
  ]);
});
