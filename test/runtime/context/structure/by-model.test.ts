// Structures that a model writes, asked by one operator: what is asked, each rung where the reply is none, long texts in parts.
import { expect, test } from "vitest";
import { EXAMPLES } from "../../../../runtime/context/structure/examples.ts";
import { failures } from "../../../../runtime/context/structure/failure.ts";
import { structure_prompt } from "../../../../runtime/context/structure/prompt.ts";
import { read_structure } from "../../../../runtime/context/structure/read.ts";
import { writeV1 } from "../../../../runtime/context/structure/v1.ts";
import { coverage, structurize } from "../../../../runtime/context/structurize.ts";
import { Problem } from "../../../../runtime/problem.ts";
import type { Tree, Value } from "../../../../runtime/value.ts";
import { call, failure } from "../../call.ts";
import { answering, type Asked, good, model, ranges, replying, sentences, text } from "./writer.ts";

type By = ReturnType<typeof answering>;
const tree = async (by: By, more: { readonly [name: string]: Value } = {}): Promise<Tree> =>
  (await structurize.run({ text, with: model, ...more }, by)) as Tree;
const names = ({ aspects }: Tree): string[] => aspects.map(({ name }) => name);
const isAgain = ({ prompt }: Asked): boolean => prompt.startsWith("Find the structure");
const isFix = ({ prompt }: Asked): boolean => prompt.startsWith("Correct the");
const isScope = ({ prompt }: Asked): boolean => prompt.startsWith("Say in at most ten words");

test("a model that writes is asked once, with the prompt of structure_prompt, and read as read_structure reads", async () => {
  const by = replying(good);
  const made = await tree(by);
  expect(by.asked).toEqual([{ prompt: await call(structure_prompt, { text }), options: {}, seed: 0 }]);
  expect(made).toEqual(await call(read_structure, { reply: good, of: text }));
  expect(made).toEqual({
    kind: "tree",
    scope: "A mill and a boat",
    aspects: [
      { name: "The mill", descriptions: sentences.slice(0, 3), range: [1, 3] },
      { name: "The boat", descriptions: sentences.slice(3), range: [4, 5] },
    ],
  });
  expect(await call(coverage, { tree: made, of: text })).toBe(1);
  expect([...by.notes]).toEqual([]);
  const few = replying(good);
  await tree(few, { examples: 0 });
  expect(few.asked[0]!.prompt).not.toContain(EXAMPLES[0]!.sentences[0]);
});

test("told anew: descriptions as the model wrote them; sentences that none of them tells are counted", async () => {
  const told = writeV1({
    kind: "tree",
    scope: "a mill",
    aspects: [{ name: "Its end", descriptions: ["The old mill burns.", "Nobody lives there now."] }],
  });
  const by = replying(told);
  expect(await tree(by, { format: "v1" })).toEqual({
    kind: "tree",
    scope: "a mill",
    aspects: [{ name: "Its end", descriptions: ["The old mill burns.", "Nobody lives there now."] }],
  });
  expect(by.asked[0]!.prompt).toBe(await call(structure_prompt, { text, format: "v1" }));
  // "It is old": one word of three; the boat and its sails: none of their words but "is" and "are"
  expect([...by.notes]).toEqual([
    ["structurize: sentences of which no description has more than half of the words", 3],
  ]);
});

test("what a reader mends is counted, and a text without a sentence asks nobody", async () => {
  const by = replying(ranges("Both", "The mill 1-3", "See also 4-4"));
  expect((await tree(by)).aspects[1]?.range).toEqual([4, 5]);
  expect([...by.notes]).toEqual([["structurize: mended, a last aspect of references that stopped early", 1]]);
  const nobody = replying("no");
  expect(await tree(nobody, { text: " \n", chunk: 9 })).toEqual({ kind: "tree", scope: "", aspects: [] });
  expect([nobody.asked.length, [...nobody.notes.keys()]]).toEqual([0, ["structurize: empty texts"]]);
});

test("a reply that is no structure: kept as one aspect, null, or an error that says where it is wrong", async () => {
  const bad = ranges("Both", "The mill 1-3", "The boat 5-5");
  const kept = replying(bad);
  expect((await tree(kept)).aspects).toMatchObject([{ descriptions: sentences, range: [1, 5] }]);
  expect(kept.asked).toHaveLength(1);
  expect([...kept.notes]).toEqual([
    [
      "structurize: replies that are no structure: range_middle, two aspects overlap, or leave sentences out between them",
      1,
    ],
    ["structurize: texts that no reply structures, kept as one aspect", 1],
  ]);
  const dropped = replying(bad);
  expect(await tree(dropped, { on_invalid: "drop" })).toBe(null);
  expect([...dropped.notes.keys()][1]).toBe("structurize: texts that no reply structures, dropped");
  const at = bad.indexOf("The boat");
  expect(await failure(tree(replying(bad), { on_invalid: "fail" }))).toBe(
    `E409: the reply is no structure in format v2: range_middle, two aspects overlap, or leave sentences out between them, at ${at} to ${at + 8} of the reply: "The boat"`,
  );
});

test("first rung: what is written wrong is corrected by the model, what is wrong in itself is not given to it", async () => {
  const torn = "Scope: Both\nAspects: [";
  const by = answering((one) => (isFix(one) ? good : torn));
  expect(names(await tree(by, { retries: 1 }))).toEqual(["The mill", "The boat"]);
  expect(by.asked).toHaveLength(2);
  expect(by.asked[1]!.prompt.endsWith(torn)).toBe(true);
  expect([...by.notes]).toEqual([
    [
      "structurize: replies that are no structure: result_spliter, the fences around the parts are missing",
      1,
    ],
    ["structurize: texts whose reply the model corrected", 1],
  ]);
  const gaps = answering((_, nth) => (nth === 0 ? ranges("Both", "The boat 4-5") : good));
  await tree(gaps, { retries: 1 });
  expect(gaps.asked.map(isFix)).toEqual([false, false]);
});

test("second rung: again at 0.2 with another seed each time; at 0 at last, where the model draws", async () => {
  const by = answering((one, nth) => (isAgain(one) && nth > 2 ? good : ranges("Both", "All 1-4")));
  expect(names(await tree(by, { retries: 3 }))).toEqual(["The mill", "The boat"]);
  expect(by.asked.map(({ options, seed }) => [options["temperature"], seed])).toEqual([
    [undefined, 0],
    [0.2, 1],
    [0.2, 2],
    [0.2, 3],
  ]);
  expect([...by.notes.keys()].at(-1)).toBe("structurize: texts structured at retry 3");
  const drawing = { ...model, options: { temperature: 1, top_p: 0.9, max_tokens: 300 } };
  const drawn = answering((_, nth) => (nth > 2 ? good : "no"));
  await tree(drawn, { with: drawing, retries: 2 });
  // what says how answers are drawn does not go with another temperature
  expect(drawn.asked.map(({ options }) => options)).toEqual([
    { temperature: 1, top_p: 0.9, max_tokens: 300 },
    { temperature: 1, top_p: 0.9, max_tokens: 300 },
    { temperature: 0.2, max_tokens: 300 },
    { temperature: 0, max_tokens: 300 },
  ]);
});

test("last rung: the text as one aspect, called by a scope of the model's, else by its own words", async () => {
  const by = answering((one) => (isScope(one) ? "```[a mill and a boat]```" : "no"));
  expect(await tree(by, { retries: 2 })).toEqual({
    kind: "tree",
    scope: "a mill and a boat",
    aspects: [{ name: "a mill and a boat", descriptions: sentences, range: [1, 5] }],
  });
  // once, corrected, twice again, and the scope
  expect(by.asked).toHaveLength(5);
  expect(by.asked[4]).toMatchObject({ options: { temperature: 0.1, max_tokens: 128 }, seed: 0 });
  const mute = replying("no");
  expect((await tree(mute, { retries: 1 })).aspects[0]?.range).toEqual([1, 5]);
  expect(mute.asked.filter(isScope)).toHaveLength(5);
  expect([...mute.notes]).toEqual([
    [
      "structurize: replies that are no structure: result_spliter, the fences around the parts are missing",
      3,
    ],
    ["structurize: texts that no reply structures, kept as one aspect", 1],
    ["structurize: scopes that the model did not give, made of the text's own words", 1],
  ]);
});

test("a call that cannot be made is the error of the row; one that only mends is passed over and counted", async () => {
  const over = new Problem("BudgetError", "E301", "too long");
  expect(await failure(tree(answering(() => over)))).toBe("E301: too long");
  const by = answering((one) => (isFix(one) || isScope(one) ? over : isAgain(one) ? "no" : over));
  expect((await tree(by, { retries: 1 })).aspects).toHaveLength(1);
  expect(by.notes.get("structurize: questions that could not be asked again: E301")).toBe(2);
  const cut = answering(() => good, "length");
  await tree(cut);
  expect([...cut.notes]).toEqual([["structurize: replies that max_tokens cut", 1]]);
});

const long = `# One

${"A mill turns. ".repeat(3).trim()}

# Two

${"A boat sails. ".repeat(3).trim()}`;
/** One aspect over all the sentences that are asked about. */
const over = ({ prompt }: Asked): string => {
  const asked = prompt.split("\n\nInput:\n").at(-1)!;
  const count = asked.match(/^- Sentence/gm)?.length ?? 0;
  return ranges(asked.includes("mill") ? "Mills" : "Boats", `All of it 1-${count}`);
};

test("a long text in parts: asked together, ranges counted on, the scope asked for the whole", async () => {
  const by = answering((one) => (isScope(one) ? '"Mills and boats"' : over(one)));
  const made = await tree(by, { text: long, chunk: 16 });
  expect(made.scope).toBe("Mills and boats");
  expect(made.aspects.map(({ name, range, descriptions }) => [name, range, descriptions.length])).toEqual([
    ["All of it", [1, 4], 4],
    ["All of it", [5, 8], 4],
  ]);
  expect(by.asked.map(isScope)).toEqual([false, false, true]);
  expect(by.asked[2]!.prompt).toContain("Mills. Boats");
  expect(by.notes.get("structurize: parts of long texts")).toBe(2);
  expect(await call(coverage, { tree: made, of: long })).toBe(1);
  const short = replying(good);
  await tree(short, { chunk: 1000 });
  expect(short.asked).toHaveLength(1);
});

test("of a part without a structure: one aspect beside those of the others; with drop the text has none", async () => {
  const say = (one: Asked): string => (isScope(one) || one.prompt.includes("1. # Two") ? "no" : over(one));
  const by = answering(say);
  const made = await tree(by, { text: long, chunk: 16 });
  expect(made.aspects.map(({ range }) => range)).toEqual([
    [1, 4],
    [5, 8],
  ]);
  expect(made.scope).toMatch(/^Mills, /);
  expect([...by.notes.keys()].slice(1)).toEqual([
    "structurize: parts of texts that no reply structures, kept as one aspect",
    "structurize: parts of long texts",
    "structurize: scopes that the model did not give, joined of those of the parts",
  ]);
  expect(await tree(answering(say), { text: long, chunk: 16, on_invalid: "drop" })).toBe(null);
});

test("held to a grammar where that is asked for, every time", async () => {
  const by = answering((one) => (isFix(one) ? "no" : "no either"));
  await tree(by, { constrain: true, retries: 1 });
  const forms = by.asked.map(({ options }) => String(options["grammar"]));
  expect(forms.every((form) => form.startsWith("root ::="))).toBe(true);
  expect(new Set(forms.slice(0, 3)).size).toBe(1);
  expect(forms[0]).toContain('before "5"');
  expect(forms[0]).not.toContain('before "6"');
});

test("hostile replies end in a tree of the text's own sentences, whatever they are", async () => {
  const hostile = [
    "",
    "```yaml",
    "```yaml\n" + "- ".repeat(20_000) + "\n```",
    "```yaml\nScope: &a [*a]\nAspects: *a\n```",
    "```yaml\nScope: !!js/function 'x'\nAspects: []\n```",
    "```yaml\n<<: {Scope: x}\n```",
    '```json\n{"__proto__": {"Scope": "x"}, "Scope": "x", "Aspects": [{"__proto__": 1}]}\n```',
    ranges("x", "All 1-9007199254740993"),
    ranges("x", "All 0-5"),
    ranges("x", "constructor 1-2", "__proto__ 3-4"),
    `\`\`\`yaml\nScope: x\nAspects:\n- AspectName: ${"a".repeat(10)}\n  SentenceRange: [1, .inf]\n\`\`\``,
    "[[[[[]]]]]".repeat(10_000),
    "\u0000\uffff\ud800",
  ];
  for (const reply of hostile) {
    const by = replying(reply);
    const made = await tree(by, { retries: 1 });
    expect(made.aspects.flatMap(({ descriptions }) => descriptions)).toEqual(sentences);
    expect(failures.some((code) => [...by.notes.keys()].some((note) => note.includes(`: ${code},`)))).toBe(
      true,
    );
    expect(Object.getPrototypeOf(made.aspects[0])).toBe(Object.prototype);
  }
});

test("what goes with a model only in another way is said", async () => {
  expect(await failure(tree(replying(good), { aspects: 2 }))).toMatch(
    /^E203: 'structurize' by "model" has as many aspects as the model finds/,
  );
});
