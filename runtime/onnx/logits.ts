// Logits of chosen positions only: the head then computes no more of them than are wanted. With them, what makes them log-probabilities.
import {
  makeNode,
  makeStated,
  makeTensor,
  type Model,
  type Node,
  nodes,
  opset,
  stated,
  tensors,
} from "./graph.ts";
import { insertBefore } from "./insert.ts";
import type { Field, Message } from "./message.ts";
import { addInput, misfit, regraphed, swapped } from "./patch.ts";
import { ELEMENT, GRAPH } from "./schema.ts";

/** The input that says which: int64 [B,K], counted through all rows, so that position n of row b is b * S + n. */
export const POSITIONS = "logits_positions";

/**
 * The output that makes logits log-probabilities: float32 [B,K,2], the largest logit, and ln of the sum of exp over how far each lies
 * below it. Apart, since in one number of 32 bits little is left of the second; a logit less both is a log-probability.
 */
export const LOG_SUM = "logits_log_sum";

/** What may stand between the head and the logits: it works on each number by itself. */
const AFTER: ReadonlySet<string> = new Set(["Cast", "Mul", "Div", "Tanh", "Add", "Identity"]);
const HEADS: ReadonlySet<string> = new Set(["MatMul", "MatMulNBits"]);

/**
 * Adds the input {@link POSITIONS}: logits [B,S,V] become those of the named positions, [B,K,V], and only they are
 * computed; {@link LOG_SUM} comes with them. A graph that has the input stays as it is.
 * @throws ModelError E519 where the head is not a product of the hidden states [B,S,D] and a weight.
 */
export function chosenLogits(model: Model): Model {
  if (stated(model.graph, "input").some(({ name }) => name === POSITIONS)) return model;
  const head = headOf(model.graph);
  const cut = insertBefore(model, head, head.inputs[0]!, (states, chosen) => [
    makeNode("Flatten", [states], [`${POSITIONS}/states`], { axis: 2 }), // [B*S,D]
    makeNode("Gather", [`${POSITIONS}/states`, POSITIONS], [chosen], { axis: 0 }),
  ]);
  return withLogSum(shapesLeft(addInput(cut, POSITIONS, "int64", ["logits_rows", POSITIONS]), head));
}

/**
 * The sum is taken in the graph, where it takes a few microseconds: over 32,000 numbers it takes JavaScript half a millisecond. Step
 * by step, since ReduceLogSumExp of ONNX Runtime 1.30 takes seven times as long and is off by 5e-5.
 */
function withLogSum(model: Model): Model {
  const part = (name: string): string => `${LOG_SUM}/${name}`;
  const [wide, top, below, axes] = [part("logits"), part("top"), part("below"), part("axes")];
  // what was an attribute of a reduction is an input from some opset on
  const reduce = (op: string, since: number, from: string, to: string): Field =>
    opset(model) < since
      ? makeNode(op, [from], [to], { keepdims: 1, axes: [2] })
      : makeNode(op, [from, axes], [to], { keepdims: 1 });
  return regraphed(model, (graph) => [
    ...graph,
    makeTensor(axes, "int64", [1], new Uint8Array(BigInt64Array.of(2n).buffer)),
    makeNode("Cast", ["logits"], [wide], { to: ELEMENT.float32 }),
    reduce("ReduceMax", 18, wide, top),
    makeNode("Sub", [wide, top], [below]),
    makeNode("Exp", [below], [part("exp")]),
    reduce("ReduceSum", 13, part("exp"), part("sum")),
    makeNode("Log", [part("sum")], [part("log")]),
    makeNode("Concat", [top, part("log")], [LOG_SUM], { axis: 2 }),
    makeStated("output", LOG_SUM, "float32", ["logits_rows", POSITIONS, 2]),
  ]);
}

/** Shapes that the file states for the logits and what comes before them no longer hold. */
function shapesLeft(model: Model, head: Node): Model {
  const logits = stated(model.graph, "output").find(({ name }) => name === "logits")!;
  const [rows = "B", , vocab = "V"] = logits.shape;
  const kept = makeStated("output", "logits", logits.type, [rows, POSITIONS, vocab]);
  const stale = new Set(behind(model.graph, head));
  return regraphed(swapped(model, new Map([[logits.field, [kept]]])), (graph) => {
    const gone = new Set(
      stated(graph, "values").flatMap(({ name, field }) => (stale.has(name) ? [field] : [])),
    );
    return graph.filter((field) => field.number !== GRAPH.values || !gone.has(field));
  });
}

/** Names of what the head gives and of all that follows from it. */
function behind(graph: Message, head: Node): string[] {
  const found = [...head.outputs];
  for (const node of nodes(graph))
    if (node.inputs.some((input) => found.includes(input))) found.push(...node.outputs);
  return found;
}

/**
 * The product whose result, scaled and cast at most, is the logits.
 * @throws ModelError E519 where there is none.
 */
export function headOf(graph: Message): Node {
  const all = nodes(graph);
  const by = new Map(all.flatMap((node) => node.outputs.map((output) => [output, node] as const)));
  const constant = constants(all, new Set(tensors(graph).map(({ name }) => name)));
  for (let node = by.get("logits"); node !== undefined;) {
    const [first, second] = node.inputs;
    if (HEADS.has(node.op) && first !== undefined && second !== undefined && constant.has(second))
      return node;
    if (!AFTER.has(node.op)) break;
    const before: string | undefined = node.inputs.find((input) => !constant.has(input));
    node = before === undefined ? undefined : by.get(before);
  }
  throw misfit(
    "the logits are not a product of hidden states and a weight",
    "leave the graph as it is: all logits are computed",
  );
}

/** Names of all that follows from the file alone. */
function constants(all: readonly Node[], given: ReadonlySet<string>): Set<string> {
  const known = new Set([...given, ""]);
  for (const { inputs, outputs } of all)
    if (inputs.every((input) => known.has(input))) outputs.forEach((output) => known.add(output));
  return known;
}
