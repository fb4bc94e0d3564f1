// Where tensors stand in an ONNX file: in graphs, in nodes, in graphs inside of nodes, in functions. Read through a window.
import { many } from "../../dsl/tell/count.ts";
import { ModelError } from "../model/error.ts";
import { type Bytes, placed, type Placed } from "./protobuf.ts";

type Kind = "model" | "graph" | "function" | "node" | "attribute" | "sparse" | "tensor";

/** By kind of message, the fields that hold others that tensors can stand in. */
export const INSIDE: { readonly [K in Kind]: { readonly [field: number]: Kind } } = {
  model: { 7: "graph", 25: "function" },
  graph: { 1: "node", 5: "tensor", 15: "sparse" },
  function: { 7: "node" },
  node: { 5: "attribute" },
  attribute: { 5: "tensor", 6: "graph", 10: "tensor", 11: "graph", 22: "sparse", 23: "sparse" },
  sparse: { 1: "tensor", 2: "tensor" },
  tensor: {},
};
/** Messages in each other: no exporter goes deeper than a few graphs. */
const DEEPEST = 60;

/**
 * Every tensor of a model, wherever it stands.
 * @throws ModelError E513 for a file that is cut off or no ONNX file, and for graphs in each other without an end
 */
export const tensorsIn = (bytes: Bytes, size: number, file: string): Generator<Placed> =>
  under("model", bytes, 0, size, file, 0);

function* under(
  kind: Kind,
  bytes: Bytes,
  from: number,
  to: number,
  file: string,
  depth: number,
): Generator<Placed> {
  if (depth > DEEPEST) throw endless(file);
  for (const one of whole(bytes, from, to, file)) {
    const held = one.end === null || one.fixed ? undefined : INSIDE[kind][one.field];
    if (held === "tensor") yield one;
    else if (held !== undefined) yield* under(held, bytes, one.start, one.end ?? 0, file, depth + 1);
  }
}

/** The fields of a message, which fill its bytes. @throws ModelError E513 where they do not */
export function* whole(bytes: Bytes, from: number, to: number, file: string): Generator<Placed> {
  let reached = from;
  for (const one of placed(bytes, from, to)) {
    reached = one.to;
    if (reached <= to) yield one;
  }
  if (reached === to) return;
  const where = `what begins at byte ${many(reached)} goes beyond byte ${many(to)}, where it is to end`;
  throw torn(`${file} is cut off, or is no ONNX file: ${where}`);
}

export const torn = (cause: string): ModelError => new ModelError("E513", cause, "fetch the file again");

/** @throws ModelError E513 */
export const endless = (file: string): ModelError =>
  new ModelError("E513", `${file} has graphs in each other without an end`, "use another model");

/** A field without the numbers of tensors in it, and without texts and lists that nobody looks at. */
export function slim<T>(
  parent: Kind,
  one: Placed,
  { bytes, file, longest, read, hold }: Slimming<T>,
  depth = 0,
): readonly T[] {
  if (one.to - one.from <= longest) return read(one);
  const kind = one.end === null || one.fixed ? undefined : INSIDE[parent][one.field];
  if (kind === undefined) return [];
  if (depth > DEEPEST) throw endless(file);
  const parts = [...whole(bytes, one.start, one.end ?? 0, file)];
  return [
    hold(
      one.field,
      parts.flatMap((part) => slim(kind, part, { bytes, file, longest, read, hold }, depth + 1)),
    ),
  ];
}

interface Slimming<T> {
  readonly bytes: Bytes;
  readonly file: string;
  /** Longer fields are taken apart, or left out. */
  readonly longest: number;
  readonly read: (one: Placed) => readonly T[];
  readonly hold: (field: number, parts: readonly T[]) => T;
}
