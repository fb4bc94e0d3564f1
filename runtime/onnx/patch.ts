// Changes to what a graph takes and gives. Each takes a model and gives another, and names what does not fit.
import { ModelError } from "../model/error.ts";
import { makeStated, makeTensor, type Model, nodes, stated, type Tensor, tensors } from "./graph.ts";
import { type Field, holding, type Message } from "./message.ts";
import { type Element, GRAPH } from "./schema.ts";

/** A patch that does not fit its graph. */
export const misfit = (cause: string, fix: string): ModelError => new ModelError("E519", cause, fix);

/** The model with another graph. */
export const regraphed = (model: Model, edit: (graph: Message) => Message): Model => ({
  ...model,
  graph: edit(model.graph),
});

/** The model with fields of its graph replaced, by as many as are given. */
export const swapped = (model: Model, by: ReadonlyMap<Field, readonly Field[]>): Model =>
  regraphed(model, (graph) => graph.flatMap((field) => by.get(field) ?? [field]));

/** Names of all tensors of a graph; those inside of its nodes are their own. */
export function named(graph: Message): Set<string> {
  return new Set([
    ...stated(graph, "input").map(({ name }) => name),
    ...tensors(graph).map(({ name }) => name),
    ...nodes(graph).flatMap(({ outputs }) => outputs),
  ]);
}

/** @throws ModelError E519 where the graph has no such tensor. */
export function present(graph: Message, name: string): void {
  if (!named(graph).has(name))
    throw misfit(`the graph has no tensor '${name}'`, "name an input, an initializer or an output of a node");
}

function absent(graph: Message, name: string): void {
  if (named(graph).has(name)) throw misfit(`the graph has a tensor '${name}' already`, "choose another name");
}

/**
 * Makes a tensor an output, of the type the graph makes it.
 * @throws ModelError E519 where there is no such tensor.
 */
export function expose(model: Model, name: string): Model {
  present(model.graph, name);
  if (stated(model.graph, "output").some((output) => output.name === name)) return model;
  const known = stated(model.graph, "values").find((value) => value.name === name);
  const output = known ? holding(GRAPH.output, known.fields) : makeStated("output", name);
  return regraphed(model, (graph) => [...graph, output]);
}

/** Adds an input. @throws ModelError E519 where a tensor has this name already. */
export function addInput(
  model: Model,
  name: string,
  type: Element,
  shape: readonly (number | string)[],
): Model {
  absent(model.graph, name);
  return regraphed(model, (graph) => [...graph, makeStated("input", name, type, shape)]);
}

/** Adds a tensor of numbers, little-endian and row-major. @throws ModelError E519 where the name is taken. */
export function addTensor(
  model: Model,
  name: string,
  type: Element,
  dims: readonly number[],
  bytes: Uint8Array,
): Model {
  absent(model.graph, name);
  return regraphed(model, (graph) => [...graph, makeTensor(name, type, dims, bytes)]);
}

/** A tensor that comes with the graph. @throws ModelError E519 where there is none of this name. */
export function tensorOf({ graph }: Model, name: string): Tensor {
  const found = tensors(graph).find((tensor) => tensor.name === name);
  if (found !== undefined) return found;
  throw misfit(`the graph has no initializer '${name}'`, "name a tensor that the file holds");
}

/**
 * Turns a tensor that comes with the graph into an input of its type and shape: whoever runs the graph gives it then.
 * @throws ModelError E519 where there is no such tensor.
 */
export function initializerToInput(model: Model, name: string): Model {
  const { field, type, dims } = tensorOf(model, name);
  if (type === undefined)
    throw misfit(`'${name}' is of an element type that is not known`, "leave it in the file");
  // before IR version 4 a tensor is among the inputs anyway
  const declared = stated(model.graph, "input").some((input) => input.name === name);
  return regraphed(swapped(model, new Map([[field, []]])), (graph) =>
    declared ? graph : [...graph, makeStated("input", name, type, dims)],
  );
}
