// Graphs as they are run: their head computes the logits that are looked at, and not those of every token of a prompt.
import { dirname } from "node:path";
import { digest } from "../digest.ts";
import { keptModel, openModel } from "../onnx/kept.ts";
import { chosenLogits, headOf } from "../onnx/logits.ts";
import { outlineOf } from "../onnx/outline.ts";
import { graphsPlace, type Source } from "./optimized.ts";

const PATCH = "logits of chosen positions, 1";

/**
 * The graph with the input that chooses positions, from the cache of graphs. Of a graph whose head is not found, and where
 * the cache cannot be written, the graph as it is: it computes the same, and more.
 */
export async function lean(source: Source): Promise<Source> {
  const made = [PATCH, source.digest];
  try {
    const file = await keptModel(made, dirname(source.file), graphsPlace(), () => {
      headOf(outlineOf(source.file).graph); // before gigabytes are read
      return chosenLogits(openModel(source.file));
    });
    return { ...source, file, digest: digest(made.join("\n")) };
  } catch {
    return source;
  }
}
