// Beginnings of prompts that need not be computed again: found, cut where prompts part, dropped when memory ends.
import { describe, expect, test } from "vitest";
import { atHome, type Graph } from "../../../runtime/model/backend/graph.ts";
import { type Cache, gather } from "../../../runtime/model/cache.ts";
import { guides } from "../../../runtime/model/constrain.ts";
import type { Engine } from "../../../runtime/model/engine.ts";
import { generate } from "../../../runtime/model/generate.ts";
import type { Layout, State } from "../../../runtime/model/layout.ts";
import { type Known, Prefixes } from "../../../runtime/model/prefix.ts";
import { greedy } from "./help.ts";

const key: State = { input: "key", output: "key'", type: "float32", shape: ["B", 1, "P", 1] };
const last: State = { input: "last", output: "last'", type: "int64", shape: ["B", 1] };
const form = (...states: State[]) => ({
  layout: {
    ...{ ids: "int64", logits: "float32", vocab: 10, layers: 1, dtype: "float32", text: "" },
    states,
  } satisfies Layout as Layout,
  fit: { continues: true, chunk: 256, rows: "equal", shared: false, branches: false } as const,
  inPlace: false,
});
const plain = form(key);
const withLast = form(key, last);

/** The cache of a prompt: each token is its own key, the last token is the id state. */
const cached = (tokens: readonly number[]): Cache => ({
  ...{ had: [tokens.length], base: tokens.length, columns: tokens.length, room: tokens.length, spare: {} },
  values: {
    key: { type: "float32", dims: [1, 1, tokens.length, 1], data: Float32Array.from(tokens) },
    last: { type: "int64", dims: [1, 1], data: BigInt64Array.of(BigInt(tokens.at(-1)!)) },
  },
});
const keep = (tree: Prefixes, ...tokens: number[]): void => tree.keep(tokens, cached(tokens), 0);
const keys = ({ pieces }: Known): number[] =>
  Array.from(gather(plain, [pieces], 9).values["key"]!.data as Float32Array);

describe("a tree", () => {
  test("finds the longest beginning, up to as many tokens as are wanted", () => {
    const tree = new Prefixes(plain, 1e3);
    keep(tree, 1, 2, 3, 4);
    keep(tree, 1, 2, 5);
    for (const [prompt, most, found] of [
      [[1, 2, 3, 4, 9], 4, [1, 2, 3, 4]],
      [[1, 2, 5, 6], 3, [1, 2, 5]],
      [[1, 2, 3, 4], 3, [1, 2, 3]],
      [[1, 7], 1, [1]],
      [[2, 1], 1, []],
    ] as const) {
      const known = tree.find(prompt, most);
      expect([known.tokens, keys(known)]).toEqual([found.length, found]);
    }
  });

  test("holds what several prompts begin with once", () => {
    const tree = new Prefixes(plain, 1e3);
    keep(tree, 1, 2, 3, 4);
    keep(tree, 1, 2, 5);
    keep(tree, 1, 2, 3, 4);
    keep(tree, 1, 2);
    expect(tree.bytes).toBe(4 * 5);
  });

  test("keeps a cache of one row where it lies, if it is not written again and hardly longer", () => {
    const tree = new Prefixes(plain, 1e3);
    const [short, wide] = [cached([1, 2, 3, 4]), { ...cached([5, 6]), room: 8 }];
    tree.keep([1, 2, 3, 4], short, 0, true);
    tree.keep([5, 6], wide, 0, true);
    keep(tree, 7, 8);
    const held = (prompt: readonly number[]) => tree.find(prompt, 2).pieces[0]!.cache.values["key"]!.data;
    expect(held([1, 2])).toBe(short.values["key"]!.data);
    expect(held([5, 6])).not.toBe(wide.values["key"]!.data);
    // what parts from it is found all the same
    keep(tree, 1, 2, 9);
    expect(keys(tree.find([1, 2, 3, 4], 4))).toEqual([1, 2, 3, 4]);
    expect(keys(tree.find([1, 2, 9], 3))).toEqual([1, 2, 9]);
  });

  test("drops before a long prompt is computed what would go when it is kept", () => {
    const tree = new Prefixes(plain, 4 * 6);
    keep(tree, 1, 2, 3);
    keep(tree, 7, 8);
    tree.expect(3);
    expect([tree.find([1, 2, 3], 3).tokens, tree.find([7, 8], 2).tokens]).toEqual([0, 2]);
    // more than it ever holds is not kept, and takes nothing away
    tree.expect(7);
    expect(tree.find([7, 8], 2).tokens).toBe(2);
  });

  test("drops what was not wanted for longest, ends before beginnings", () => {
    const tree = new Prefixes(plain, 4 * 6);
    keep(tree, 1, 2, 3);
    keep(tree, 1, 2, 4);
    tree.find([1, 2, 3, 9], 3);
    keep(tree, 7, 8);
    expect(tree.bytes).toBe(4 * 6);
    keep(tree, 9);
    expect(tree.bytes).toBe(4 * 6);
    expect(tree.find([1, 2, 4, 9], 3).tokens).toBe(2);
    expect(tree.find([1, 2, 3, 9], 3).tokens).toBe(3);
    keep(tree, 1, 1, 1, 1, 1, 1, 1);
    expect(tree.bytes).toBe(4 * 6);
  });
});

describe("states without columns", () => {
  const tree = new Prefixes(withLast, 1e3);
  keep(tree, 1, 2, 3, 4);
  keep(tree, 1, 2, 5);

  test("are known at the ends of what was kept and not where two parted", () => {
    expect(tree.find([1, 2, 3, 4, 9], 4).tokens).toBe(4);
    expect(tree.find([1, 2, 9], 2).tokens).toBe(0);
    expect(tree.find([1, 2, 3, 4, 9], 3).tokens).toBe(0);
  });

  test("are known there too once that beginning was kept by itself", () => {
    keep(tree, 1, 2);
    const known = tree.find([1, 2, 9], 2);
    expect(known.tokens).toBe(2);
    expect(gather(withLast, [known.pieces], 2).values["last"]!.data).toEqual(BigInt64Array.of(2n));
    expect(tree.find([1, 2, 5, 9], 3).tokens).toBe(3);
  });

  test("are kept as they were behind a prompt, whatever its answer is written over", async () => {
    // a graph whose keys stay where they are; tokens that came as the last state are noted
    const before: bigint[] = [];
    const run: Graph["run"] = async (feeds, wanted) => {
      const ids = feeds["input_ids"]!.data as BigInt64Array;
      before.push((feeds["last"]!.data as BigInt64Array)[0]!);
      (wanted["last'"]!.data as BigInt64Array)[0] = ids.at(-1)!;
      (wanted["logits"]!.data as Float32Array).forEach((_, at, all) => (all[at] = at % 10 === 3 ? 1 : 0));
      return wanted as Awaited<ReturnType<Graph["run"]>>;
    };
    const none = { inputs: [], outputs: [], release: () => Promise.resolve() };
    const graph: Graph = { ...atHome, ...none, local: true, inPlace: true, run };
    const fit = { ...withLast.fit, rows: "packed", shared: true } as const;
    const setup = { ...withLast, fit, inPlace: true, graph };
    const engine: Engine = {
      ...{ setup, prefixes: new Prefixes(setup, 1e6), decode: (all) => all.join(), eos: [] },
      ...{ guides: guides(() => ({ kind: "raw", tokens: [] }), [], 10), window: 1000, memory: 1e6 },
    };
    const ask = async (tokens: readonly number[]): Promise<void> =>
      generate(
        engine,
        [{ tokens, seed: 0 }],
        { ...greedy, maxTokens: 5 },
        {
          signal: new AbortController().signal,
          done: () => undefined,
          refused: ({ error }) => expect.fail(error.cause),
          progress: () => undefined,
        },
      );
    const prompt = Array.from({ length: 130 }, (_, n) => (n === 129 ? 7 : 1));
    await ask(prompt);
    expect(before).toEqual([0n, 7n, 3n, 3n, 3n]);
    await ask([...prompt, 5]);
    expect(before[5]).toBe(7n);
  });
});
