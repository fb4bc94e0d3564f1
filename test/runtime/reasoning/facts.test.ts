// Facts are what the text has; nothing that is only like it is matched.
import { expect, test } from "vitest";
import { facts } from "../../../runtime/reasoning/facts.ts";
import type { Value } from "../../../runtime/value.ts";
import { reach } from "../call.ts";
import { ran } from "../program.ts";

const text = "The old mill\nis red.  It burnt in 1901. The boat is green.";
async function read(output: string, more: { readonly [name: string]: Value } = {}) {
  const seen = reach();
  const { facts: found, invented, near } = facts.run({ output, of: text, ...more }, seen) as never;
  return { found, invented, near, notes: Object.fromEntries(seen.notes) };
}

test("a line is a fact where it is a sentence of the text, white space apart, and comes as the text has it", async () => {
  expect(await read("The old mill is red.\n\n  It burnt in 1901.  \r\nIt burnt in 1901.")).toEqual({
    found: ["The old mill\nis red.", "It burnt in 1901."],
    invented: [],
    near: [],
    notes: { "facts: lines that come twice, left out": 1 },
  });
});

test("list marks and quotes go where the line is none with them; a sentence that begins with a number keeps it", async () => {
  expect(
    (await read('- "It burnt in 1901."\n2. The boat is green.\n“The old mill is red.”')).found,
  ).toHaveLength(3);
  expect((await read("3) Mills stood here.", { of: ["3) Mills stood here."] })).found).toEqual([
    "3) Mills stood here.",
  ]);
});

test("what is like a sentence is invented all the same, and told", async () => {
  expect(await read("- It burnt in 1902.\nThe mill was sold.\nthe boat is green.\nThe boat is")).toEqual({
    found: [],
    invented: ["It burnt in 1902.", "The mill was sold.", "the boat is green.", "The boat is"],
    near: ["It burnt in 1902.", "the boat is green."],
    notes: {
      "facts: lines that the text does not have, in invented": 4,
      "facts: invented lines that are near to a sentence, in near": 2,
    },
  });
});

test("parts of the text are facts where that is wanted, and forms are named", async () => {
  const lines = "The boat is\nboat is g\nTHE BOAT IS!\nold mill is red. It burnt";
  expect((await read(lines, { unit: "part" })).found).toEqual([
    "The boat is",
    "boat is g",
    "old mill is red. It burnt",
  ]);
  expect((await read(lines, { unit: "part", form: "verbatim" })).found).toEqual(["The boat is", "boat is g"]);
  // normalised parts are whole words
  expect((await read(lines, { unit: "part", form: "norm" })).found).toEqual([
    "boat is",
    "old mill is red it burnt",
  ]);
  expect((await read("the OLD mill is red", { form: "norm" })).found).toEqual(["The old mill\nis red."]);
  expect((await read("The old mill is red.", { form: "verbatim" })).invented).toHaveLength(1);
});

test("so many lines are read, and no fact reaches over two paragraphs", async () => {
  const { found, notes } = await read("It burnt in 1901.\nThe boat is green.", { most: 1 });
  expect([found, notes]).toEqual([["It burnt in 1901."], { "facts: lines over the most, left out": 1 }]);
  expect((await read("one two", { of: ["one", "two"], unit: "part" })).found).toEqual([]);
});

test("in a program the second prompt has nothing of the context but the facts", async () => {
  const { shown, failed } = await ran(`
model copyist = scripted(p => "It burnt in 1901.\\nIt was rebuilt.")
model thinker = scripted(p => if has(p, "1901") then "1901" else "unknown")
data qa = table([{ id: "q", question: "When?", context: "The mill is red. It burnt in 1901. The boat is green.", gold: ["It burnt in 1901."] }])
prompt find(context: Text, question: Text) -> Text { user """{{ context }} {{ question }}""" }
prompt reason(facts: Text, question: Text) -> Text { user """{{ facts }}
  {{ question }}""" }
run r over qa {
  step copied = ask find(.context, .question) with copyist
  step read = facts(.copied, of: .context, most: 8)
  step output = ask reason(join(.read.facts, "\\n"), .question) with thinker
}
show reason(join(r[0].read.facts, "\\n"), r[0].question)
score s of r {
  metric em = exact(.output, "1901")
  metric found = recall(.read.facts, .gold)
  metric invented = len(.read.invented) / (len(.read.facts) + len(.read.invented))
}`);
  expect(failed).toEqual([]);
  const prompt = shown.find((one) => one.includes("[user]")) ?? "";
  expect(prompt).toContain("It burnt in 1901.\nWhen?");
  expect(prompt).not.toMatch(/mill|boat|rebuilt/);
  expect(shown.at(-1)).toMatch(/em +1\.000[^]*found +1\.000[^]*invented +0\.500/);
});
