// Shapes while checking: what a tree offers, what stands for what, what a declaration may say.
import { expect, test } from "vitest";
import { compile } from "../../../dsl/compile.ts";
import { library } from "../../../runtime/library.ts";
import { sourceOf, told } from "../small.ts";

/** The problems of a program in the language of the library. */
const wrong = (...lines: readonly string[]): string[] => {
  const source = sourceOf(lines.join("\n"));
  return told(source, compile(source, library));
};
const docs = 'data docs = world(2, facts: 4, split: "test", seed: 1)';

test("a tree offers the fields of its shape, as far down as they go", () => {
  expect(
    wrong(
      docs,
      "data a = docs |> derive(first: .outline.aspects[0].name, n: count(.outline.aspects[0].descriptions))",
      "data b = a |> where(.first == .outline.scope and .n > 1)",
      'data c = docs |> derive(names: .outline.aspects |> map(x => x.name) |> join(", "))',
      'let d = structurize("One. Two.").aspects[0].title',
    ),
  ).toEqual(["E208 5:45 part 'Aspect' has no 'title'"]);
});

test("shapes may name each other and themselves", () => {
  expect(
    wrong(
      "shape Book { title: Text  chapters: Chapter[] [1..] }",
      "shape Chapter { name: Text  book: Book?  notes: Note[] [0..9] { text: Text  by: Author } }",
      "shape Author { name: Text  books: Book[] }",
      'prompt about(book: Tree<Book>, note: Note) -> Text { user """{{ book.chapters[0].notes[0].`by`.name }} {{ note.text }}""" }',
      'prompt one(book: Tree<Book>) -> Text { user """{{ book.chapters[0].book.titel }}""" }',
    ),
  ).toEqual(["E208 5:73 part 'Book' has no 'titel'; did you mean 'title'?"]);
});

test("structurize gives the tree of the shape it is asked for", () => {
  const brief = "shape Brief { scope: Text  aspects: Topic[] [1..3] { name: Text  descriptions: Text[] } }";
  expect(
    wrong(
      docs,
      brief,
      'prompt p(brief: Tree<Brief>) -> Text { user """{{ brief |> render("plain") }}""" }',
      'let right = p(structurize("One. Two.", as: Brief))',
      'let wrong = p(structurize("One. Two."))',
      'data also = docs |> derive(made: structurize(.prose, as: Brief) |> pack(20, tokenizer: "words")) |> where(.made.scope == "")',
      'let what = structurize("One.", as: Breef)',
    ),
  ).toEqual([
    "E202 5:15 prompt 'p' needs brief: Tree<Brief>, got Tree<Outline>",
    "E101 7:36 unknown name 'Breef'; did you mean 'Brief'?",
  ]);
});

const meeting = "shape Meeting { topic: Text  decisions: Decision[] [1..8] { what: Text  by: Text? } }";
const scribe = 'model m = scripted(p => "{}")';

test("of a shape with other fields a model that writes makes a record, null but with fail", () => {
  expect(
    wrong(
      meeting,
      scribe,
      'prompt p(m: Meeting) -> Text { user """{{ m.topic }} {{ m.decisions[0].what }}""" }',
      'let sure = p(structurize("One.", with: m, as: Meeting, on_invalid: "fail"))',
      'let maybe = p(structurize("One.", with: m, as: Meeting))',
      'let titled = structurize("One.", with: m, as: Meeting).title',
      'let told = (structurize("One.", with: m, as: Meeting, on_invalid: "drop").decisions ?? []) |> map(d => d.what) |> join(", ")',
    ),
  ).toEqual([
    "E202 5:15 prompt 'p' needs m: Meeting, got Meeting?",
    "E208 6:56 part 'Meeting' has no 'title'",
  ]);
});

test("such a record is no tree, whichever way its type is written", () => {
  expect(
    wrong(
      meeting,
      scribe,
      'let made = structurize("One.", with: m, as: Meeting, on_invalid: "fail")',
      'prompt p(m: Tree<Meeting>) -> Text { user """{{ m.topic }}""" }',
      "let right = p(made)",
      'let markdown = made |> render("markdown")',
      'let short = made |> pack(9, tokenizer: "words")',
      'let wrong = p(structurize("One."))',
      'prompt q(m: Meeting) -> Text { user """{{ m }}""" }',
    ),
  ).toEqual([
    "E203 6:16 'render' takes of: Text | Tree | Passage[], but got Meeting",
    "E203 7:13 'pack' takes of: Text | Tree | Passage[], but got Meeting",
    "E202 8:15 prompt 'p' needs m: Meeting, got Tree<Outline>",
    "E204 9:43 a hole must be Text, a number or Bool, got Meeting",
  ]);
});

test("without a model that writes other fields are told where the shape is named", () => {
  expect(
    wrong(
      meeting,
      "shape Node { name: Text  children: Node[] [0..8] }",
      scribe,
      'model e = onnx("models/strux-embed")',
      'let a = structurize("One.", as: Meeting)',
      'let b = structurize("One.", with: m, by: "lexical", as: Meeting)',
      'let c = structurize("One.", with: e, by: "embedding", as: Node)',
      'let d = structurize("One.", with: m, by: "model", as: Node)',
    ),
  ).toEqual([
    "E403 5:33 shape 'Meeting' has other fields than an Outline, and only a model can fill it",
    "E403 6:57 shape 'Meeting' has other fields than an Outline, and only a model can fill it",
    "E402 7:59 shape 'Node' may nest without end, and 'structurize' makes 3 levels without a model",
  ]);
});

test("what is about the fields of an Outline does not go with others", () => {
  const call = (more: string): string => `let a = structurize("One.", with: m, as: Meeting, ${more})`;
  for (const [name, value] of [
    ["format", '"v2"'],
    ["aspects", "2"],
    ["chunk", "100"],
    ["tokenizer", '"words"'],
    ["examples", "2"],
  ])
    expect(wrong(meeting, scribe, call(`${name}: ${value}`))).toEqual([
      expect.stringMatching(`^E313 3:\\d+ '${name}' does not go together with 'as: Meeting'$`),
    ]);
});

test("a part of a tree is no tree", () => {
  expect(wrong('let a = structurize("One.").aspects[0] |> render("plain")')).toEqual([
    "E203 1:9 'render' takes of: Text | Tree | Passage[], but got Aspect",
  ]);
});

test("the numbers of a shape are part of what structurize computes, its names are not", () => {
  const hash = (shape: string) => {
    const source = sourceOf(`${shape}\nlet a = structurize("One. Two.", as: B)`.replaceAll(/\bB\b/g, "Bx"));
    return compile(source, library).plan.steps[0]?.hash;
  };
  const brief = "shape B { scope: Text  aspects: T[] [1..3] { name: Text  descriptions: Text[] } }";
  expect(hash(brief.replaceAll("T[] ", "Topic[] "))).toBe(hash(brief));
  expect(hash(brief.replace("1..3", "1..4"))).not.toBe(hash(brief));
});
