// Metrics of a tree beside its text, on trees small enough to check by eye.
import { expect, test } from "vitest";
import { coverage, structurize } from "../../../../runtime/context/structurize.ts";
import { nodeCount, parses, treeDepth } from "../../../../runtime/metric/structure/size.ts";
import { faithfulness, orderViolations, overlap } from "../../../../runtime/metric/structure/source.ts";
import type { Operator } from "../../../../runtime/operator.ts";
import type { Tree, Value } from "../../../../runtime/value.ts";
import { call, failure, reach } from "../../call.ts";

const text = "The mill stands by the river. It was built in 1802.\nIt burnt down twice. Nobody lives there.";
const [mill, built, burnt, nobody] = [
  "The mill stands by the river.",
  "It was built in 1802.",
  "It burnt down twice.",
  "Nobody lives there.",
];
const tree = (...descriptions: string[]): Tree => ({
  kind: "tree",
  scope: "",
  aspects: [{ name: "The mill", descriptions }],
});
const of = (metric: Operator, given: Tree, more: { readonly [name: string]: Value } = {}, there = reach()) =>
  metric.run({ tree: given, of: text, ...more }, there);

test("the extractive structurizer tells all, once, in order, word for word", async () => {
  const made = (await call(structurize, { text })) as Tree;
  expect([coverage, overlap, orderViolations, faithfulness].map((metric) => of(metric, made))).toEqual([
    1, 0, 0, 1,
  ]);
});

test("overlap: sentences told more often than they stand in the text", () => {
  expect(of(overlap, tree(mill, built, `${built} ${burnt}`))).toBe(0.25);
  // a sentence inside of another one is no second telling of it
  expect(overlap.run({ tree: tree("Yes.", "Oh Yes."), of: "Yes. Oh Yes." }, reach())).toBe(0);
  const twice = { tree: tree("Yes.", "No.", "Yes."), of: "Yes. No. Yes." };
  expect(overlap.run(twice, reach())).toBe(0);
  expect(overlap.run({ tree: tree(), of: "" }, reach())).toBe(0);
});

test("order: of neighbours found in the text, those told backwards", () => {
  expect(of(orderViolations, tree(built, mill, burnt))).toBe(0.5);
  expect(of(orderViolations, tree(nobody, burnt, built), { variant: "count" })).toBe(2);
  const there = reach();
  expect(of(orderViolations, tree(mill, "It is red.", built), {}, there)).toBe(0);
  expect([...there.notes]).toEqual([
    ["order_violations: descriptions not found in the text, passed over", 1],
  ]);
  // the second "Yes." is a place further on, and no step back
  expect(orderViolations.run({ tree: tree("Yes.", "No.", "Yes."), of: "Yes. No. Yes." }, reach())).toBe(0);
});

test("faithfulness: found as they stand, or normalised, as whole words", () => {
  const given = tree(mill, "built in 1802.\n  It burnt", "it BURNT down", "by the rive", "It is red.");
  expect(of(faithfulness, given)).toBe(0.6);
  expect(of(faithfulness, given, { variant: "norm" })).toBe(0.6);
  expect(of(faithfulness, tree("the", mill), { variant: "norm" })).toBe(0.5);
  const there = reach();
  expect(of(faithfulness, tree(), {}, there)).toBe(0);
  expect([...there.notes]).toEqual([["faithfulness: trees without descriptions, scored 0", 1]]);
});

test("nodes and levels", async () => {
  const deep: Tree = {
    kind: "tree",
    scope: "s",
    aspects: [
      { name: "a", descriptions: ["1", "2"], aspects: [{ name: "b", descriptions: ["3"] }] },
      { name: "c", descriptions: [] },
    ],
  };
  const nodes = (variant: string) => call(nodeCount, { tree: deep, variant });
  expect(await Promise.all(["all", "aspects", "descriptions"].map(nodes))).toEqual([6, 3, 3]);
  expect(await call(treeDepth, { tree: deep })).toBe(2);
  expect(await call(treeDepth, { tree: { ...deep, aspects: [] } })).toBe(0);
});

test("parses: replies in the form of StruXGPT's v2, over the sentences there are; or JSON", async () => {
  const reply = "Scope: a mill\nAspects:\n- AspectName: site\n  SentenceRange:\n    start: 1\n    end: 4\n";
  expect(await call(parses, { output: reply, sentences: 4 })).toBe(1);
  expect(await call(parses, { output: reply, sentences: 3 })).toBe(0);
  expect(await call(parses, { output: "", sentences: 3 })).toBe(0);
  const json = (output: string) => call(parses, { output, variant: "json" });
  expect(await Promise.all(['{"a": [1]}', "{a: 1}", ""].map(json))).toEqual([1, 0, 0]);
  expect(await failure(call(parses, { output: reply }))).toContain("E203: 'parses' of v2 takes sentences");
  expect(await failure(call(parses, { output: reply, variant: "json", sentences: 2 }))).toContain("E203");
});
