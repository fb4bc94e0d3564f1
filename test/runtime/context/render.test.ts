// Rendering: the exact text of each style.
import { expect, test } from "vitest";
import { render } from "../../../runtime/context/render.ts";
import type { Tree } from "../../../runtime/value.ts";
import { call, failure } from "../call.ts";

const tree: Tree = {
  kind: "tree",
  scope: "small animals",
  aspects: [
    { name: "cat_food", descriptions: ["fish is liked", "Milk\nis not."] },
    {
      name: "Dogs",
      descriptions: ["They bark."],
      aspects: [{ name: "Young", descriptions: ["Puppies sleep."] }],
    },
  ],
};

test.each([
  [
    "markdown",
    "# cat_food\n- fish is liked\n- Milk is not.\n# Dogs\n- They bark.\n## Young\n- Puppies sleep.",
  ],
  [
    "numbered",
    "1. cat_food\n    1.1. fish is liked\n    1.2. Milk is not.\n2. Dogs\n    2.1. They bark.\n    2.2. Young\n        2.2.1. Puppies sleep.",
  ],
  ["plain", "fish is liked Milk is not.\nThey bark. Puppies sleep."],
  ["struxgpt", "Small animals.\n1. Catfood: Fish is liked. Milk is not.\n2. Dogs: They bark. Puppies sleep."],
])("a tree, %s", async (style, text) => {
  expect(await call(render, { of: tree, style })).toBe(text);
});

test("passages and text", async () => {
  const passages = ["one", "two\nlines"].map((text, at) => ({
    kind: "passage" as const,
    id: String(at),
    text,
  }));
  expect(await call(render, { of: passages, style: "plain" })).toBe("one\ntwo lines");
  expect(await call(render, { of: passages, style: "numbered" })).toBe("1. one\n2. two lines");
  expect(await call(render, { of: "as it is\n", style: "markdown" })).toBe("as it is\n");
  expect(await failure(call(render, { of: tree, style: "html" }))).toMatch(/^E203/);
});
