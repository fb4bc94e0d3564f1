// The external data files an ONNX file names, read from its protobuf without loading the weights.
import { closeSync, fstatSync, openSync, readSync } from "node:fs";

/** Path ModelProto.graph(7) -> GraphProto.initializer(5) -> TensorProto.external_data(13). */
const path = [7, 5, 13] as const;
/** Longer texts are not file names. */
const longestName = 4096;

/**
 * Names as written in the file, relative to its folder; [] for a file that is not an ONNX protobuf.
 * Only lengths are read on the way: tensors and nodes are stepped over.
 */
export function externalFiles(file: string): string[] {
  const descriptor = openSync(file, "r");
  try {
    const names = new Set<string>();
    const bytes = window(descriptor);
    descend(bytes, 0, fstatSync(descriptor).size, 0, names);
    return [...names].sort();
  } finally {
    closeSync(descriptor);
  }
}

/** A byte of the file by offset, through a 64 KiB window. */
function window(descriptor: number): (at: number) => number {
  const buffer = Buffer.alloc(1 << 16);
  let [start, end] = [0, 0];
  return (at) => {
    if (at < start || at >= end) {
      start = at;
      end = at + readSync(descriptor, buffer, 0, buffer.length, at);
    }
    return at < end ? buffer[at - start]! : 0;
  };
}

function descend(
  bytes: (at: number) => number,
  from: number,
  to: number,
  depth: number,
  names: Set<string>,
): void {
  for (const { field, start, end } of fields(bytes, from, to)) {
    if (field !== path[depth]) continue;
    if (depth < path.length - 1) descend(bytes, start, end, depth + 1, names);
    else {
      const [key, value] = entry(bytes, start, end);
      if (key === "location" && value !== undefined) names.add(value);
    }
  }
}

/** StringStringEntryProto: key(1), value(2). */
function entry(
  bytes: (at: number) => number,
  from: number,
  to: number,
): [string | undefined, string | undefined] {
  const texts = new Map<number, string>();
  for (const { field, start, end } of fields(bytes, from, to)) {
    if (end - start > longestName) continue;
    const text = Buffer.from(Array.from({ length: end - start }, (_, n) => bytes(start + n)));
    texts.set(field, text.toString("utf8"));
  }
  return [texts.get(1), texts.get(2)];
}

/** The length-delimited fields of a message; other wire types are stepped over. */
function* fields(
  bytes: (at: number) => number,
  from: number,
  to: number,
): Generator<{ field: number; start: number; end: number }> {
  let at = from;
  const varint = (): number => {
    let [value, factor] = [0, 1];
    for (let n = 0; n < 10; n++, factor *= 128) {
      const byte = bytes(at++);
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) break;
    }
    return value;
  };
  while (at < to) {
    const tag = varint();
    const [field, wire] = [Math.floor(tag / 8), tag % 8];
    if (wire === 0) varint();
    else if (wire === 1) at += 8;
    else if (wire === 5) at += 4;
    else if (wire === 2) {
      const length = varint();
      if (at + length > to) return;
      yield { field, start: at, end: at + length };
      at += length;
    } else return; // not protobuf
  }
}
