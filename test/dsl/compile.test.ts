// The whole first half: questions to the outside and their answers, and statements that stay healthy beside broken ones.
import { expect, test } from "vitest";
import { compile } from "../../dsl/compile.ts";
import { needKey } from "../../dsl/types/known.ts";
import { compiled, facts, small, sourceOf, wrongIn } from "./small.ts";

test("columns that are not known yet are asked for, and nothing is claimed about them", () => {
  const source = sourceOf('data qa = csv("qa.csv") |> where(len(.contxt) > 3)');
  const first = compile(source, small);
  expect(first.diagnostics).toEqual([]);
  expect(first.needs).toEqual([
    {
      kind: "columns",
      key: needKey("csv", { path: "qa.csv" }),
      reader: "csv",
      args: { path: "qa.csv" },
      cell: 0,
    },
  ]);
  const second = compile(source, small, facts);
  expect(second.needs).toEqual([]);
  expect(second.diagnostics).toMatchObject([
    {
      code: "E201",
      severity: "error",
      message: "the table has no column 'contxt'; did you mean 'context'?",
      hint: "columns: id, question, context, answers",
      fixes: [{ title: "replace with 'context'", text: "context" }],
    },
  ]);
});

test("a fix replaces exactly the word that is wrong", () => {
  const text = 'data qa = csv("qa.csv") |> where(len(.contxt) > 3)';
  const [fix] = compiled(text).diagnostics.flatMap(({ fixes }) => fixes);
  const mended = fix && text.slice(0, fix.span.start) + fix.text + text.slice(fix.span.end);
  expect(mended).toBe('data qa = csv("qa.csv") |> where(len(.context) > 3)');
});

test("one question per file, however often it is read", () => {
  const two = 'data a = csv("qa.csv")\ndata b = csv("qa.csv")\ndata c = csv("other.csv")';
  expect(compile(sourceOf(two), small).needs.map(({ key }) => key)).toEqual([
    needKey("csv", { path: "qa.csv" }),
    needKey("csv", { path: "other.csv" }),
  ]);
});

test("a path that has a name is asked for, one that is computed is not", () => {
  const read = (path: string) =>
    compile(sourceOf(`let name = ${path}\ndata qa = csv(name) |> where(len(.anything) > 1)`), small);
  expect(read('"qa.csv"').needs).toMatchObject([{ kind: "columns", args: { path: "qa.csv" } }]);
  expect(read('if 1 > 2 then "qa.csv" else "qb.csv"')).toMatchObject({ diagnostics: [], needs: [] });
});

test("a file that cannot be read is an error where it is read", () => {
  expect(wrongIn('data a = csv("lost.csv")\nlet b = 1')).toEqual(["E110 1:14 there is no file 'lost.csv'"]);
});

test("a set that is not at hand is a warning, and what rests on it is skipped", () => {
  const { plan, diagnostics } = compiled(
    'data gone = csv("gone.csv")\ndata few = gone |> where(.x > 1)\nshow few\nlet fine = 1\nshow fine',
  );
  expect(diagnostics.map(({ code, severity, hint }) => [code, severity, hint])).toEqual([
    ["W110", "warning", "strux data get gone"],
    ["W111", "warning", ""],
    ["W111", "warning", ""],
  ]);
  expect(plan.steps.map(({ id }) => id)).toEqual(["fine", "show#0.1"]);
  expect(plan.skipped).toEqual(["gone", "few"]);
});

test("problems come in the order of the text, whichever phase found them", () => {
  expect(
    wrongIn("let a = zz\nlet b = [1,\nlet c = a ..", "let a = 1").map((line) => line.slice(0, 8)),
  ).toEqual(expect.arrayContaining([expect.stringMatching(/^E101 1:1/), expect.stringMatching(/^E102 2:1/)]));
});

test("a statement that does not parse costs no other", () => {
  const { plan, diagnostics } = compiled('let a = 1\nlet b = 1 +\ndat c = csv("qa.csv")\nlet d = a + 1');
  expect(diagnostics.map(({ code }) => code)).toEqual(["E001", "E001"]);
  expect(plan.steps.map(({ id }) => id)).toEqual(["a", "d"]);
});

test("the same text gives the same plan, byte for byte", () => {
  const text = 'data qa = csv("qa.csv")\nshow qa\nlet a = len("x")';
  expect(JSON.stringify(compiled(text).plan)).toBe(JSON.stringify(compiled(text).plan));
});

test("nothing at all is a plan of nothing", () => {
  expect(compiled()).toMatchObject({ plan: { steps: [], skipped: [] }, diagnostics: [], needs: [] });
  expect(compiled("", "// only words")).toMatchObject({ plan: { steps: [] }, diagnostics: [] });
});

test.each([`let a = "x"${"[0]".repeat(5000)}`, `let a = ${"not ".repeat(5000)}true`])(
  "an expression without end is above a limit, not beyond the stack",
  (code) => expect(wrongIn(code)).toEqual([expect.stringMatching(/^E008 /)]),
);

test("a chain of any length is no depth", () => {
  const lines = Array.from({ length: 2000 }, (_, i) => `let v${i} = v${i + 1} + 1`);
  const { plan, diagnostics } = compiled([...lines, "let v2000 = 0"].join("\n"));
  expect(diagnostics).toEqual([]);
  expect(plan.steps.map(({ id }) => id).slice(0, 2)).toEqual(["v2000", "v1999"]);
  const circle = compiled([...lines, "let v2000 = v0"].join("\n")).diagnostics.filter(
    ({ code }) => code === "E103",
  );
  expect(circle.map(({ message }) => message)).toEqual([
    "'v0' depends on itself: v0 → v1 → v2 → v3 → … → v1998 → v1999 → v2000 → v0",
  ]);
});
