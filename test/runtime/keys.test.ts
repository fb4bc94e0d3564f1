// What an answer is stored under: the same question has the same key, another question another one. Programs of the corpus written otherwise: keys-corpus.test.ts.
import { expect, test } from "vitest";
import { packageRoot } from "../../runtime/shipped.ts";
import { asking, type Edition } from "./paper.ts";

const program = `
data notes = table([
  { id: "1", text: "The mill stands at Orrel.", question: "Where?", topic: "mills" },
  { id: "2", text: "Lake Senn freezes.", question: "What?", topic: "lakes" },
])
data taught = table([{ id: "9", text: "Anna keeps bees.", question: "Who?", answer: "Anna" }])
model reader = onnx("models/strux-nano") on cpu { max_tokens: 8, temperature: 0.5 }
fn short(text: Text, most: Int) = text |> truncate(most, tokenizer: "words")
prompt answer(context: Text, question: Text) -> Text {
  system """Answer in one word."""
  shots 1 from taught { user """{{ .question }}""" assistant """{{ .answer }}""" }
  user """{{ context }} {{ question }}"""
}
run answers over notes
  vary most in [2, 4]
{
  ask answer(short(.text, most), .question) with reader
  seeds: [1, 2]
}
score quality of answers by [most] { metric said = contains(.output, ["mill"]) }
chart fig1 = quality |> line(x: most, y: said) with { title: "By length" }
`;
const ask = asking(packageRoot);
const keys = async (text: string, edition: Edition = {}): Promise<readonly string[]> => {
  const { errors, keys } = await ask({ cells: [{ id: "1", label: "cell 1", text }] }, edition);
  expect(errors).toEqual([]);
  return keys;
};
/** Of the keys of the program with `from` written as `to`: how many it had before. */
async function kept(from: string, to: string): Promise<string> {
  expect(program.split(from)).toHaveLength(2);
  const [before, after] = [await keys(program), await keys(program.replace(from, () => to))];
  return `${after.filter((key) => before.includes(key)).length} of ${after.length}`;
}

test("a call is asked once per row, axis value and seed", async () => {
  expect(await keys(program)).toHaveLength(8);
});

test.each([
  ["a word of a prompt", "one word", "two words"],
  ["a blank of a prompt", "}} {{ question", "}}  {{ question"],
  ["who says it", "system", "user"],
  ["how many demonstrations", "shots 1", "shots 0"],
  ["a demonstration", `answer: "Anna"`, `answer: "bees"`],
  ["the length of an answer", "max_tokens: 8", "max_tokens: 9"],
  ["the temperature", "temperature: 0.5", "temperature: 0.25"],
  ["an option more", "temperature: 0.5", "temperature: 0.5, top_k: 3"],
  ["another one", "temperature: 0.5", "temperature: 0.5, top_p: 0.9"],
  ["where an answer stops", "temperature: 0.5", `temperature: 0.5, stop: ["."]`],
  ["an option of the run", "seeds: [1, 2]", "seeds: [1, 2]\n  max_tokens: 4"],
  ["an option of the ask", "with reader", "with reader { temperature: 0.1 }"],
  ["the seeds", "seeds: [1, 2]", "seeds: [3, 4]"],
  ["the device", "on cpu", "on cuda(0)"],
  ["a column that is asked about", ".question) with", ".topic) with"],
])("%s moves every key", async (_, from, to) => {
  expect(await kept(from, to)).toMatch(/^0 of \d+$/);
});

test.each([
  ["a word of a row, where it is not cut off", "Lake Senn freezes.", "Lake Senn thaws.", "6 of 8"],
  ["the first word of a row", "Lake Senn freezes.", "Pond Senn freezes.", "4 of 8"],
  [
    "a row more",
    "])\ndata taught",
    `  { id: "3", text: "Rye.", question: "Who?", topic: "x" },\n])\ndata taught`,
    "8 of 10",
  ],
  [
    "a row less",
    `  { id: "2", text: "Lake Senn freezes.", question: "What?", topic: "lakes" },\n`,
    "",
    "4 of 4",
  ],
  ["an axis value", "[2, 4]", "[2, 3]", "4 of 8"],
  ["a seed more", "[1, 2]", "[1, 2, 3]", "8 of 12"],
  ["what a function does", "truncate(most", "truncate(most - 1", "0 of 8"],
])("%s moves the keys of its own calls", async (_, from, to, left) => {
  expect(await kept(from, to)).toBe(left);
});

test.each([
  ["a column that nobody reads", `topic: "mills"`, `topic: "rye"`],
  ["an id", `id: "2"`, `id: "b"`],
  ["the limit of a run", "seeds: [1, 2]", "seeds: [1, 2]\n  limit: 100"],
  ["a lower window", "max_tokens: 8", "max_tokens: 8, window: 1024"],
  ["an option at its default", "temperature: 0.5", "temperature: 0.5, stop: []"],
  ["a metric", `contains(.output, ["mill"])`, `contains(.output, ["lake"])`],
  ["a chart", "By length", "By most"],
])("%s moves no key", async (_, from, to) => {
  expect(await kept(from, to)).toBe("8 of 8");
});

test("greedy answers have no seed: one for each row and axis value", async () => {
  const greedy = program.replace("temperature: 0.5", "temperature: 0").replace("seeds: [1, 2]", "");
  expect(await keys(greedy)).toHaveLength(4);
});

test.each<readonly [string, Edition]>([
  ["weights", { graph: "trained longer" }],
  ["tokenizer", { tokenizer: "other merges" }],
])("other files of the %s move every key", async (_, edition) => {
  const before = await keys(program);
  expect((await keys(program, edition)).filter((key) => before.includes(key))).toEqual([]);
});
