// The other structurizers: by vectors, and by a text's own headings. Both keep every sentence, in order, word for word.
import { expect, test } from "vitest";
import { laidOut } from "../../../../runtime/context/layout.ts";
import { coverage, structurize } from "../../../../runtime/context/structurize.ts";
import { valleys } from "../../../../runtime/context/valleys.ts";
import type { Aspect, Tree } from "../../../../runtime/value.ts";
import { call, failure } from "../../call.ts";

const names = ({ name, aspects = [] }: Aspect): unknown =>
  aspects.length > 0 ? [name, ...aspects.map(names)] : name;

test("headings are aspects, each below the last one of a higher level", async () => {
  const text =
    "Mills burn.\n\n# One\nA. B.\n\n## Deep\n- c\n- d\n\n### Deeper\nE.\n\n## Side\nF.\n\n# Two\n| x | y |\n| 1 | 2 |";
  const tree = laidOut(text);
  expect(tree.aspects.map(names)).toEqual(["Mills", ["One", ["Deep", "Deeper"], "Side"], "Two"]);
  expect(await call(coverage, { tree, of: text })).toBe(1);
  const [, one] = tree.aspects;
  expect(one?.range).toEqual([2, 10]);
});

test("a title over everything is the scope; a text without headings has an aspect per paragraph", () => {
  expect(laidOut("# Mills\n## Wind\nA.\n## Tide\nB.").scope).toBe("Mills");
  expect(
    laidOut("Wind mills turn. They creak.\n\nTide mills wait.").aspects.map(({ range }) => range),
  ).toEqual([
    [1, 2],
    [3, 3],
  ]);
  expect(laidOut(" ")).toEqual({ kind: "tree", scope: "", aspects: [] });
});

const vector = (...numbers: number[]): Float32Array => Float32Array.from(numbers);

test("a cut lies in the valley between two meanings, or in the deepest ones that may be cut", () => {
  const [x, y] = [vector(1, 0), vector(0, 1)];
  const two = [x, x, x, x, y, y, y, y];
  const anywhere = new Set(two.keys());
  expect(valleys(two, anywhere, null)).toEqual([0, 4]);
  expect(valleys(two, anywhere, 2)).toEqual([0, 4]);
  expect(valleys(two, new Set([3, 6]), 2)).toEqual([0, 3]);
  expect(valleys(two, new Set(), 3)).toEqual([0]);
  expect(valleys([...two, x, x, x, x], new Set(Array(12).keys()), 3)).toEqual([0, 4, 8]);
  expect(valleys([x], anywhere, null)).toEqual([0]);
  expect(valleys([], anywhere, 3)).toEqual([0]);
});

test("by vectors every sentence is asked for once, as a document", async () => {
  const text =
    "Cats eat. Cats sleep. Cats purr. Cats hunt. Rockets burn. Rockets fly. Rockets land. Rockets roar.";
  const asked: string[] = [];
  const tree = (await call(
    structurize,
    {
      text,
      by: "embedding",
      with: { kind: "model", name: "e", dir: "x", ref: "x", devices: [], options: {} },
    },
    {
      infer: (_model, task, inputs) => {
        asked.push(...inputs.map((one) => one.text));
        expect(task).toMatchObject({ kind: "embed", as: "document" });
        return Promise.resolve(
          inputs.map((one) => ({
            value: one.text.startsWith("Cats") ? vector(1, 0.1) : vector(0.1, 1),
            tokens: 1,
            cut: 0,
            provider: "cpu",
            spent: { dtype: "float32", ms: 0, memory: 0 },
          })),
        );
      },
    },
  )) as Tree;
  expect(asked).toHaveLength(8);
  expect(tree.aspects.map(({ range }) => range)).toEqual([
    [1, 4],
    [5, 8],
  ]);
});

test("what each of them does not take is said", async () => {
  expect(await failure(call(structurize, { text: "A. B.", by: "embedding" }))).toMatch(
    /^E206: .* needs with: a model/,
  );
  expect(await failure(call(structurize, { text: "A. B.", by: "layout", aspects: 2 }))).toMatch(/^E203/);
});
