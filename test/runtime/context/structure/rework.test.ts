// Trees made of trees: laws of merging, levels, parts, ways; and a retold structure beside its text.
import { expect, test } from "vitest";
import { complete_structure, remap_structure } from "../../../../runtime/context/structure/remap.ts";
import {
  merge_structures,
  offset,
  prune_levels,
  random_path,
  sub_structure,
} from "../../../../runtime/context/structure/rework.ts";
import { coverage, structurize } from "../../../../runtime/context/structurize.ts";
import type { Aspect, Tree } from "../../../../runtime/value.ts";
import { call, failure, reach } from "../../call.ts";

const part = (scope: string, ...sizes: number[]): Tree => {
  let at = 0;
  return {
    kind: "tree",
    scope,
    aspects: sizes.map((size, n): Aspect => {
      const from = at + 1;
      at += size;
      return {
        name: `${scope}${n + 1}`,
        range: [from, at],
        descriptions: Array.from({ length: size }, (_, i) => `${scope} ${from + i}.`),
      };
    }),
  };
};
const [a, b, c] = [part("a", 2, 1), part("b", 3), part("c", 1, 1)] as const;
const merged = async (trees: readonly Tree[], more = {}) =>
  (await call(merge_structures, { trees: [...trees], ...more })) as Tree;

test("parts of a text go on counting its sentences", async () => {
  expect((await merged([a, b, c])).aspects.map(({ range }) => range)).toEqual([
    [1, 2],
    [3, 3],
    [4, 6],
    [7, 7],
    [8, 8],
  ]);
  expect((await merged([a, b])).scope).toBe("a, b");
  expect((await merged([a, b], { scope: "all" })).scope).toBe("all");
});

test("merging is associative, and so is moving", async () => {
  const flat = { scope: "" };
  expect(await merged([await merged([a, b], flat), c], flat)).toEqual(
    await merged([a, await merged([b, c], flat)], flat),
  );
  for (const aspect of a.aspects) expect(offset(offset(aspect, 2), 3)).toEqual(offset(aspect, 5));
  for (const aspect of a.aspects) expect(offset(aspect, 0)).toEqual(aspect);
});

test("upgraded, each part is an aspect; parts without aspects are counted", async () => {
  const seen = reach();
  const tree = (await merge_structures.run({ trees: [a, part("x"), b], mode: "upgrade" }, seen)) as Tree;
  expect(tree.aspects.map(({ name, range, aspects }) => [name, range, aspects?.length])).toEqual([
    ["a", [1, 3], 2],
    ["b", [4, 6], 1],
  ]);
  expect([...seen.notes]).toEqual([["merge_structures: parts without aspects", 1]]);
});

test("fewer levels tell the same", async () => {
  const deep = await merged([a, b], { mode: "upgrade" });
  const pruned = (await call(prune_levels, { tree: deep })) as Tree;
  expect(pruned.aspects.map(({ descriptions }) => descriptions)).toEqual([
    ["a 1.", "a 2.", "a 3."],
    ["b 1.", "b 2.", "b 3."],
  ]);
  expect(await call(prune_levels, { tree: deep, levels: 2 })).toEqual(deep);
  expect(await failure(call(prune_levels, { tree: deep, levels: 0 }))).toMatch(/^E203/);
});

test("an aspect by itself, and a way down to one", async () => {
  const deep = await merged([a, b], { mode: "upgrade" });
  expect(await call(sub_structure, { tree: deep, name: "a" })).toEqual({ ...a, kind: "tree" });
  expect(await failure(call(sub_structure, { tree: deep, name: "a9" }))).toMatch(
    /^E204: the tree has no aspect 'a9'/,
  );
  const paths = new Set<string>();
  for (let seed = 0; seed < 40; seed++)
    paths.add(((await call(random_path, { tree: deep, seed })) as string[]).join(">"));
  expect([...paths].toSorted()).toEqual(["a>a1", "a>a2", "b>b1"]);
});

const text = [
  "The mill at Norden burns brightly tonight, and nobody in the whole village can save it.",
  "It was built in 1790 by two brothers who had made their money with salt and herring.",
  "Grain is now ground in the new factory by the harbour, which runs by day and by night.",
].join("\n");
const retold: Tree = {
  kind: "tree",
  scope: "A mill",
  aspects: [
    { name: "Fire", descriptions: ["The mill at Norden burns brightly tonight and nobody can save it."] },
    { name: "Nothing", descriptions: ["Unheard words entirely."] },
    { name: "Factory", descriptions: ["The new factory by the harbour grinds grain by day and by night."] },
  ],
};

test("remapped, a retold structure has the text's own sentences, all of them", async () => {
  const seen = reach();
  const tree = (await remap_structure.run({ tree: retold, of: text }, seen)) as Tree;
  expect(await call(coverage, { tree, of: text })).toBe(1);
  // the third paragraph cannot fall to the third aspect: the second, which is the next, recalls nothing
  expect(tree.aspects.map(({ name, descriptions }) => [name, descriptions.length])).toEqual([["Fire", 3]]);
  expect([...seen.notes]).toEqual([["remap_structure: aspects that no paragraph fell to, dropped", 2]]);
});

test("completed, it has the sentences that it left out, where they belong", async () => {
  const seen = reach();
  const near = { ...retold, aspects: [retold.aspects[0]!, retold.aspects[2]!] };
  const tree = (await complete_structure.run({ tree: near, of: text }, seen)) as Tree;
  expect(tree.aspects.map(({ descriptions }) => descriptions.length)).toEqual([2, 1]);
  expect(tree.aspects[0]?.descriptions[1]).toMatch(/^It was built in 1790/);
  expect([...seen.notes]).toEqual([
    ["complete_structure: sentences that were left out, put in where they belong", 1],
  ]);
  const whole = (await call(structurize, { text })) as Tree;
  expect(await call(complete_structure, { tree: whole, of: text })).toEqual({
    ...whole,
    aspects: whole.aspects.map(({ name, descriptions }) => ({ name, descriptions })),
  });
});

test("what was left out one behind the other stays in the order of the text", async () => {
  const tree: Tree = { kind: "tree", scope: "", aspects: [{ name: "A", descriptions: ["One two three."] }] };
  const of = "One two three.\nFour five six. Seven eight nine.\nTen eleven twelve.";
  expect(await call(complete_structure, { tree, of, words: 0 })).toMatchObject({
    aspects: [
      { descriptions: ["One two three.", "Four five six.", "Seven eight nine.", "Ten eleven twelve."] },
    ],
  });
});
