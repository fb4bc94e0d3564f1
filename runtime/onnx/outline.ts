// A graph without the numbers of its weights, read through a window: gigabytes are stepped over.
import type { Model } from "./graph.ts";
import { holding, type Message, readMessage } from "./message.ts";
import { type Bytes, opened, placed, type Placed } from "./protobuf.ts";
import { GRAPH, MODEL } from "./schema.ts";

/** Longer fields of a tensor are its numbers, and not its name, shape or place. */
const LONGEST = 4096;

/**
 * Nodes, inputs, outputs and tensors of an ONNX file; of a tensor all but its numbers. Of a file that is no protobuf, what
 * comes before the first byte that is none.
 * @throws ModelError E513 where a node, an input or an output cannot be read.
 */
export function outlineOf(file: string): Model {
  return opened(file, (bytes, size) => {
    const fields: Message[] = [];
    const graph: Message[] = [];
    for (const one of placed(bytes, 0, size))
      if (one.field === MODEL.graph && one.end !== null)
        graph.push(...[...placed(bytes, one.start, one.end)].map((part) => partOf(bytes, part)));
      else if (one.to - one.from <= LONGEST) fields.push(read(bytes, one));
    return { fields: fields.flat(), graph: graph.flat() };
  });
}

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
