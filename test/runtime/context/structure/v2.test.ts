// The extractive form: ranges of sentences in YAML or JSON, what is mended, and the smallest reply that fails with each code.
import { expect, test } from "vitest";
import { EXAMPLES } from "../../../../runtime/context/structure/examples.ts";
import { numberedSentences, writeV2 } from "../../../../runtime/context/structure/prompt.ts";
import { readV2 } from "../../../../runtime/context/structure/v2.ts";
import type { Aspect, Tree } from "../../../../runtime/value.ts";

const five = ["One.", "Two.", "Three.", "Four.", "Five."];
/** `A 1-2` is an aspect A over the first two sentences; those below it are indented. */
const reply = (...aspects: readonly string[]): string =>
  ["```yaml", "Scope: Numbers", "Aspects:", ...aspects.flatMap(aspect), "```"].join("\n");
function aspect(line: string): string[] {
  const [, indent = "", name = "", start = "", end = ""] = /^( *)(.*) (-?\d+)-(-?\d+)$/.exec(line) ?? [];
  const opens = indent === "" ? [] : [`${indent.slice(2)}  SubAspects:`];
  return [
    ...opens,
    `${indent}- AspectName: ${name}`,
    `${indent}  SentenceRange:`,
    `${indent}    start: ${start}`,
    `${indent}    end: ${end}`,
  ];
}
const read = (text: string, sentences: readonly string[] = five, single = true) =>
  readV2(text, sentences, single);
const code = (text: string, sentences = five, single = true): string => {
  const found = read(text, sentences, single);
  return "code" in found ? found.code : "none";
};
const tree = (text: string, sentences = five): Tree => {
  const found = read(text, sentences);
  if ("code" in found) throw new Error(found.code);
  return found.tree;
};
const told = ({ descriptions, aspects = [] }: Aspect): string[] => [
  ...descriptions,
  ...aspects.flatMap(told),
];

test("ranges become the sentences themselves; what no aspect below holds is told above it", () => {
  expect(tree(reply("Low 1-4", "  Middle 2-3", "High 5-5"))).toEqual({
    kind: "tree",
    scope: "Numbers",
    aspects: [
      {
        name: "Low",
        range: [1, 4],
        descriptions: ["One.", "Four."],
        aspects: [{ name: "Middle", range: [2, 3], descriptions: ["Two.", "Three."] }],
      },
      { name: "High", range: [5, 5], descriptions: ["Five."] },
    ],
  });
});

test("JSON and the other names of the keys are the same structure", () => {
  const json = { Scope: "Numbers", AspectHierarchy: [{ Aspect: "All", SentenceRange: [1, 5] }] };
  expect(tree(`\`\`\`json\n${JSON.stringify(json)}\n\`\`\``)).toEqual(tree(reply("All 1-5")));
  expect(code("```json\n{\n```")).toBe("format_json");
});

test.each([
  [
    "a range that did not reach over those below it",
    reply("Low 1-2", "  Below 1-4", "High 5-5"),
    [
      [1, 4],
      [5, 5],
    ],
  ],
  [
    "a last aspect of references that stopped early",
    reply("Text 1-2", "See also 3-4"),
    [
      [1, 2],
      [3, 5],
    ],
  ],
  ["aspects of a single sentence below others", reply("All 1-5", "  One 2-2"), [[1, 5]]],
])("mended: %s", (what, text, ranges) => {
  expect(read(text)).toMatchObject({ mended: [what] });
  expect(tree(text).aspects.map(({ range }) => range)).toEqual(ranges);
  // mending what was mended changes nothing
  const again = writeV2(
    "Numbers",
    tree(text).aspects.map(({ name, range }) => ({ name, range: range ?? [0, 0] })),
  );
  expect(read(again)).toMatchObject({ mended: [] });
});

test.each([
  ["input_error", reply("All 1-5"), []],
  ["result_spliter", "Scope: Numbers", five],
  ["format_yaml", "```yaml\nScope: [\n```", five],
  ["format_yaml", "```yaml\nScope: &a x\nAspects: *a\n```", five],
  ["result_scope", "```yaml\nAspects: []\n```", five],
  ["result_scope", "```yaml\n- Scope\n```", five],
  ["result_scope_str", "```yaml\nScope: 3\nAspects: []\n```", five],
  ["result_scope_str", "```yaml\nScope: ''\nAspects: []\n```", five],
  ["result_aspect", "```yaml\nScope: Numbers\nAspects: []\n```", five],
  ["result_aspect", "```yaml\nScope: Numbers\n```", five],
  ["result_aspect", reply("3 1-5"), five],
  ["result_aspect", reply("All 5-1"), five],
  ["result_aspect", "```yaml\nScope: Numbers\nAspects:\n- AspectName: All\n```", five],
  ["result_aspect", reply("All 1-5", "  Below 1-4", "    Further 2-9"), five],
  ["range_start", reply("All 2-5"), five],
  ["range_end", reply("All 1-4"), five],
  ["range_end", reply("All 1-9"), five],
  ["range_middle", reply("Low 1-2", "High 4-5"), five],
  ["range_middle", reply("Low 1-3", "High 3-5"), five],
])("%s: %j", (wanted, text, sentences) => {
  expect(code(text, sentences)).toBe(wanted);
});

test("all top aspects of a single sentence are refused where that is asked", () => {
  const each = reply("A 1-1", "B 2-2", "C 3-3", "D 4-4", "E 5-5");
  expect(code(each)).toBe("none");
  expect(code(each, five, false)).toBe("single_sent_aspect");
  expect(code(reply("A 1-1", "B 2-5"), five, false)).toBe("none");
});

test("every sentence is told once, in ranges that tile the text", () => {
  for (const { ranges, sentences } of EXAMPLES) {
    const found = tree(writeV2(ranges.scope, ranges.aspects), [...sentences]);
    expect(found.aspects.flatMap(told).toSorted()).toEqual([...sentences].toSorted());
    expect(
      found.aspects.map(({ range }) => (range?.[1] ?? 0) - (range?.[0] ?? 0) + 1).reduce((a, b) => a + b),
    ).toBe(sentences.length);
    expect(found.scope).toBe(ranges.scope);
  }
});

test("sentences are numbered from 1, one to a line", () => {
  expect(numberedSentences(["One\n  thing.", "Two."])).toBe("- Sentence 1. One thing.\n- Sentence 2. Two.");
});

test("names that YAML would read as something else come back as they were", () => {
  for (const name of ["yes", "a: b", "- c", "3.5", "#d", "[e]", 'f "g"', "null", "café"])
    expect(tree(writeV2(name, [{ name, range: [1, 5] }]))).toMatchObject({
      scope: name,
      aspects: [{ name }],
    });
});
