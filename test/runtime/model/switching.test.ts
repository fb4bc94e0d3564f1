// Graphs that turn long rows otherwise than short ones: each prompt has the answers that it has alone, whatever lies beside it.
import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { switches } from "../../../runtime/onnx/branches.ts";
import { makeNode, makeStated, type Model, nodes, writeModel } from "../../../runtime/onnx/graph.ts";
import { openModel } from "../../../runtime/onnx/kept.ts";
import { type Field, holding, number, readMessage, replaced } from "../../../runtime/onnx/message.ts";
import { addTensor, swapped } from "../../../runtime/onnx/patch.ts";
import { ATTRIBUTE, GRAPH, NODE } from "../../../runtime/onnx/schema.ts";
import { answers, backends, folder, greedy, testRunner, tinyDecoder } from "./help.ts";
import { ids } from "./family.ts";

const LONG = 330;
const FILE = join("onnx", "model.onnx");

/** A graph inside of an If that gives one of the tensors outside. */
const branch = (name: string, gives: string): Field =>
  holding(NODE.attribute, [
    holding(ATTRIBUTE.name, name),
    holding(ATTRIBUTE.graph, [
      makeNode("Identity", [gives], [`${name}/turns`]),
      holding(GRAPH.name, name),
      makeStated("output", `${name}/turns`, "float32", ["positions", "turned"]),
    ]),
    number(ATTRIBUTE.type, 5),
  ]);

/** The tiny decoder whose first layer turns by other cosines where a pass has more than so many columns. */
function turned(sound: Model): Model {
  const [first] = nodes(sound.graph).filter(({ op }) => op === "GroupQueryAttention");
  const limited = addTensor(sound, "limit", "int32", [], new Uint8Array(Int32Array.of(LONG).buffer));
  const chosen = readMessage(makeNode("If", ["long"], ["turns"]).inside!);
  const inputs = first!.inputs.map((name, at) => holding(NODE.input, at === 7 ? "turns" : name));
  const nodesBefore = [
    makeNode("Greater", [first!.inputs[6]!, "limit"], ["long"]),
    holding(GRAPH.node, [...chosen, branch("then_branch", "sin"), branch("else_branch", "cos")]),
  ];
  const again = holding(GRAPH.node, replaced(first!.fields, NODE.input, inputs));
  return swapped(limited, new Map([[first!.field, [...nodesBefore, again]]]));
}

const sound = async (): Promise<Model> => openModel(join(await tinyDecoder("gqa"), FILE));

test("a graph is known by a choice that follows from its columns", async () => {
  const plain = await sound();
  expect([plain, turned(plain)].map(({ graph }) => switches(graph))).toEqual([false, true]);
});

describe.each(backends)("on %s", (backend) => {
  test("short prompts beside long ones, long ones that begin alike, and known ones have the answers of each alone", async () => {
    const dir = folder();
    cpSync(await tinyDecoder("gqa"), dir, { recursive: true });
    writeFileSync(join(dir, FILE), writeModel(turned(await sound())));
    const document = ids(400, 1);
    const lists = [ids(200, 2), ids(200, 3), ...[7, 8, 9, 10].map((id) => [...document, id])];
    const prompts = lists.map((tokens) => ({ tokens, seed: 0 }));
    const options = { ...greedy, maxTokens: 6 };
    const cpu = [{ kind: "cpu" }] as const;
    const runner = await testRunner({ backend });
    const model = await runner.load({ dir, providers: cpu });
    // of such a graph nothing is kept for later requests, so that each is alone
    const alone = [];
    for (const prompt of prompts) alone.push(...(await answers(runner, model, [prompt], options)));
    expect(alone.map(({ known }) => known)).toEqual(prompts.map(() => 0));
    for (const round of ["first", "again"]) {
      const together = await answers(runner, model, prompts, options);
      for (const [n, { tokens, logprob }] of together.entries()) {
        expect([round, n, tokens]).toEqual([round, n, alone[n]!.tokens]);
        expect(logprob).toBeCloseTo(alone[n]!.logprob, 4);
      }
    }
  });
});
