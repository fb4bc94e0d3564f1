// Is a cell whole: what a front end asks at Enter.
import { expect, test } from "vitest";
import { isComplete } from "../../../dsl/syntax/is-complete.ts";
import { program } from "../program.ts";
import { segment } from "../../../dsl/syntax/segment.ts";

/** The status, for an incomplete cell with the number of spaces to go on with. */
const asked = (text: string, ...tags: readonly string[]): string => {
  const found = isComplete({ text, tags });
  return found.status === "incomplete" ? `incomplete ${found.indent.length}` : found.status;
};

test.each([
  ["", "complete"],
  ["// a note", "complete"],
  ["let a = 1", "complete"],
  ["quality", "complete"],
  ["%%ts\nexport const", "complete"],
  ["let", "incomplete 2"],
  ["let a", "incomplete 2"],
  ["let a =", "incomplete 2"],
  ["let a = f(", "incomplete 2"],
  ["let a = f(x,", "incomplete 2"],
  ["let a = [\n  1,\n  {b: 2,", "incomplete 4"],
  ["let a = 1\nlet b = 2 +", "incomplete 2"],
  ["data qa = table(rows) |>", "incomplete 2"],
  ["quality |>", "incomplete 2"],
  ["run r over t", "incomplete 2"],
  ["run r over t\n  vary n in [1, 2]\n", "incomplete 2"],
  ["run r over t { ask p with", "incomplete 2"],
  ["prompt p(a: Text) -> Text {\n  user", "incomplete 2"],
  ['prompt p(a: Text) -> Text {\n  user """', "incomplete 4"],
  ['prompt p(a: Text) -> Text {\n  user """\n      deep', "incomplete 6"],
  ['let a = """\nlet me think\ndata x = 1', "incomplete 0"],
  ['let a = """{{ f(', "incomplete 2"],
  ['let a = """{{#if x}}yes', "incomplete 2"],
  ["if a then b", "incomplete 2"],
  ["let a = = 1", "invalid"],
  ["let a = )", "invalid"],
  ["let a = f(]", "invalid"],
  ["dat qa = 1", "invalid"],
  ['let a = "x', "invalid"],
  ["let a = 4k", "invalid"],
  ["let a = f(1;", "invalid"],
  ["let a = (\nlet b = 1", "invalid"],
  ["x = 5", "invalid"],
  ["1\n2", "invalid"],
  ["%foo", "invalid"],
])("%j is %s", (text, expected) => expect(asked(text)).toBe(expected));

test("parameter cells are read as Python writes them", () => {
  expect(asked("n = [1,\n  2", "parameters")).toBe("incomplete 2");
  expect(asked("n = 5 # five", "parameters")).toBe("complete");
});

/** Whether a text ends inside of a string, which its line must close. */
const inString = (text: string): boolean => {
  const line = text.replaceAll('"""', "").split("\n").at(-1) ?? "";
  return line.replaceAll(/[^"]/g, "").length % 2 === 1;
};

test("a statement that is cut between two words is never called invalid", () => {
  const wrong = segment(program).flatMap(({ text }) => {
    const cuts = [...text.matchAll(/[ \n](?=[^ \n])/g)].map(({ index }) => text.slice(0, index));
    return cuts.filter((cut) => !inString(cut) && isComplete({ text: cut }).status === "invalid");
  });
  expect(wrong).toEqual([]);
});
