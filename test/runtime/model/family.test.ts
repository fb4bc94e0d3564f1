// Prompts that begin alike as branches of one row: the answers of each alone, what is read once, and when that is done.
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import type { Graph } from "../../../runtime/model/backend/graph.ts";
import type { Task } from "../../../runtime/model/engine.ts";
import { families } from "../../../runtime/model/family.ts";
import { Prefixes } from "../../../runtime/model/prefix.ts";
import type { GenerateOptions, Generation } from "../../../runtime/model/protocol.ts";
import { rowsOf } from "../../../runtime/model/row.ts";
import type { Runner } from "../../../runtime/model/runner.ts";
import { BRANCH_BIAS, BRANCH_POSITIONS, branched, branching } from "../../../runtime/onnx/branches.ts";
import { makeNode, type Model, type Node, nodes, stated } from "../../../runtime/onnx/graph.ts";
import { openModel } from "../../../runtime/onnx/kept.ts";
import { type Field, holding, type Message, readMessage, replaced } from "../../../runtime/onnx/message.ts";
import { swapped } from "../../../runtime/onnx/patch.ts";
import { ATTRIBUTE, GRAPH, NODE } from "../../../runtime/onnx/schema.ts";
import { DOCUMENT, document, engine, ids, prompts, questions, tokens } from "./family.ts";
import { answers, backends, greedy, makeRunner, tinyDecoder } from "./help.ts";

const cpu = [{ kind: "cpu" }] as const;

async function oneByOne(runner: Runner, dir: string, options: GenerateOptions): Promise<Generation[]> {
  const model = await runner.load({ dir, providers: cpu });
  const found: Generation[] = [];
  for (const one of prompts) found.push(...(await answers(runner, model, [one], options)));
  return found;
}

describe.each(backends)("questions on one document, on %s", (backend) => {
  const settings: readonly (readonly [string, GenerateOptions])[] = [
    ["greedy", { ...greedy, maxTokens: 8 }],
    ["drawn", { temperature: 1, topP: 0.9, stop: [], maxTokens: 8 }],
    ["held to a form", { ...greedy, maxTokens: 6, form: { kind: "choices", of: ["w1", "w2", "w3"] } }],
    ["with what else could have been", { ...greedy, maxTokens: 3, logprobs: 2 }],
  ];
  test.each(settings)("%s: the answers of each alone", async (_, options) => {
    const runner = await makeRunner({ backend });
    const dir = await tinyDecoder("gqa");
    const alone = await oneByOne(runner, dir, options);
    const other = await makeRunner({ backend });
    const together = await answers(other, await other.load({ dir, providers: cpu }), prompts, options);
    const told = (all: readonly Generation[]) =>
      all.map(({ index, text, tokens, finish }) => [index, text, tokens, finish]);
    expect(told(together.map((one) => ({ ...one, index: 0 })))).toEqual(told(alone));
    for (const [n, { logprob, steps }] of together.entries()) {
      expect(logprob).toBeCloseTo(alone[n]!.logprob, 4);
      expect(steps?.map(({ top }) => top.map(({ id }) => id))).toEqual(
        alone[n]!.steps?.map(({ top }) => top.map(({ id }) => id)),
      );
    }
  });
});

test("what they begin with is computed once, and known to all but the first", async () => {
  const runner = await makeRunner();
  const model = await runner.load({ dir: await tinyDecoder("gqa"), providers: cpu });
  let read = 0;
  const known: number[] = [];
  const hooks = { onProgress: ({ promptTokens }: { promptTokens: number }) => void (read = promptTokens) };
  for await (const one of runner.generate(model.handle, prompts, { ...greedy, maxTokens: 2 }, hooks))
    known[one.index] = one.known;
  expect(read).toBe(DOCUMENT + questions.flat().length);
  expect(known.toSorted((a, b) => a - b)).toEqual([0, 300, 300, 300, 300, 300]);
  // and to later requests
  const [again] = await answers(runner, model, [{ tokens: [...document, 99], seed: 0 }], {
    ...greedy,
    maxTokens: 1,
  });
  expect(again!.known).toBe(300);
});

describe("a family", () => {
  const taskFor = (branches: boolean, maxTokens = 16, memory = 1e9, window = 1e4): Task =>
    ({
      engine: {
        setup: { fit: { branches }, layout: { states: [{ shape: ["B", 1, "P", 1], type: "float32" }] } },
        memory,
        window,
      },
      options: { maxTokens, stop: [] },
    }) as unknown as Task;
  const found = (task: Task, lists: readonly (readonly number[])[]) => {
    const asked = lists.map((tokens, index) => ({ tokens, seed: 0, index }));
    const { found, others } = families(
      task,
      rowsOf(asked, task.options, (all) => all.join()),
    );
    return [found.map(({ rows, trunk }) => [trunk, rows.length]), others.length];
  };
  const asked = (count: number, length = DOCUMENT, salt = 1) =>
    Array.from({ length: count }, (_, n) => [...ids(length, salt), 1, 100 + n]);

  test("is four and more prompts with 256 tokens in common", () => {
    expect(found(taskFor(true), asked(5))).toEqual([[[301, 5]], 0]);
    expect(found(taskFor(true), asked(3))).toEqual([[], 3]);
    expect(found(taskFor(true), asked(5, 200))).toEqual([[], 5]);
  });

  test("each document has its own, and what has none goes by itself", () => {
    const lists = [...asked(4, 300, 1), ...asked(6, 280, 2), [1, 2, 3]];
    expect(found(taskFor(true), lists)).toEqual([
      expect.arrayContaining([
        [301, 4],
        [281, 6],
      ]),
      1,
    ]);
  });

  test("has no more rows than the document is worth, or than fit into memory and the window", () => {
    // 300 tokens in common are worth 450 columns of others: 26 rows of 17
    expect(found(taskFor(true), asked(40))).toEqual([
      [
        [301, 26],
        [301, 14],
      ],
      0,
    ]);
    expect(found(taskFor(true, 200), asked(5))).toEqual([[], 5]);
    expect(found(taskFor(true, 16, 4 * (301 + 5 * 17)), asked(8))).toEqual([[[301, 5]], 3]);
    expect(found(taskFor(true, 16, 1e9, 301 + 5 * 17), asked(8))).toEqual([[[301, 5]], 3]);
  });

  test("is nothing where a graph has no branches", () => {
    expect(found(taskFor(false), asked(5))).toEqual([[], 5]);
  });
});

describe("passes", () => {
  test("the document, all questions behind it, then a token for each", async () => {
    const { engine: of, shapes } = await engine();
    await tokens(of);
    expect(shapes).toEqual(["1x256", "1x44", `1x${questions.flat().length}`, "1x6", "1x6", "1x6"]);
  });

  test("questions that take more than a chunk are cut, and each answer begins where its question ends", async () => {
    const { engine: of, shapes } = await engine();
    const whole = await tokens(of);
    const { engine: other, shapes: parts } = await engine();
    const fit = { ...other.setup.fit, chunk: 4 };
    expect(await tokens({ ...other, setup: { ...other.setup, fit } })).toEqual(whole);
    expect(parts.slice(75)).toEqual(["1x4", "1x4", "1x4", "1x3", "1x6", "1x6", "1x6"]);
    expect(shapes).toHaveLength(6);
  });

  test("where one goes wrong the rows are computed by themselves", async () => {
    const { engine: sound } = await engine();
    const { engine: of, shapes } = await engine("1x6");
    expect(await tokens(of)).toEqual(await tokens(sound));
    expect(shapes.slice(-3)).toEqual(["6x1", "6x1", "6x1"]);
  });

  test("a document that is not kept is let go when its row has it", async () => {
    const { engine: of, shapes } = await engine();
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc") as () => void;
    const { graph } = of.setup;
    let read: WeakRef<ArrayBufferLike> | undefined;
    const held: boolean[] = [];
    const run: Graph["run"] = async (feeds, wanted, signal) => {
      if (shapes.length === 1) read = new WeakRef(wanted["present.0.key"]!.data.buffer);
      await setTimeout(1);
      collect();
      held.push(read?.deref() !== undefined);
      return graph.run(feeds, wanted, signal);
    };
    const setup = { ...of.setup, graph: { ...graph, run } };
    await tokens({ ...of, setup, prefixes: new Prefixes(setup, 0) });
    expect([held[1], held.at(-1)]).toEqual([true, false]);
  });

  test("what is cancelled while its rows are on their way ends, and is not computed by itself", async () => {
    const { engine: of, shapes } = await engine();
    const abort = new AbortController();
    const { graph } = of.setup;
    const run: Graph["run"] = (...given) => {
      if (shapes.length === 4) abort.abort(new Error("enough"));
      return graph.run(...given);
    };
    const setup = { ...of.setup, graph: { ...graph, run } };
    await expect(tokens({ ...of, setup }, abort.signal)).rejects.toThrow("enough");
    expect(shapes).toEqual(["1x256", "1x44", `1x${questions.flat().length}`, "1x6", "1x6"]);
  });
});

describe("a graph", () => {
  const model = async () => openModel(join(await tinyDecoder("gqa"), "onnx", "model.onnx"));
  const inputs = ({ graph }: Model) => stated(graph, "input").map(({ name }) => name);
  const stays = (one: Model) => branching(one.graph).length === 0 && branched(one) === one;

  test("is told what its tokens see, and where they stand as its attention turns by it", async () => {
    expect(inputs(branched(await model()))).toEqual(expect.arrayContaining([BRANCH_BIAS, BRANCH_POSITIONS]));
  });

  test("whose attention has a window or a bias of its own, or is another one, stays as it is", async () => {
    const sound = await model();
    const strange = (change: (node: Node) => Message): Model => {
      const [node] = nodes(sound.graph).filter(({ op }) => op === "GroupQueryAttention");
      return swapped(sound, new Map([[node!.field, [holding(GRAPH.node, change(node!))]]]));
    };
    const window = strange(({ inputs, outputs, domain }) =>
      readMessage(
        makeNode("GroupQueryAttention", inputs, outputs, { local_window_size: 64 }, domain).inside!,
      ),
    );
    const biased = strange(({ fields, inputs }) => [
      ...fields,
      ...[...Array.from({ length: 10 - inputs.length }, () => ""), "t0"].map((name) =>
        holding(NODE.input, name),
      ),
    ]);
    const other = openModel(join(await tinyDecoder("std"), "onnx", "model.onnx"));
    expect([window, biased, other].map(stays)).toEqual([true, true, true]);
  });

  test("of which more than the lengths depends on how many columns there are stays as it is", async () => {
    const sound = await model();
    const [first, second] = nodes(sound.graph).filter(({ op }) => op === "GroupQueryAttention");
    const rewired = (node: Node, at: number, name: string, ...before: Field[]): Model => {
      const inputs = Array.from({ length: Math.max(node.inputs.length, at + 1) }, (_, n) =>
        holding(NODE.input, n === at ? name : (node.inputs[n] ?? "")),
      );
      const fields = replaced(node.fields, NODE.input, inputs);
      return swapped(sound, new Map([[node.field, [...before, holding(GRAPH.node, fields)]]]));
    };
    const total = first!.inputs[6]!;
    // cosines that are others beyond a length
    const turns = rewired(
      first!,
      7,
      "turns",
      makeNode("Greater", [total, total], ["long"]),
      makeNode("Where", ["long", "sin", "cos"], ["turns"]),
    );
    // positions that the graph counts
    const counts = rewired(first!, 9, "places", makeNode("CumSum", ["attention_mask", "t0"], ["places"]));
    // a layer that reads the keys of another
    const [key] = first!.outputs.slice(1);
    const shares = rewired(second!, 0, "query", makeNode("Add", [second!.inputs[0]!, key!], ["query"]));
    // an attention inside of another node
    const body = [holding(GRAPH.node, second!.fields)];
    const branch = holding(NODE.attribute, [
      holding(ATTRIBUTE.name, "then_branch"),
      holding(ATTRIBUTE.graph, body),
    ]);
    const chosen = readMessage(makeNode("If", ["long"], second!.outputs).inside!);
    const inside = swapped(sound, new Map([[second!.field, [holding(GRAPH.node, [...chosen, branch])]]]));
    expect([turns, counts, shares, inside, sound].map(stays)).toEqual([true, true, true, true, false]);
  });
});
