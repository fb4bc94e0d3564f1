// Given tokens through a graph that counts what it is asked for: what goes together, and how many logits are there at a time.
import { expect, test } from "vitest";
import { atHome, type Graph, type Values } from "../../../runtime/model/backend/graph.ts";
import type { Fit } from "../../../runtime/model/cache.ts";
import { guides } from "../../../runtime/model/constrain.ts";
import type { Engine } from "../../../runtime/model/engine.ts";
import type { Layout, State } from "../../../runtime/model/layout.ts";
import { likelihoods } from "../../../runtime/model/likelihood.ts";
import type { Refused } from "../../../runtime/model/protocol.ts";
import { Prefixes } from "../../../runtime/model/prefix.ts";
import type { Given, Likelihood } from "../../../runtime/model/weighing.ts";
import { POSITIONS } from "../../../runtime/onnx/logits.ts";

const key: State = { input: "past.0.key", output: "present.0.key", type: "float32", shape: ["B", 1, "P", 1] };
const base = {
  mask: "int64",
  ids: "int64",
  logits: "float32",
  layers: 1,
  states: [key],
  dtype: "float32",
  text: "",
} as const;

/** Finds all tokens equally likely. `shapes`: rows, tokens and logits of each pass: `2x7:1`. */
function even(vocab: number, rows: Fit["rows"], chunk = 256): { engine: Engine; shapes: string[] } {
  const shapes: string[] = [];
  const layout: Layout = { ...base, vocab, chosen: true };
  const run = async (feeds: Values, wanted: object): Promise<Values> => {
    const [ids, past] = [feeds["input_ids"]!, feeds["past.0.key"]!];
    const [batch, steps] = [ids.dims[0]!, ids.dims[1]!];
    const said = "logits" in wanted ? feeds[POSITIONS]!.dims[1]! : 0;
    shapes.push(`${batch}x${steps}:${said}`);
    const had = past.dims[2]! + steps;
    return {
      logits: { type: "float32", data: new Float32Array(batch * said * vocab), dims: [batch, said, vocab] },
      "present.0.key": { type: "float32", data: new Float32Array(batch * had), dims: [batch, 1, had, 1] },
    };
  };
  const release = async (): Promise<void> => undefined;
  const graph: Graph = { inputs: [], outputs: [], local: true, inPlace: false, ...atHome, run, release };
  const fit = { continues: true, chunk, rows, shared: false, branches: false };
  const setup = { graph, layout, fit, inPlace: false };
  const engine: Engine = {
    ...{ setup, prefixes: new Prefixes(setup, 1e6), decode: () => "", eos: [], window: 10_000, memory: 1e9 },
    guides: guides(() => ({ kind: "raw", tokens: [] }), [], vocab),
  };
  return { engine, shapes };
}

async function weighed(
  engine: Engine,
  texts: readonly Given[],
  refused: (one: Refused) => void = ({ error }) => expect.fail(error.cause),
): Promise<Likelihood[]> {
  const found: Likelihood[] = [];
  await likelihoods(engine, texts, 0, {
    signal: new AbortController().signal,
    done: (made) => void found.push(made),
    refused,
    progress: () => undefined,
  });
  return found;
}

const ones = (length: number): number[] => Array<number>(length).fill(1);

test("of a long text the logits of all its tokens are never there at once: 64 MiB of them at most", async () => {
  const { engine, shapes } = even(2 ** 19, "masked"); // 2 MiB of logits a token
  const [made] = await weighed(engine, [{ tokens: ones(40), from: 1 }]);
  expect(shapes).toEqual(["1x32:32", "1x7:7"]);
  expect(made!.logprobs).toHaveLength(39);
  for (const one of made!.logprobs) expect(one).toBeCloseTo(-Math.log(2 ** 19), 4);
});

test("a prompt is computed once, without logits but for its last; choices of one token need nothing more", async () => {
  const { engine, shapes } = even(10, "masked");
  await weighed(
    engine,
    [3, 4, 5].map((one) => ({ tokens: [...ones(300), one], from: 300 })),
  );
  expect(shapes).toEqual(["1x256:0", "1x44:1"]);
});

test("longer choices are rows behind the prompt; of the next request the prompt is known", async () => {
  const { engine, shapes } = even(10, "masked");
  const texts = [[3], [4, 4, 4], [5, 5]].map((more) => ({ tokens: [...ones(300), ...more], from: 300 }));
  await weighed(engine, texts);
  expect(shapes.splice(0)).toEqual(["1x256:0", "1x44:1", "2x2:2"]);
  await weighed(engine, texts);
  expect(shapes).toEqual(["1x1:1", "2x2:2"]);
});

test("where one row alone takes several tokens behind cached ones, rows go in the fewer passes", async () => {
  const choices = (lengths: readonly number[]): Given[] =>
    lengths.map((length, n) => ({ tokens: [...ones(20), ...Array<number>(length).fill(n)], from: 20 }));
  const { engine, shapes } = even(10, "packed");
  await weighed(engine, choices([3, 2, 3, 2]));
  expect(shapes.splice(0)).toEqual(["1x20:1", "4x1:1", "4x1:1"]);
  await weighed(engine, choices([9, 9]));
  expect(shapes.slice(1)).toEqual(["1x8:8", "1x8:8"]);
});

test("beginnings that several share are held for as many texts as memory has room for", async () => {
  const texts = [1, 2].flatMap((document) =>
    [3, 4].map((question) => ({
      tokens: [...Array<number>(100).fill(document), ...Array<number>(5).fill(question), 6],
      from: 105,
    })),
  );
  const { engine, shapes } = even(10, "masked");
  await weighed(engine, texts);
  expect(shapes).toEqual(["1x100:0", "1x100:0", "4x5:1"]);
  const small = even(10, "masked");
  await weighed({ ...small.engine, memory: 300 }, texts);
  expect(small.shapes).toEqual(["1x100:0", "1x5:1", "1x5:1", "1x100:0", "1x5:1", "1x5:1"]);
});

test("a text at which the graph fails, or computes no numbers, takes no other with it", async () => {
  const { engine } = even(10, "masked");
  const { graph } = engine.setup;
  const run: Graph["run"] = async (feeds, wanted) => {
    const ids = [...(feeds["input_ids"]!.data as BigInt64Array)].map(Number);
    if (ids.includes(8)) throw new Error("no such row");
    const made = await graph.run(feeds, wanted);
    if (ids.includes(9)) (made["logits"]!.data as Float32Array).fill(Number.NaN);
    return made;
  };
  const setup = { ...engine.setup, graph: { ...graph, run } };
  const texts = [1, 9, 2, 8, 3].map((token) => ({ tokens: [1, token, 4, 5], from: 2 }));
  const refused: [number, string, string][] = [];
  const found = await weighed(
    { ...engine, setup },
    texts,
    ({ index, error }) => void refused.push([index, error.code, error.cause]),
  );
  expect(found.map(({ index }) => index).toSorted((a, b) => a - b)).toEqual([0, 2, 4]);
  expect(refused.toSorted(([a], [b]) => a - b)).toEqual([
    [1, "E512", "the model computed NaN at text 2, token 1"],
    [3, "E513", "no such row"],
  ]);
});

test("short texts of several prompts go together; those of equal length where only these do", async () => {
  const texts = [10, 12, 10].map((length, n) => ({ tokens: Array<number>(length).fill(n + 1), from: 4 }));
  const { engine, shapes } = even(10, "masked");
  await weighed(engine, texts);
  expect(shapes).toEqual(["3x11:8"]);
  const equal = even(10, "equal");
  await weighed(equal.engine, texts);
  expect(equal.shapes).toEqual(["2x9:6", "1x11:8"]);
});
