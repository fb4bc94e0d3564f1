// A graph that has been opened and tried: what the C interface opens and then cannot run goes through the binding.
import { ModelError } from "../error.ts";
import type { Choice, Graph } from "./graph.ts";
import { type Opened, openGraph, type Opening } from "./open.ts";

/**
 * Opens a graph and hands it to `make`, which tries it; where that fails, the graph is let go.
 * @throws Error in ONNX Runtime's words, so that another provider may be tried; what else `make` throws
 */
export async function openTried<T>(
  opening: Opening,
  choice: Choice,
  make: (graph: Graph, opened: Omit<Opened, "graph">) => Promise<T>,
): Promise<Omit<Opened, "graph"> & { readonly made: T }> {
  const { graph, ...opened } = await openGraph(opening, choice);
  try {
    return { ...opened, made: await make(graph, opened) };
  } catch (thrown) {
    await graph.release();
    if (!(thrown instanceof ModelError && thrown.code === "E513")) throw thrown;
    const again = opened.backend === "ffi" && choice.backend === "auto";
    if (again) return openTried(opening, { backend: "binding", reason: thrown.cause }, make);
    throw new Error(thrown.cause); // another provider may do
  }
}
