// The other structurizers: by vectors, and by a text's own headings. Both keep every sentence, in order, word for word.
import { expect, test } from "vitest";
import { laidOut } from "../../../../runtime/context/layout.ts";
import { coverage, structurize } from "../../../../runtime/context/structurize.ts";
import { likeVectors, likeWords, valleys } from "../../../../runtime/context/valleys.ts";
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
  const anywhere = new Set(Array(12).keys());
  const cut = (of: Float32Array[], may: Set<number>, count: number | null): number[] =>
    valleys({ of, words: of.map(() => 1), like: likeVectors }, may, count);
  expect(cut(two, anywhere, null)).toEqual([0, 4]);
  expect(cut(two, anywhere, 2)).toEqual([0, 4]);
  expect(cut(two, new Set([3, 6]), 2)).toEqual([0, 3]);
  expect(cut(two, new Set(), 3)).toEqual([0]);
  expect(cut([...two, x, x, x, x], anywhere, 3)).toEqual([0, 4, 8]);
  expect(cut([x], anywhere, null)).toEqual([0]);
  expect(cut([], anywhere, 3)).toEqual([0]);
});

test("by words a cut lies where they change; a count weighs as its logarithm", () => {
  const words = (...all: string[]): ReadonlyMap<string, number> => new Map(all.map((word) => [word, 1]));
  const of = [words("cat", "fish"), words("cat", "milk"), words("rocket", "fuel"), words("rocket", "thrust")];
  expect(valleys({ of, words: [2, 2, 2, 2], like: likeWords }, new Set([1, 2, 3]), 2)).toEqual([0, 2]);
  expect(likeWords([words("a")], [words("a")])).toBeCloseTo(1, 12);
  expect(likeWords([words("a")], [words("b")])).toBe(0);
  expect(likeWords([words("a", "b"), words("a")], [words("a")])).toBeCloseTo(
    Math.log(3) / Math.hypot(Math.log(3), Math.log(2)),
    12,
  );
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
