// DoubleDipper: paragraphs are drawn by the seed, what is written about them is held to them, and citations are read strictly.
import { expect, test } from "vitest";
import { cited } from "../../../runtime/demos/cited.ts";
import { recycle } from "../../../runtime/demos/recycle.ts";
import { recycledDemos } from "../../../runtime/demos/recycled.ts";
import type { Passage, Value } from "../../../runtime/value.ts";
import { call, failure, reach } from "../call.ts";
import { ran } from "../program.ts";

const texts = Array.from({ length: 8 }, (_, n) => `Paragraph ${n} says a${n}.`);
const draw = async (more: { readonly [name: string]: Value }) =>
  ((await call(recycle, { paragraphs: texts, seed: 7, ...more })) as readonly Passage[]).map(({ id }) => id);

test("the seed draws, each context for itself; fewer are the first of more", async () => {
  const three = await draw({});
  expect(new Set(three).size).toBe(3);
  expect(await draw({ k: 5 })).toEqual([...three, ...(await draw({ k: 5 })).slice(3)]);
  expect(await draw({ paragraphs: texts.map((one) => `${one}!`) })).not.toEqual(three);
  const firsts = await Promise.all(Array.from({ length: 400 }, (_, seed) => draw({ seed, k: 1 })));
  const counts = texts.map((_, at) => firsts.filter(([id]) => id === String(at + 1)).length);
  // chi-squared of 7 degrees of freedom: above 24.3 in a case of a thousand
  expect(counts.reduce((sum, n) => sum + (n - 50) ** 2 / 50, 0)).toBeLessThan(24.3);
});

test("what holds the answer is told where it was drawn, and so is a context that is too short", async () => {
  const seen = reach();
  await recycle.run({ paragraphs: texts.slice(0, 2), seed: 7, gold: [2] }, seen);
  expect(Object.fromEntries(seen.notes)).toEqual({
    "recycle: 3 paragraphs wanted of a context that has fewer": 1,
    "recycle: paragraphs drawn that hold the answer": 1,
  });
});

test("a reply is taken whose answer is in its paragraph; what is wrong with others is counted", async () => {
  const of = texts.map((text, at): Passage => ({ kind: "passage", id: String(at + 1), text }));
  const replies = [
    "Question: What says 0?\nAnswer: A0",
    "Question: What says 1?\n\nAnswer: a7\n",
    "Sure! Question: What says 2?\nAnswer: a2",
    "Question: Who asks?\nAnswer: a3",
    "Question: what says 0\nAnswer: a4",
    null,
    "Question: What says 6?\nAnswer: says\nAnswer: a6",
    "Question: What says 7?\r\nAnswer:  says  a7.",
  ];
  const seen = reach();
  const made = await recycledDemos.run({ replies, of, among: texts, question: "who asks" }, seen);
  expect(made).toEqual([
    { question: "What says 0?", answer: "A0", paragraph: 1, id: "1" },
    { question: "What says 7?", answer: "says  a7.", paragraph: 8, id: "8" },
  ]);
  expect(Object.fromEntries(seen.notes)).toEqual({
    "recycled_demos: replies whose answer is not in its paragraph, left out": 1,
    "recycled_demos: replies of another form, left out": 2,
    "recycled_demos: replies that ask what the item asks, left out": 1,
    "recycled_demos: replies that ask what another asks, left out": 1,
    "recycled_demos: replies that are null, left out": 1,
  });
  expect(await failure(call(recycledDemos, { replies: [null], of: [], among: texts }))).toMatch(/^E204/);
  expect(
    await failure(call(recycledDemos, { replies: [null], of: [{ ...of[0]!, id: "x" }], among: texts })),
  ).toMatch(/^E204.*not among those of the prompt/);
});

test.each([
  ["Relevant paragraph: [2]\nAnswer: a1", [2], "a1"],
  ["Relevant paragraphs: [5], [2]\n\nAnswer: two\nlines ", [5, 2], "two\nlines"],
  ["Relevant paragraphs: [2, 4-6] and [2].\nAnswer: x", [2, 4, 5, 6], "x"],
  ["Relevant paragraphs: [2] - [4]; [8]\nAnswer:", [2, 3, 4, 8], ""],
  ["Relevant paragraph:\nAnswer: x", [], "x"],
  ["Relevant paragraph: [0], [9], [5-3], [1]\nAnswer: x", [1], "x"],
  ["Relevant paragraph: 2\nAnswer: x", [], null],
  ["Relevant paragraph: [two]\nAnswer: x", [], null],
  ["Answer: x", [], null],
  ["I think [2].\nRelevant paragraph: [2]\nAnswer: x", [], null],
])("citations: %j", async (output, paragraphs, answer) => {
  const found = await call(cited, { output, among: texts });
  expect(found).toEqual({ paragraphs, ids: paragraphs.map(String), answer });
});

test("what is not read is counted", async () => {
  const seen = reach();
  for (const output of ["x", "Relevant paragraph:\nAnswer: x", "Relevant paragraph: [0], [5-3]\nAnswer: x"])
    await cited.run({ output, among: texts }, seen);
  expect(Object.fromEntries(seen.notes)).toEqual({
    "cited: outputs of another form, which have no answer": 1,
    "cited: outputs that name no paragraph": 1,
    "cited: numbers without a paragraph, or ranges that go down, left out": 2,
  });
});

const program = (length: number): string => `
fn about(text: Text) -> Text = "Question: What does it say of " + split(text, " ")[0] + "?\\nAnswer: " + split(text, " ")[2]
model writer = scripted(about)
model reader = scripted(text => "Relevant paragraph: [2]\\nAnswer: b")
data qa = table([{ id: "q", question: "What is 2?", gold: ["2"],
  paragraphs: ["one is a", "two is b", "three is c", ${Array.from({ length }, (_, n) => `"n${n} is x"`).join(", ")}] }])
prompt write(paragraph: Text) -> Text { user """{{ paragraph }}""" }
prompt long(paragraphs: Text[], demos: Json[], question: Text) -> Text {
  user """{{#each p, i in paragraphs }}[{{ i + 1 }}] {{ p }}
    {{#end}}{{#each d in demos }}Question: {{ d.question }}
    Relevant paragraph: [{{ d.paragraph }}]
    Answer: {{ d.answer }}
    {{#end}}Question: {{ question }}"""
}
run r over qa {
  step drawn = recycle(.paragraphs, k: 3, seed: 7)
  step one = ask write(.drawn[0].text) with writer
  step two = ask write(.drawn[1].text) with writer
  step three = ask write(.drawn[2].text) with writer
  step demos = recycled_demos([.one, .two, .three], of: .drawn, among: .paragraphs, question: .question)
  step output = ask long(.paragraphs, .demos, .question) with reader
  step read = cited(.output, among: .paragraphs)
}
show long(qa[0].paragraphs, r[0].demos, qa[0].question)
show r[0].read
score s of r { metric p = precision(.read.ids, .gold) metric rc = recall(.read.ids, .gold) }
`;

test("in a program: the context stands once in the prompt, which grows by the demonstrations alone", async () => {
  const { shown, failed } = await ran(program(3));
  expect(failed).toEqual([]);
  const sent = (all: readonly string[]): string => all.find((one) => one.includes("[1] one is a")) ?? "";
  const prompt = sent(shown);
  for (const text of ["one is a", "two is b", "n2 is x"]) expect(prompt.split(text)).toHaveLength(2);
  expect(prompt.match(/Relevant paragraph: \[\d\]/g)).toHaveLength(3);
  const longer = sent((await ran(program(60))).shown);
  const demos = (of: string): number => of.slice(of.indexOf("Question:")).length;
  expect(Math.abs(demos(longer) - demos(prompt))).toBeLessThan(12);
  expect(shown.join("\n")).toMatch(/p +1\.000[^]*rc +1\.000/);
});
