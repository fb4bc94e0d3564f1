// Weights of a graph in another form: float32 stored as float16, bytes moved into a file beside the graph.
import { closeSync, openSync, readSync, statSync } from "node:fs";
import { join } from "node:path";
import { makeNode, makeTensor, type Model, type Tensor, tensors } from "./graph.ts";
import { toHalves } from "./half.ts";
import { fresh } from "./insert.ts";
import { type Field, last, type Message } from "./message.ts";
import { misfit, regraphed, swapped } from "./patch.ts";
import { ELEMENT, GRAPH, TENSOR } from "./schema.ts";

/** Smaller tensors are norms, scales and constants of shapes: storing them in half saves nothing. */
const LEAST = 1024;

/** What storing in half precision did: tensors by name. */
export interface Halved {
  readonly model: Model;
  readonly stored: readonly string[];
  /** Left as they were, since a number of theirs is beyond the largest float16. */
  readonly beyond: readonly string[];
}

/**
 * Stores float32 weights of 1,024 elements and more as float16, each followed by a Cast that runs once, when the graph
 * is loaded. `folder` is where the files of external data lie; what was external is then in the graph.
 * @throws ModelError E519 where such a file ends early.
 */
export function halfStored(model: Model, folder: string): Halved {
  const [stored, beyond]: [string[], string[]] = [[], []];
  const by = new Map<Field, readonly Field[]>();
  const casts: Field[] = [];
  for (const tensor of tensors(model.graph)) {
    if (tensor.type !== "float32" || tensor.dims.reduce((all, size) => all * size, 1) < LEAST) continue;
    const bytes = bytesOf(tensor, folder);
    const halves = toHalves(
      new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length)),
    );
    if (halves.some((bits) => (bits & 0x7fff) === 0x7c00)) {
      beyond.push(tensor.name);
      continue;
    }
    const name = fresh(model.graph, tensor.name);
    by.set(tensor.field, [makeTensor(name, "float16", tensor.dims, new Uint8Array(halves.buffer))]);
    casts.push(makeNode("Cast", [name], [tensor.name], { to: ELEMENT.float32 }));
    stored.push(tensor.name);
  }
  const half = regraphed(swapped(model, by), (graph) => {
    const first = graph.findIndex(({ number }) => number === GRAPH.node);
    return [...graph.slice(0, first), ...casts, ...graph.slice(first)];
  });
  return { model: half, stored, beyond };
}

/**
 * The bytes of a tensor of numbers, little-endian and row-major, wherever they lie.
 * @throws ModelError E519 where the file of external data ends early.
 */
export function bytesOf({ name, fields, dims, external }: Tensor, folder: string): Uint8Array {
  if (external === undefined)
    return last(fields, TENSOR.raw)?.inside ?? last(fields, TENSOR.floats)?.inside ?? zeros(name, dims);
  const path = join(folder, external.location);
  const length = external.length ?? statSync(path).size - external.offset;
  const bytes = new Uint8Array(length);
  const file = openSync(path, "r");
  try {
    for (let at = 0; at < length;) {
      const read = readSync(file, bytes, at, length - at, external.offset + at);
      if (read === 0) throw misfit(`${path} ends inside '${name}'`, "fetch the file again");
      at += read;
    }
  } finally {
    closeSync(file);
  }
  return bytes;
}

/** A tensor without elements has no bytes. */
function zeros(name: string, dims: readonly number[]): Uint8Array {
  if (dims.includes(0)) return new Uint8Array();
  throw misfit(`the numbers of '${name}' are in a form that is not read`, "export the model again");
}

/** A graph without its weights, and the weights: parts of a file, one after the other. */
export interface MovedOut {
  readonly model: Model;
  readonly data: readonly Uint8Array[];
}

/** Bytes of a page: where a tensor begins there, it can be mapped into memory. */
const PAGE = 4096;

/** Moves the bytes of all tensors of at least `least` bytes into a file of the given name beside the graph. */
export function movedOut(model: Model, location: string, least = LEAST): MovedOut {
  const data: Uint8Array[] = [];
  let offset = 0;
  const moved = new Map<Field, Message>();
  for (const { field, fields, name, type, dims } of tensors(model.graph)) {
    const bytes = last(fields, TENSOR.raw)?.inside;
    if (!bytes || bytes.length < least || type === undefined) continue;
    moved.set(field, [makeTensor(name, type, dims, { location, offset, length: bytes.length })]);
    const gap = -bytes.length & (PAGE - 1);
    data.push(bytes, new Uint8Array(gap));
    offset += bytes.length + gap;
  }
  return { model: swapped(model, moved), data };
}
