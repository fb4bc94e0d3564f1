// An ONNX model taken apart: nodes, tensors, inputs and outputs as views over its messages, and the same made anew.
import {
  all,
  type Field,
  float,
  head,
  holding,
  last,
  type Message,
  number,
  numbers,
  readMessage,
  replaced,
  text,
  textOf,
} from "./message.ts";
import {
  ATTRIBUTE,
  ATTRIBUTE_TYPE,
  DIM,
  ELEMENT,
  type Element,
  elementName,
  ENTRY,
  GRAPH,
  MODEL,
  NODE,
  OPSET,
  SHAPE,
  TENSOR,
  TENSOR_TYPE,
  TYPE,
  VALUE,
} from "./schema.ts";

/** A model: its own fields, and those of its graph. */
export interface Model {
  readonly fields: Message;
  readonly graph: Message;
}

export interface Node {
  readonly field: Field;
  readonly fields: Message;
  readonly name: string;
  readonly op: string;
  /** `""` is ONNX's own. */
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

/** Bytes in a file beside the graph. */
export interface External {
  readonly location: string;
  readonly offset: number;
  /** Without it, to the file's end. */
  readonly length?: number;
}

export interface Tensor {
  readonly field: Field;
  readonly fields: Message;
  readonly name: string;
  /** Undefined for a type that is newer than the table. */
  readonly type: Element | undefined;
  readonly dims: readonly number[];
  readonly external?: External;
}

/** An input, an output, or a tensor in between whose type the file states. */
export interface Stated {
  readonly field: Field;
  readonly fields: Message;
  readonly name: string;
  /** Undefined where it is no tensor, or of a type newer than the table. */
  readonly type: Element | undefined;
  /** Sizes, or their names; `?` where neither is stated. */
  readonly shape: readonly (number | string)[];
}

/** The message that a field holds; of none, no fields. */
export const inner = (field: Field | undefined): Message =>
  field === undefined || field.inside === null ? [] : readMessage(field.inside);

/** @throws ModelError E513 where the bytes are no ONNX model. */
export function readModel(bytes: Uint8Array): Model {
  const fields = readMessage(bytes);
  // protobuf merges a message that is there twice
  return { fields, graph: all(fields, MODEL.graph).flatMap(inner) };
}

/**
 * The bytes of a model: those it was read from where nothing was changed. In parts, one after the other, which share the memory
 * of what was read: gigabytes are not copied.
 */
export function modelParts({ fields, graph }: Model): Uint8Array[] {
  const length = graph.reduce((sum, { bytes }) => sum + bytes.length, 0);
  const whole = replaced(fields, MODEL.graph, [number(MODEL.graph, 0)]);
  return whole.flatMap((field) =>
    field.number === MODEL.graph
      ? [head(MODEL.graph, length), ...graph.map(({ bytes }) => bytes)]
      : [field.bytes],
  );
}

/** The same in one piece. */
export const writeModel = (model: Model): Uint8Array => Buffer.concat(modelParts(model));

/** The version of a set of operators, `""` being ONNX's own; 0 where the model does not name it. */
export function opset({ fields }: Model, domain = ""): number {
  const own = (name: string): boolean => name === domain || (domain === "" && name === "ai.onnx");
  const found = all(fields, MODEL.opset)
    .map(inner)
    .find((one) => own(text(one, OPSET.domain)));
  return found === undefined ? 0 : Number(last(found, OPSET.version)?.value ?? 0n);
}

export const nodes = (graph: Message): Node[] => all(graph, GRAPH.node).map(readNode);

/** Reads a node from its field. */
export function readNode(field: Field): Node {
  const fields = inner(field);
  return {
    field,
    fields,
    name: text(fields, NODE.name),
    op: text(fields, NODE.op),
    domain: text(fields, NODE.domain),
    inputs: all(fields, NODE.input).map(textOf),
    outputs: all(fields, NODE.output).map(textOf),
  };
}

/** Graphs inside a node: branches of an If, the body of a Loop. */
export const bodies = ({ fields }: Node): Message[] =>
  all(fields, NODE.attribute)
    .map(inner)
    .flatMap((one) => [...all(one, ATTRIBUTE.graph), ...all(one, ATTRIBUTE.graphs)].map(inner));

/** Nodes with those of the graphs inside them. */
export const everyNode = (graph: Message): Node[] =>
  nodes(graph).flatMap((node) => [node, ...bodies(node).flatMap(everyNode)]);

/** A whole number that is an attribute of a node. */
export function attribute({ fields }: Node, name: string): number | undefined {
  const found = all(fields, NODE.attribute)
    .map(inner)
    .find((one) => text(one, ATTRIBUTE.name) === name);
  const value = found && last(found, ATTRIBUTE.i);
  return value === undefined ? undefined : Number(value.value);
}

export const tensors = (graph: Message): Tensor[] => all(graph, GRAPH.initializer).map(readTensor);

function readTensor(field: Field): Tensor {
  const fields = inner(field);
  const entries = new Map(
    all(fields, TENSOR.external)
      .map(inner)
      .map((entry) => [text(entry, ENTRY.key), text(entry, ENTRY.value)]),
  );
  const [location, length] = [entries.get("location"), entries.get("length")];
  return {
    field,
    fields,
    name: text(fields, TENSOR.name),
    type: elementName(Number(last(fields, TENSOR.type)?.value ?? 0n)),
    dims: numbers(fields, TENSOR.dims),
    ...(location !== undefined && {
      external: {
        location,
        offset: Number(entries.get("offset") ?? 0),
        ...(length !== undefined && { length: Number(length) }),
      },
    }),
  };
}

/** Inputs, outputs or tensors in between. */
export const stated = (graph: Message, which: "input" | "output" | "values"): Stated[] =>
  all(graph, GRAPH[which]).map((field) => {
    const fields = inner(field);
    const type = inner(last(inner(last(fields, VALUE.type)), TYPE.tensor));
    const shape = all(inner(last(type, TENSOR_TYPE.shape)), SHAPE.dim).map(inner);
    const size = (dim: Message): number | string => {
      const stated = last(dim, DIM.size);
      return stated === undefined ? text(dim, DIM.name) || "?" : Number(stated.value);
    };
    return {
      field,
      fields,
      name: text(fields, VALUE.name),
      type: elementName(Number(last(type, TENSOR_TYPE.element)?.value ?? 0n)),
      shape: shape.map(size),
    };
  });

export type Attributes = { readonly [name: string]: number | string | readonly number[] | { float: number } };

/** A node; a whole number or a list of them, a text, or `{ float }` is an attribute. */
export function makeNode(
  op: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes: Attributes = {},
  domain = "",
): Field {
  return holding(GRAPH.node, [
    ...inputs.map((name) => holding(NODE.input, name)),
    ...outputs.map((name) => holding(NODE.output, name)),
    holding(NODE.name, `${outputs[0] ?? ""}/${op}`),
    holding(NODE.op, op),
    ...Object.entries(attributes).map(([name, value]) => holding(NODE.attribute, makeAttribute(name, value))),
    ...(domain === "" ? [] : [holding(NODE.domain, domain)]),
  ]);
}

function makeAttribute(name: string, value: Attributes[string]): Message {
  const typed = (type: keyof typeof ATTRIBUTE_TYPE, ...given: Message): Message => [
    holding(ATTRIBUTE.name, name),
    ...given,
    number(ATTRIBUTE.type, ATTRIBUTE_TYPE[type]),
  ];
  if (typeof value === "number") return typed("int", number(ATTRIBUTE.i, value));
  if (typeof value === "string") return typed("string", holding(ATTRIBUTE.s, value));
  if ("float" in value) return typed("float", float(ATTRIBUTE.f, value.float));
  return typed("ints", ...value.map((one) => number(ATTRIBUTE.ints, one)));
}

/** A tensor whose bytes are given, little-endian and row-major, or lie in a file beside the graph. */
export function makeTensor(
  name: string,
  type: Element,
  dims: readonly number[],
  bytes: Uint8Array | External,
): Field {
  return holding(GRAPH.initializer, [
    ...dims.map((size) => number(TENSOR.dims, size)),
    number(TENSOR.type, ELEMENT[type]),
    holding(TENSOR.name, name),
    ...(bytes instanceof Uint8Array ? [holding(TENSOR.raw, bytes)] : outside(bytes)),
  ]);
}

/** TensorProto.data_location EXTERNAL, and where. */
const outside = ({ location, offset, length }: External): Message => [
  ...Object.entries({ location, offset, ...(length !== undefined && { length }) }).map(([key, value]) =>
    holding(TENSOR.external, [holding(ENTRY.key, key), holding(ENTRY.value, String(value))]),
  ),
  number(TENSOR.location, 1),
];

/** An input or output; without a type, it is what the graph makes it. */
export function makeStated(
  which: "input" | "output",
  name: string,
  type?: Element,
  shape: readonly (number | string)[] = [],
): Field {
  const dims = shape.map((size) =>
    holding(SHAPE.dim, [typeof size === "number" ? number(DIM.size, size) : holding(DIM.name, size)]),
  );
  const tensor = type && [number(TENSOR_TYPE.element, ELEMENT[type]), holding(TENSOR_TYPE.shape, dims)];
  return holding(GRAPH[which], [
    holding(VALUE.name, name),
    ...(tensor ? [holding(VALUE.type, [holding(TYPE.tensor, tensor)])] : []),
  ]);
}

/** A model of parts, from nothing. */
export function makeModel(name: string, graph: Message, sets: Readonly<Record<string, number>>): Model {
  const fields = [
    number(MODEL.irVersion, 9),
    holding(MODEL.producer, "strux"),
    ...Object.entries(sets).map(([domain, version]) =>
      holding(MODEL.opset, [holding(OPSET.domain, domain), number(OPSET.version, version)]),
    ),
  ];
  return { fields, graph: [holding(GRAPH.name, name), ...graph] };
}
