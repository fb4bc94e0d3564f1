// The external data files an ONNX file names, read from its protobuf without loading the weights.
import { tensorsIn } from "../onnx/inside.ts";
import { type Bytes, fields, opened } from "../onnx/protobuf.ts";
import { ENTRY, TENSOR } from "../onnx/schema.ts";
import { ModelError } from "./error.ts";

/** Longer texts are not file names. */
const longestName = 4096;

/**
 * Names as written in the file, relative to its folder, of all tensors wherever they stand.
 * Only lengths are read on the way: what tensors hold is stepped over.
 * @throws ModelError E513 for what is no ONNX file, or names a file by more than any name has
 */
export function externalFiles(file: string): string[] {
  return opened(file, (bytes, size) => {
    const names = new Set<string>();
    for (const tensor of tensorsIn(bytes, size, file))
      for (const { field, start, end } of fields(bytes, tensor.start, tensor.end ?? 0)) {
        if (field !== TENSOR.external || end === null) continue;
        const texts = entry(bytes, start, end, file);
        const name = texts.get(ENTRY.value);
        if (texts.get(ENTRY.key) === "location" && name !== undefined) names.add(name);
      }
    return [...names].sort();
  });
}

/** StringStringEntryProto by field. */
function entry(bytes: Bytes, from: number, to: number, file: string): ReadonlyMap<number, string> {
  const texts = new Map<number, string>();
  for (const { field, start, end } of fields(bytes, from, to)) {
    if (end === null) continue;
    if (end - start > longestName)
      throw new ModelError(
        "E513",
        `${file} names a data file by ${end - start} bytes`,
        "use a model whose files have names",
      );
    const text = Buffer.from(Array.from({ length: end - start }, (_, n) => bytes(start + n)));
    texts.set(field, text.toString("utf8"));
  }
  return texts;
}
