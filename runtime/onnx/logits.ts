// Logits of the last positions only: the head then computes no more of them than are wanted.
import { makeNode, makeStated, type Model, type Node, nodes, stated, tensors } from "./graph.ts";
import type { Message } from "./message.ts";
import { insertBefore } from "./insert.ts";
import { addInput, addTensor, misfit, regraphed, swapped } from "./patch.ts";
import { GRAPH } from "./schema.ts";

/** The input that says how many positions, as exporters of decoders name it: int64, no dimensions; 0 for all of them. */
export const KEEP = "num_logits_to_keep";

/** What may stand between the head and the logits: it works on each number by itself. */
const AFTER: ReadonlySet<string> = new Set(["Cast", "Mul", "Div", "Tanh", "Add", "Identity"]);
const HEADS: ReadonlySet<string> = new Set(["MatMul", "MatMulNBits"]);

/**
 * Adds the input {@link KEEP}: logits [B,S,V] become those of the last `num_logits_to_keep` positions, and only they
 * are computed. A graph that has the input stays as it is.
 * @throws ModelError E519 where the head is not a product of the hidden states [B,S,D] and a weight.
 */
export function lastLogits(model: Model): Model {
  const { graph } = model;
  if (stated(graph, "input").some(({ name }) => name === KEEP)) return model;
  const head = headOf(graph);
  const hidden = head.inputs[0]!;
  const whole = (value: bigint): Uint8Array => new Uint8Array(BigInt64Array.of(value).buffer);
  const [from, one] = [`${KEEP}/from`, `${KEEP}/one`];
  const cut = insertBefore(model, head, hidden, (states, kept) => [
    makeNode("Neg", [KEEP], [`${KEEP}/negative`]),
    makeNode("Reshape", [`${KEEP}/negative`, one], [from]), // [1]; -0 begins at the first position
    makeNode("Slice", [states, from, `${KEEP}/end`, one], [kept]),
  ]);
  const end = addTensor(cut, `${KEEP}/end`, "int64", [1], whole(2n ** 62n));
  return shapesLeft(addInput(addTensor(end, one, "int64", [1], whole(1n)), KEEP, "int64", []), head);
}

/** Shapes that the file states for the logits and what comes before them no longer hold. */
function shapesLeft(model: Model, head: Node): Model {
  const logits = stated(model.graph, "output").find(({ name }) => name === "logits")!;
  const [rows = "B", , vocab = "V"] = logits.shape;
  const kept = makeStated("output", "logits", logits.type, [rows, KEEP, vocab]);
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
