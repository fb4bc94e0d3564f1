// Packing: never over the budget, whole units, and what was left out is said.
import { expect, test } from "vitest";
import { pack } from "../../../runtime/context/pack.ts";
import { rendered } from "../../../runtime/context/render.ts";
import { words } from "../../../runtime/tokens.ts";
import type { Passage, Tree } from "../../../runtime/value.ts";
import { call, failure, reach } from "../call.ts";

const text = "One two three.  Four five.\n\nSix.";
const tree: Tree = {
  kind: "tree",
  scope: "s",
  aspects: [
    { name: "A", descriptions: ["a1 x x x x", "a2"] },
    { name: "B", descriptions: ["b1", "b2"], aspects: [{ name: "C", descriptions: ["c1"] }] },
  ],
};
const passages: Passage[] = ["p p p", "q q q q q", "r"].map((body, at) => ({
  kind: "passage",
  id: String(at),
  text: body,
}));
const to = (of: string | Tree | readonly Passage[], budget: number, args = {}) =>
  call(pack, { of, budget, tokenizer: "words", ...args });
const size = async (of: unknown) =>
  (await words.count([typeof of === "string" ? of : rendered(of as Tree, "markdown")]))[0] ?? 0;

test("what fits stays as it is, without a note", async () => {
  const seen = reach();
  expect(await pack.run({ of: text, budget: 9, tokenizer: "words" }, seen)).toBe(text);
  expect([...seen.notes]).toEqual([]);
});

test("a text keeps whole sentences from its beginning", async () => {
  expect(await to(text, 8)).toBe("One two three.  Four five.");
  expect(await to(text, 6)).toBe("One two three.");
  expect(await to(text, 3)).toBe("");
  expect(await to(text, 0)).toBe("");
});

test("greedy passes over what does not fit", async () => {
  expect(await to(text, 6, { fill: "greedy" })).toBe("One two three.\n\nSix.");
  expect(await to(text, 3, { fill: "greedy" })).toBe("Four five.");
});

test("cut fills up with a piece of the next unit", async () => {
  expect(await to(text, 5, { cut: true })).toBe("One two three.  Four");
  expect(await to(text, 2, { cut: true })).toBe("One two");
  expect(await to(passages, 5, { cut: true })).toEqual([passages[0], { ...passages[1], text: "q q" }]);
});

test("passages keep their order and their fields", async () => {
  expect(await to(passages, 4)).toEqual([passages[0]]);
  expect(await to(passages, 4, { fill: "greedy" })).toEqual([passages[0], passages[2]]);
});

test("a tree: headings count, and go with their last description", async () => {
  expect(rendered((await to(tree, 10)) as Tree, "markdown")).toBe("# A\n- a1 x x x x\n- a2");
  expect(rendered((await to(tree, 14, { take: "breadth" })) as Tree, "markdown")).toBe(
    "# A\n- a1 x x x x\n# B\n- b1",
  );
  expect(await to(tree, 1)).toEqual({ ...tree, aspects: [] });
});

test.each(
  ["document", "breadth"].flatMap((take) =>
    ["prefix", "greedy"].flatMap((fill) => [false, true].map((cut) => ({ take, fill, cut }))),
  ),
)("no budget is ever exceeded: %j", async (args) => {
  for (let budget = 0; budget < 30; budget++)
    expect(await size(await to(tree, budget, args))).toBeLessThanOrEqual(budget);
});

test("one more token never keeps less", async () => {
  const sizes: number[] = [];
  for (let budget = 0; budget < 30; budget++) sizes.push(await size(await to(tree, budget)));
  expect(sizes).toEqual(sizes.toSorted((a, b) => a - b));
});

test("a piece stands where its unit stood", async () => {
  expect(await to("A b. C d e f g h. I.", 8, { fill: "greedy", cut: true })).toBe("A b. C d e I.");
});

test("a tokenizer that does not add up is held to the count of the whole", async () => {
  const count = async (texts: readonly string[]) => texts.map((one) => Math.ceil(one.length / 3) + 2);
  for (let budget = 3; budget < 20; budget++) {
    const kept = String(
      await call(pack, { of: text, budget, tokenizer: "words" }, { counter: () => ({ ...words, count }) }),
    );
    expect((await count([kept]))[0]).toBeLessThanOrEqual(budget);
  }
});

test("what was left out is counted", async () => {
  const seen = reach();
  await pack.run({ of: text, budget: 5, tokenizer: "words" }, seen);
  await pack.run({ of: text, budget: 5, tokenizer: "words" }, seen);
  expect([...seen.notes]).toEqual([
    ["pack to 5 tokens (words): contexts cut", 2],
    ["pack to 5 tokens (words): sentences dropped", 4],
  ]);
  expect(await failure(to(text, -1))).toMatch(/^E203/);
});

test("the units of one end, or of both in turn; a piece is of the end that stays", async () => {
  const five = "A b. C d. E f. G h. I j.";
  expect(await to(five, 6, { keep: "head" })).toBe("A b. C d.");
  expect(await to(five, 6, { keep: "tail" })).toBe("G h. I j.");
  expect(await to(five, 6, { keep: "middle" })).toBe("A b. I j.");
  expect(await to(five, 9, { keep: "middle" })).toBe("A b. C d. I j.");
  expect(await to(five, 8, { keep: "tail", cut: true })).toBe("f. G h. I j.");
  expect(await to(passages, 4, { keep: "middle", fill: "greedy" })).toEqual([passages[0], passages[2]]);
  expect(rendered((await to(tree, 7, { keep: "tail" })) as Tree, "markdown")).toBe("# B\n## C\n- c1");
  for (const keep of ["tail", "middle"])
    for (let budget = 0; budget < 30; budget++)
      for (const cut of [false, true])
        expect(await size(await to(tree, budget, { keep, cut }))).toBeLessThanOrEqual(budget);
});

test("contexts of which no unit fits are counted", async () => {
  const seen = reach();
  expect(await pack.run({ of: passages, budget: 0, tokenizer: "words" }, seen)).toEqual([]);
  expect(seen.notes.get("pack to 0 tokens (words): contexts of which nothing fits")).toBe(1);
});
