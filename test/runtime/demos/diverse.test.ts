// Maximal marginal relevance: by hand, against the formula written out, and its two ends.
import { expect, test } from "vitest";
import { uniform } from "../../../bench/decoder/weights.ts";
import { dot } from "../../../runtime/encoder/vectors.ts";
import { diverse } from "../../../runtime/demos/diverse.ts";
import { nearest } from "../../../runtime/context/embedding.ts";
import type { Reach } from "../../../runtime/operator.ts";
import type { ModelValue, Value } from "../../../runtime/value.ts";
import { call, plain, reach, table } from "../call.ts";

const model: ModelValue = { kind: "model", name: "e", dir: "e", ref: "e", devices: [], options: {} };
/** An encoder that looks vectors up. */
const knowing = (vectors: { readonly [text: string]: Float32Array }): Partial<Reach> => ({
  infer: (_, __, inputs) =>
    Promise.resolve(inputs.map(({ text }) => ({ value: vectors[text]!, tokens: 1, cut: 0 }))) as never,
});
const on = async (row: { readonly [column: string]: Value }) => row["t"] ?? null;
const names = (rows: Value): string =>
  plain(rows)
    .map(({ t }) => String(t))
    .join(" ");

test("next comes what is near to the question and unlike what is there", async () => {
  const rows = table({ t: "red boat" }, { t: "red boat mill" }, { t: "mill" }, { t: "red house" });
  const order = async (lambda: number, k?: number) =>
    names(await call(diverse, { rows, to: "red boat", on, lambda, ...(k !== undefined && { k }) }));
  // nearness to "red boat": 1, 0.816, 0, 0.5
  expect(await order(1)).toBe("red boat red boat mill red house mill");
  // behind the first all others are worth 0, so the earlier comes; then mill is like it: -0.289 against 0
  expect(await order(0.5)).toBe("red boat red boat mill red house mill");
  // then -0.490, 0 and -0.3; then -0.490 and -0.3
  expect(await order(0.2)).toBe("red boat mill red house red boat mill");
  // two are chosen so, the others by nearness
  expect(await order(0.2, 2)).toBe("red boat mill red boat mill red house");
});

test("of random vectors the order is that of the formula, for each similarity", async () => {
  const texts = Array.from({ length: 25 }, (_, n) => `t${n}`);
  const vectors = Object.fromEntries([...texts, "q"].map((text) => [text, uniform(3, text, 6, 1)]));
  const length = (v: Float32Array) => Math.sqrt(dot(v, v));
  const kinds = {
    cosine: (a: Float32Array, b: Float32Array) => dot(a, b) / (length(a) * length(b)),
    dot,
    l2: (a: Float32Array, b: Float32Array) => -a.reduce((sum, x, at) => sum + (x - b[at]!) ** 2, 0),
  };
  for (const [similarity, near] of Object.entries(kinds)) {
    const between = (a: string, b: string) => near(vectors[a]!, vectors[b]!);
    const chosen: string[] = [];
    while (chosen.length < texts.length) {
      const worth = (t: string) =>
        0.7 * between(t, "q") -
        0.3 * (chosen.length === 0 ? 0 : Math.max(...chosen.map((c) => between(t, c))));
      const left = texts.filter((t) => !chosen.includes(t));
      chosen.push(left.toSorted((a, b) => worth(b) - worth(a))[0]!);
    }
    const args = { rows: table(...texts.map((t) => ({ t }))), to: "q", on, with: model, similarity };
    expect(names(await call(diverse, { ...args, lambda: 0.7 }, knowing(vectors)))).toBe(chosen.join(" "));
    const alone = names(await call(diverse, { ...args, lambda: 1 }, knowing(vectors)));
    expect(alone).toBe(names(await call(nearest, args, knowing(vectors))));
  }
});

test("by distance and by direction other rows are nearest; what is less near than asked is left out and counted", async () => {
  const vectors = { q: Float32Array.of(1, 0), far: Float32Array.of(9, 0), off: Float32Array.of(1, 1) };
  const args = { rows: table({ t: "off" }, { t: "far" }), to: "q", on, with: model };
  const run = async (more: { readonly [name: string]: Value }) => {
    const seen = reach(knowing(vectors));
    const found = names(await nearest.run({ ...args, ...more }, seen));
    return [found, Object.fromEntries(seen.notes)];
  };
  expect(await run({})).toEqual(["far off", {}]);
  expect(await run({ similarity: "l2" })).toEqual(["off far", {}]);
  expect(await run({ least: 0.9 })).toEqual(["far", { "nearest: rows less near than 0.9 left out": 1 }]);
  expect(await run({ similarity: "l2", least: -1 })).toEqual([
    "off",
    { "nearest: rows less near than -1 left out": 1 },
  ]);
});
