// All twenty-one ways to write a structure into a prompt, and the mind map.
import { expect, test } from "vitest";
import { mindmap } from "../../../../runtime/context/structure/mindmap.ts";
import { readV1 } from "../../../../runtime/context/structure/v1.ts";
import { bodies, heads, toldAs } from "../../../../runtime/context/structure/tell.ts";
import { render } from "../../../../runtime/context/render.ts";
import type { Tree } from "../../../../runtime/value.ts";
import { call, failure, reach } from "../../call.ts";

const tree: Tree = {
  kind: "tree",
  scope: "the old mill.",
  aspects: [
    { name: "[Fire] damage:", descriptions: ["the mill burns", "it is cold now!"] },
    { name: "NASA-like roof", descriptions: ["It leaks."] },
  ],
};

const HEADS = [
  "The old mill.",
  "About the old mill:",
  "The old mill involves Fire damage, NASAlike roof:",
  "The old mill involves several aspects:",
  "The old mill involves several main aspects with corresponding descriptive statements:",
  "This passage talks about the old mill, involving several aspects:",
  "",
];
const BODIES = [
  "1. [Fire] damage:\n    1.1. the mill burns\n    1.2. it is cold now!\n2. NASA-like roof\n    2.1. It leaks.",
  "1. Fire damage: The mill burns. It is cold now!\n2. NASAlike roof: It leaks.",
  "**Fire damage**: The mill burns. It is cold now!\n**NASAlike roof**: It leaks.",
];

test("seven heads with three bodies", () => {
  expect([heads, bodies]).toEqual([HEADS.length, BODIES.length]);
  for (const [head, first] of HEADS.entries())
    for (const [body, rest] of BODIES.entries()) expect(toldAs(tree, head, body)).toBe(`${first}\n${rest}`);
});

test("a name is written small inside a sentence, unless its first word has capitals further on", () => {
  const of = (name: string): string => toldAs({ ...tree, aspects: [{ name, descriptions: ["x"] }] }, 2, 2);
  expect(of("Roof tiles")).toContain("involves roof tiles:");
  expect(of("iPhone Roofs")).toContain("involves iPhone Roofs:");
});

test("aspects below others are told where their sentences stand", () => {
  const deep: Tree = {
    kind: "tree",
    scope: "s",
    aspects: [
      {
        name: "a",
        range: [1, 4],
        descriptions: ["One.", "Four."],
        aspects: [{ name: "b", range: [2, 3], descriptions: ["Two.", "Three."] }],
      },
    ],
  };
  expect(toldAs(deep, 6, 1)).toBe("\n1. A: One. Two. Three. Four.");
});

test("render takes head and body of struxgpt alone", async () => {
  expect(await call(render, { of: tree, style: "struxgpt" })).toBe(`${HEADS[0]}\n${BODIES[1]}`);
  expect(await call(render, { of: tree, style: "struxgpt", head: 3, body: 2 })).toBe(
    `${HEADS[3]}\n${BODIES[2]}`,
  );
  expect(await failure(call(render, { of: tree, style: "plain", head: 3 }))).toMatch(/^E203/);
  expect(await failure(call(render, { of: tree, style: "struxgpt", head: 7 }))).toMatch(/^E203/);
});

test("the list of body 0 is a structure again", () => {
  const clean: Tree = {
    kind: "tree",
    scope: "Mills",
    aspects: [{ name: "Fire", descriptions: ["It burns.", "It did."] }],
  };
  const written = `\`\`\`Mills\`\`\`\n\`\`\`\n${toldAs(clean, 6, 0)}\n\`\`\``;
  expect(readV1(written, "x")).toEqual({ tree: clean, mended: [] });
});

test("a mind map: the scope, names along lines, some of them stressed", async () => {
  const deep: Tree = {
    kind: "tree",
    scope: "Mills",
    aspects: [
      { name: "Wind", descriptions: ["x"], aspects: [{ name: "Sails", descriptions: ["y"] }] },
      { name: "Tide", descriptions: ["z"], aspects: [{ name: "Pond", descriptions: ["w"] }] },
    ],
  };
  const seen = reach();
  expect(await mindmap.run({ tree: deep, bold: ["Sails", "Steam"] }, seen)).toBe(
    ["Mills", "├─ Wind", "│  └─ **Sails**", "└─ Tide", "   └─ Pond"].join("\n"),
  );
  expect([...seen.notes]).toEqual([["mindmap: names in 'bold' that no aspect has", 1]]);
});
