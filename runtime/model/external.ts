// The external data files an ONNX file names, read from its protobuf without loading the weights.
import { type Bytes, fields, opened } from "../onnx/protobuf.ts";

/** Path ModelProto.graph(7) -> GraphProto.initializer(5) -> TensorProto.external_data(13). */
const path = [7, 5, 13] as const;
/** Longer texts are not file names. */
const longestName = 4096;

/**
 * Names as written in the file, relative to its folder; [] for a file that is not an ONNX protobuf.
 * Only lengths are read on the way: tensors and nodes are stepped over.
 */
export function externalFiles(file: string): string[] {
  return opened(file, (bytes, size) => {
    const names = new Set<string>();
    descend(bytes, 0, size, 0, names);
    return [...names].sort();
  });
}

function descend(bytes: Bytes, from: number, to: number, depth: number, names: Set<string>): void {
  for (const { field, start, end } of fields(bytes, from, to)) {
    if (field !== path[depth] || end === null) continue;
    if (depth < path.length - 1) descend(bytes, start, end, depth + 1, names);
    else {
      const [key, value] = entry(bytes, start, end);
      if (key === "location" && value !== undefined) names.add(value);
    }
  }
}

/** StringStringEntryProto: key(1), value(2). */
function entry(bytes: Bytes, from: number, to: number): [string | undefined, string | undefined] {
  const texts = new Map<number, string>();
  for (const { field, start, end } of fields(bytes, from, to)) {
    if (end === null || end - start > longestName) continue;
    const text = Buffer.from(Array.from({ length: end - start }, (_, n) => bytes(start + n)));
    texts.set(field, text.toString("utf8"));
  }
  return [texts.get(1), texts.get(2)];
}
