// Patched graphs at work: each loads in ONNX Runtime and gives the numbers that follow from the patch.
import { describe, expect, test } from "vitest";
import {
  inner,
  makeModel,
  makeNode,
  makeStated,
  makeTensor,
  nodes,
  tensors,
} from "../../../runtime/onnx/graph.ts";
import { logSum } from "../../../runtime/model/sample.ts";
import { insertAfter } from "../../../runtime/onnx/insert.ts";
import { openModel } from "../../../runtime/onnx/kept.ts";
import { chosenLogits, LOG_SUM, POSITIONS } from "../../../runtime/onnx/logits.ts";

import { type Field, holding, number } from "../../../runtime/onnx/message.ts";
import { addInput, expose, initializerToInput, tensorOf } from "../../../runtime/onnx/patch.ts";
import { ATTRIBUTE, GRAPH, NODE } from "../../../runtime/onnx/schema.ts";
import { bytesOf } from "../../../runtime/onnx/weights.ts";
import { alone, decoders, float32, folderOf, gap, int64, nano, numbersOf, ort, prompt, run } from "./help.ts";

const ids = [5, 17, 3, 40, 9, 22, 8];
/** Its graph names states that are no cache of keys and values: nothing here feeds it. */
const fed = [...decoders].filter(([name]) => name !== "lfm2");
/** Graphs whose data lie beside them are run in `kept.test.ts`. */
const inOne = fed.filter(([, file]) => alone(file));

/** What the head reads: [B,S,D]. */
function hiddenOf(file: string): string {
  const head = nodes(openModel(file).graph).findLast(({ op }) => op === "MatMul")!;
  return head.inputs[0]!;
}

describe.each(inOne)("%s", (_, file) => {
  const model = openModel(file);
  const hidden = hiddenOf(file);
  const feeds = prompt(file, ids);
  const logits = async (patched = model, more = {}): Promise<number[]> =>
    numbersOf((await run(patched, { ...feeds, ...more }, ["logits"]))["logits"]);

  test("a tensor in between becomes an output; the logits stay as they were", async () => {
    const out = await run(expose(model, hidden), feeds, ["logits", hidden]);
    expect(out[hidden]!.dims.slice(0, 2)).toEqual([1, ids.length]);
    expect(numbersOf(out["logits"])).toEqual(await logits());
  });

  test("a vector is added to the hidden states, by as much as is asked for", async () => {
    const before = numbersOf((await run(expose(model, hidden), feeds, [hidden]))[hidden]);
    const width = before.length / ids.length;
    const inputs = addInput(addInput(model, "vector", "float32", [width]), "scale", "float32", []);
    const steered = expose(
      insertAfter(inputs, hidden, (from, to) => [
        makeNode("Mul", ["vector", "scale"], ["push"]),
        makeNode("Add", [from, "push"], [to]),
      ]),
      hidden,
    );
    const by = (scale: number) => ({
      ...feeds,
      vector: float32([width], ...Array<number>(width).fill(0.5)),
      scale: float32([], scale),
    });
    const moved = await run(steered, by(4), [hidden, "logits"]);
    expect(
      gap(
        numbersOf(moved[hidden]),
        before.map((value) => value + 2),
      ),
    ).toBeLessThan(1e-6);
    expect(gap(numbersOf(moved["logits"]), await logits())).toBeGreaterThan(1e-3);
    expect(gap(numbersOf((await run(steered, by(0), ["logits"]))["logits"]), await logits())).toBe(0);
  });

  test("what stands behind an output is what the graph gives", async () => {
    const twice = insertAfter(model, "logits", (from, to) => [makeNode("Add", [from, from], [to])]);
    expect(await logits(twice)).toEqual((await logits()).map((value) => 2 * value));
  });

  test("what stands behind an input is what all its readers read", async () => {
    const next = insertAfter(model, "input_ids", (from, to) => [makeNode("Add", [from, "one"], [to])]);
    const { type } = feeds["input_ids"]!;
    const one = type === "int32" ? new ort.Tensor("int32", Int32Array.of(1), []) : int64([], 1);
    const patched = addInput(next, "one", type as "int64", []);
    const other = prompt(
      file,
      ids.map((id) => id + 1),
    );
    expect(await logits(patched, { one })).toEqual(
      numbersOf((await run(model, other, ["logits"]))["logits"]),
    );
  });

  test("a weight becomes an input: given back nothing changes, given as zeros nothing is left", async () => {
    const weight = tensors(model.graph).findLast(
      ({ dims, type }) => dims.length === 2 && (type === "float32" || type === "float16"),
    )!;
    const patched = initializerToInput(model, weight.name);
    const bytes = bytesOf(weight, folderOf(file));
    const own = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
    const given = (buffer: ArrayBufferLike) => ({
      [weight.name]:
        weight.type === "float16"
          ? new ort.Tensor("float16", new Uint16Array(buffer), weight.dims)
          : new ort.Tensor("float32", new Float32Array(buffer), weight.dims),
    });
    expect(gap(await logits(patched, given(own)), await logits())).toBeLessThan(1e-5);
    const none = await logits(patched, given(new ArrayBuffer(bytes.length)));
    expect(gap(none, await logits())).toBeGreaterThan(1e-3);
    await expect(logits(patched)).rejects.toThrow(`input '${weight.name}' is missing`);
  });

  test.each([[[6]], [[0, 3, 6]], [[6, 6, 1]]])(
    "of the positions %j, the logits are those that they were, and so is what makes them log-probabilities",
    async (at) => {
      const positions = int64([1, at.length], ...at);
      const wanted = ["logits", LOG_SUM];
      const out = await run(chosenLogits(model), { ...feeds, [POSITIONS]: positions }, wanted);
      const all = await logits();
      const vocab = all.length / ids.length;
      expect(out["logits"]!.dims).toEqual([1, at.length, vocab]);
      const expected = at.flatMap((position) => all.slice(position * vocab, (position + 1) * vocab));
      expect(gap(numbersOf(out["logits"]), expected)).toBeLessThan(1e-5);
      const now = numbersOf(out["logits"]);
      const sums = at.map((_, n) => logSum(Float32Array.from(now.slice(n * vocab, (n + 1) * vocab))));
      expect(out[LOG_SUM]!.dims).toEqual([1, at.length, 2]);
      const said = numbersOf(out[LOG_SUM]);
      const found = at.map((_, n) => said[2 * n]! + said[2 * n + 1]!);
      expect(gap(found, sums)).toBeLessThan(4e-6);
    },
  );
});

test("positions are counted through all rows: each row has its own", async () => {
  const rows = [ids, ids.toReversed()];
  const both = Object.fromEntries(
    Object.entries(prompt(nano, ids)).map(([name, { type, dims, data }]) => {
      const numbers = [...(data as BigInt64Array)];
      const twice = name === "input_ids" ? rows.flat().map(BigInt) : [...numbers, ...numbers];
      const made = type === "int64" ? BigInt64Array.from(twice) : new Float32Array();
      return [name, new ort.Tensor(type as "int64", made as BigInt64Array, [2, ...dims.slice(1)])];
    }),
  );
  const model = openModel(nano);
  const all = numbersOf((await run(model, both, ["logits"]))["logits"]);
  const chosen = { ...both, [POSITIONS]: int64([2, 1], 2, ids.length + 5) };
  const out = await run(chosenLogits(model), chosen, ["logits"]);
  const at = (position: number): number[] => all.slice(position * 705, (position + 1) * 705);
  expect(out["logits"]!.dims).toEqual([2, 1, 705]);
  expect(gap(numbersOf(out["logits"]), [...at(2), ...at(ids.length + 5)])).toBeLessThan(1e-5);
});

test("the graph is patched once: who asks again gets it as it is", () => {
  const once = chosenLogits(openModel(nano));
  expect(chosenLogits(once)).toBe(once);
});

describe("a branch inside of a node", () => {
  /** y = x + 1 if `yes`, else x - 1, both branches reading x and `one` from around them. */
  const branch = (op: string): readonly Field[] => [
    makeNode(op, ["x", "one"], [`${op}/y`]),
    holding(GRAPH.name, op),
    makeStated("output", `${op}/y`, "float32", [2]),
  ];
  const graphAttribute = (name: string, graph: readonly Field[]): Field =>
    holding(NODE.attribute, [
      holding(ATTRIBUTE.name, name),
      holding(ATTRIBUTE.graph, graph),
      number(ATTRIBUTE.type, 5),
    ]);
  const choice = holding(GRAPH.node, [
    ...inner(makeNode("If", ["yes"], ["y"])),
    graphAttribute("then_branch", branch("Add")),
    graphAttribute("else_branch", branch("Sub")),
  ]);
  const model = makeModel(
    "choice",
    [
      choice,
      makeTensor("one", "float32", [1], new Uint8Array(Float32Array.of(1).buffer)),
      makeStated("input", "x", "float32", [2]),
      makeStated("input", "yes", "bool", [1]),
      makeStated("output", "y", "float32", [2]),
    ],
    { "": 17 },
  );
  const feeds = (yes: number) => ({
    x: float32([2], 1, 2),
    yes: new ort.Tensor("bool", Uint8Array.of(yes), [1]),
  });
  const y = async (patched: typeof model, yes: number): Promise<number[]> =>
    numbersOf((await run(patched, feeds(yes), ["y"]))["y"]);

  test.each(["x", "one"])("reads what stands behind '%s' too", async (name) => {
    const fourfold = insertAfter(model, name, (from, to) => [
      makeNode("Add", [from, from], [`${to}/2`]),
      makeNode("Add", [`${to}/2`, `${to}/2`], [to]),
    ]);
    expect([await y(model, 1), await y(model, 0)]).toEqual([
      [2, 3],
      [0, 1],
    ]);
    expect([await y(fourfold, 1), await y(fourfold, 0)]).toEqual(
      name === "x"
        ? [
            [5, 9],
            [3, 7],
          ]
        : [
            [5, 6],
            [-3, -2],
          ],
    );
  });
});

describe("refused by name", () => {
  const model = openModel(nano);
  test.each([
    ["exposing", () => expose(model, "nowhere"), "the graph has no tensor 'nowhere'"],
    ["inserting", () => insertAfter(model, "nowhere", () => []), "the graph has no tensor 'nowhere'"],
    ["a weight", () => tensorOf(model, "input_ids"), "the graph has no initializer 'input_ids'"],
    ["an input", () => addInput(model, "logits", "float32", []), "the graph has a tensor 'logits' already"],
    [
      "logits that no head makes",
      () => chosenLogits(insertAfter(model, "logits", (a, b) => [makeNode("Softmax", [a], [b])])),
      "the logits are not a product of hidden states and a weight",
    ],
  ])("%s", (_, patch, cause) => {
    expect(patch).toThrow(expect.objectContaining({ code: "E519", cause }) as Error);
  });
});
