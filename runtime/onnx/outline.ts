// A graph without the numbers of its weights, read through a window: gigabytes are stepped over.
import { many } from "../../dsl/tell/count.ts";
import type { Model } from "./graph.ts";
import { slim, torn, whole } from "./inside.ts";
import { holding, type Message, readMessage } from "./message.ts";
import { type Bytes, opened, type Placed } from "./protobuf.ts";
import { MODEL } from "./schema.ts";

/** Longer fields of a tensor are its numbers, and not its name, shape or place. */
const LONGEST = 4096;
/** Nodes, tensors, inputs and outputs of a graph. */
const MOST = 2_000_000;

/**
 * Nodes, inputs, outputs and tensors of an ONNX file; of a tensor all but its numbers.
 * @throws ModelError E513 for a file that is cut off, that is no protobuf, or that holds no graph or an endless one.
 */
export function outlineOf(file: string): Model {
  return opened(file, (bytes, size) => {
    const fields: Message[] = [];
    const graph: Message[] = [];
    for (const one of whole(bytes, 0, size, file))
      if (one.field === MODEL.graph && one.end !== null)
        for (const part of whole(bytes, one.start, one.end, file)) {
          if (graph.length === MOST) throw torn(`${file} has more than ${many(MOST)} nodes and tensors`);
          graph.push(
            slim("graph", part, {
              bytes,
              file,
              longest: LONGEST,
              read: (each) => read(bytes, each),
              hold: holding,
            }),
          );
        }
      else if (one.to - one.from <= LONGEST) fields.push(read(bytes, one));
    if (graph.length === 0) throw torn(size === 0 ? `${file} is empty` : `${file} holds no graph`);
    return { fields: fields.flat(), graph: graph.flat() };
  });
}

const read = (bytes: Bytes, { from, to }: Placed): Message =>
  readMessage(Uint8Array.from({ length: to - from }, (_, n) => bytes(from + n)));
