// Nodes put into a graph: behind a tensor, so that all who read it read what they make of it; or before one reader.
import { bodies, inner, type Model, type Node, nodes, readNode, stated } from "./graph.ts";
import { type Field, holding, type Message, replaced } from "./message.ts";
import { misfit, named, present, regraphed, swapped } from "./patch.ts";
import { ATTRIBUTE, GRAPH, NODE } from "./schema.ts";

/** Nodes that compute `to` of `from`. */
export type Between = (from: string, to: string) => readonly Field[];

/**
 * Puts nodes behind a tensor: all that read it, outputs of the graph included, get what the nodes make of it.
 * @throws ModelError E519 where there is no such tensor.
 */
export function insertAfter(model: Model, name: string, between: Between): Model {
  present(model.graph, name);
  const producer = nodes(model.graph).find(({ outputs }) => outputs.includes(name));
  return producer ? behindNode(model, producer, name, between) : behindGiven(model, name, between);
}

/** The producer gives its output another name, and the nodes give theirs the old one. */
function behindNode(model: Model, producer: Node, name: string, between: Between): Model {
  const from = fresh(model.graph, name);
  const outputs = producer.outputs.map((one) => holding(NODE.output, one === name ? from : one));
  const renamed = holding(GRAPH.node, replaced(producer.fields, NODE.output, outputs));
  return swapped(model, new Map([[producer.field, [renamed, ...between(from, name)]]]));
}

/** What is given to the graph or comes with it keeps its name: all who read it read another one. */
function behindGiven(model: Model, name: string, between: Between): Model {
  if (stated(model.graph, "output").some((output) => output.name === name))
    throw misfit(`'${name}' is an input and an output at once`, "name a tensor that a node makes");
  const to = fresh(model.graph, name);
  const uses = rereading(model.graph, name, to);
  const first = uses.findIndex(({ number }) => number === GRAPH.node);
  return regraphed(model, () => [...uses.slice(0, first), ...between(name, to), ...uses.slice(first)]);
}

/** A name for a tensor that stands before or behind another. */
export function fresh(graph: Message, name: string): string {
  const taken = named(graph);
  for (let n = 1; ; n++) if (!taken.has(`${name}/${n}`)) return `${name}/${n}`;
}

/** The graph where all that read `name` read `to`, in the graphs inside of its nodes too. */
function rereading(graph: Message, name: string, to: string): Message {
  return graph.map((field) => {
    if (field.number !== GRAPH.node) return field;
    const node = readNode(field);
    const own = node.inputs.includes(name) ? withInput(node, name, to) : node.fields;
    const deep = bodies(node).length > 0 ? insideToo(own, name, to) : own;
    return deep === node.fields ? field : holding(GRAPH.node, deep);
  });
}

const withInput = (node: Node, name: string, to: string): Message =>
  replaced(
    node.fields,
    NODE.input,
    node.inputs.map((input) => holding(NODE.input, input === name ? to : input)),
  );

function insideToo(fields: Message, name: string, to: string): Message {
  const isGraph = ({ number }: Field): boolean => number === ATTRIBUTE.graph || number === ATTRIBUTE.graphs;
  return fields.map((field) => {
    const parts = field.number === NODE.attribute ? inner(field) : [];
    if (!parts.some(isGraph)) return field;
    return holding(
      NODE.attribute,
      parts.map((part) => (isGraph(part) ? holding(part.number, rereading(inner(part), name, to)) : part)),
    );
  });
}

/** Puts nodes before one reader of a tensor: it alone reads what they make of it. */
export function insertBefore(model: Model, reader: Node, name: string, between: Between): Model {
  const to = fresh(model.graph, name);
  const rewired = holding(GRAPH.node, withInput(reader, name, to));
  return swapped(model, new Map([[reader.field, [...between(name, to), rewired]]]));
}
