// Vectors of parts of a text that is read once: what they are of the vectors of its tokens, where they stand, what is told.
import { join } from "node:path";
import { expect, test } from "vitest";
import { nodeFiles } from "../../runtime/files-node.ts";
import { memoryStore } from "../../runtime/store.ts";
import { encoderDir } from "./model/encoder.ts";
import { folder, makeRunner } from "./model/help.ts";
import { ran } from "./program.ts";

const place = folder();
encoderDir("states", { at: join(place, "e") });
encoderDir("pooled", { at: join(place, "one") });
const running = makeRunner();

async function shown(program: string, store = memoryStore()) {
  const made = await ran(`model e = onnx("e")\nmodel one = onnx("one")\n${program}`, {
    deps: { runner: await running, files: nodeFiles({ folder: place, env: {} }), store },
  });
  // lists as one line each
  return {
    ...made,
    lines: made.shown.map((one) => (one.startsWith("[") ? JSON.stringify(JSON.parse(one)) : one)),
  };
}
/** The values of expressions that are lists of vectors, or one vector. */
async function vectors(...expressions: readonly string[]): Promise<number[][][]> {
  const { lines, failed } = await shown(
    expressions.map((one) => `show map(${one}, v => map(v, x => round(x, digits: 6)))`).join("\n"),
  );
  expect(failed).toEqual([]);
  return lines.filter((line) => line.startsWith("[[")).map((line) => JSON.parse(line) as number[][]);
}
/** The largest difference of two vectors. */
const apart = (a: readonly number[], b: readonly number[]): number =>
  Math.max(...a.map((x, at) => Math.abs(x - b[at]!)), Math.abs(a.length - b.length));
const sum = (...all: readonly (readonly number[])[]) =>
  all[0]!.map((_, at) => all.reduce((total, one) => total + one[at]!, 0));
const times = (n: number, of: readonly number[]) => of.map((x) => n * x);

test("a part is the mean of its tokens where the whole is read, without what is put around the text", async () => {
  const [tokens, parts, all, mean, first, last] = await vectors(
    `embed(["the", "old", "mill", "is", "red"], with: e, pooling: "mean", within: "the old mill is red")`,
    `embed(["the old mill", "is red"], with: e, pooling: "mean", within: "the old mill is red")`,
    `embed(["the old mill is red"], with: e, pooling: "mean", within: "the old mill is red")`,
    ...["mean", "cls", "last"].map(
      (pooling) => `embed(["the old mill is red"], with: e, pooling: "${pooling}")`,
    ),
  );
  expect(apart(times(3, parts![0]!), sum(...tokens!.slice(0, 3)))).toBeLessThan(1e-4);
  expect(apart(times(2, parts![1]!), sum(...tokens!.slice(3)))).toBeLessThan(1e-4);
  expect(apart(times(5, all![0]!), sum(...tokens!))).toBeLessThan(1e-4);
  // [CLS] and [SEP] are among the tokens of a text's own vector
  expect(apart(times(7, mean![0]!), sum(...tokens!, first![0]!, last![0]!))).toBeLessThan(1e-4);
});

test("what stands around a part moves its vector, and what is put before the text is no part of it", async () => {
  const part = (within: string, more = "") =>
    `embed(["old mill"], with: e, pooling: "mean", within: "${within}"${more})`;
  const [here, there, alone, put, written] = await vectors(
    part("the old mill is red"),
    part("a cat sold the old mill"),
    part("old mill"),
    part("old mill", `, prefix: "query : "`),
    part("query : old mill"),
  );
  for (const other of [there!, alone!]) expect(apart(here![0]!, other[0]!)).toBeGreaterThan(0.1);
  expect(apart(put![0]!, written![0]!)).toBeLessThan(1e-4);
});

test("parts are looked for one behind the other, or where they overlap", async () => {
  const of = (parts: string) =>
    `embed(${parts}, with: e, pooling: "max", within: "the mill of the old mill")`;
  const [twice, over, last] = await vectors(
    of(`["mill", "mill"]`),
    of(`["the mill of", "of the old mill"]`),
    of(`["old mill"]`),
  );
  expect(twice![0]).not.toEqual(twice![1]);
  over![1]!.forEach((x, at) => expect(x).toBeGreaterThanOrEqual(last![0]![at]!));
});

test("the text is read once, and not again for the same parts; dimensions and length are the model's", async () => {
  const store = memoryStore();
  const program = `data docs = table([{ id: 1, text: "The old mill. A red boat." }])
run r over docs { step v = embed(map(chunk(.text), p => p.text), with: e, pooling: "mean", within: .text, dimensions: 4, normalize: true) }
show map(r[0].v, v => round(sum(map(v, x => x * x)), digits: 4))
show map(r[0].v, v => len(v))`;
  const first = await shown(program, store);
  expect(first.failed).toEqual([]);
  expect(first.lines.slice(-2)).toEqual(["[1,1]", "[4,4]"]);
  expect(first.volatile.join("\n")).toMatch(/^r: 1 texts? encoded, 0 from the store/m);
  expect((await shown(program, store)).volatile.join("\n")).toMatch(/^r: 0 texts encoded, 1 from the store/m);
});

test("what lies over the window is told; what has no vectors of parts is refused", async () => {
  const long = Array.from({ length: 70 }, () => "mill").join(" ");
  const { lines, failed } =
    await shown(`let v = embed(["mill", "boat"], with: e, pooling: "mean", within: "${long} boat")
show map(v, one => max(one) == 0 and min(one) == 0)`);
  expect(failed).toEqual([]);
  expect(lines.join("\n")).toContain("[false,true]");
  expect(lines.join("\n")).toContain("parts without a token that was read, whose vector is zeros");
  for (const [call, code] of [
    [`embed(["mill"], with: one, within: "the mill")`, /^E511.*none for its parts/],
    [`embed(["mill"], with: e, pooling: "cls", within: "the mill")`, /^E511.*'cls'/],
    [`embed(["boat"], with: e, pooling: "mean", within: "the mill")`, /^E204.*part 1/],
  ] as const)
    expect((await shown(`show ${call}`)).failed).toEqual([expect.stringMatching(code)]);
});
