// A graph without the numbers of its weights, read through a window: gigabytes are stepped over.
import { many } from "../../dsl/tell/count.ts";
import { ModelError } from "../model/error.ts";
import type { Model } from "./graph.ts";
import { holding, type Message, readMessage } from "./message.ts";
import { type Bytes, opened, placed, type Placed } from "./protobuf.ts";
import { GRAPH, MODEL } from "./schema.ts";

/** Longer fields of a tensor are its numbers, and not its name, shape or place. */
const LONGEST = 4096;

/**
 * Nodes, inputs, outputs and tensors of an ONNX file; of a tensor all but its numbers.
 * @throws ModelError E513 for a file that is cut off, that is no protobuf, or that holds no graph.
 */
export function outlineOf(file: string): Model {
  return opened(file, (bytes, size) => {
    const fields: Message[] = [];
    const graph: Message[] = [];
    for (const one of whole(bytes, 0, size, file))
      if (one.field === MODEL.graph && one.end !== null)
        for (const part of whole(bytes, one.start, one.end, file)) graph.push(partOf(bytes, part));
      else if (one.to - one.from <= LONGEST) fields.push(read(bytes, one));
    if (graph.length === 0) throw torn(size === 0 ? `${file} is empty` : `${file} holds no graph`);
    return { fields: fields.flat(), graph: graph.flat() };
  });
}

/** The fields of a message, which fill its bytes. */
function* whole(bytes: Bytes, from: number, to: number, file: string): Generator<Placed> {
  let reached = from;
  for (const one of placed(bytes, from, to)) {
    reached = one.to;
    if (reached <= to) yield one;
  }
  if (reached === to) return;
  const where = `what begins at byte ${many(reached)} goes beyond byte ${many(to)}, where it is to end`;
  throw torn(`${file} is cut off, or is no ONNX file: ${where}`);
}

const torn = (cause: string): ModelError => new ModelError("E513", cause, "fetch the file again");

function partOf(bytes: Bytes, part: Placed): Message {
  if (part.field !== GRAPH.initializer || part.end === null) return read(bytes, part);
  const short = [...placed(bytes, part.start, part.end)].filter(({ from, to }) => to - from <= LONGEST);
  return [
    holding(
      GRAPH.initializer,
      short.flatMap((one) => read(bytes, one)),
    ),
  ];
}

const read = (bytes: Bytes, { from, to }: Placed): Message =>
  readMessage(Uint8Array.from({ length: to - from }, (_, n) => bytes(from + n)));
