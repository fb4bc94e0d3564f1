// Graphs as they are run: their head computes the logits that are looked at, and not those of every token of a prompt; their attention
// is told what each token sees.
import { statSync } from "node:fs";
import { digest } from "../digest.ts";
import { branched, branching, switches } from "../onnx/branches.ts";
import { homeOf, rehomed } from "../onnx/home.ts";
import { keptModel, openModel } from "../onnx/kept.ts";
import { chosenLogits, headOf } from "../onnx/logits.ts";
import { outlineOf } from "../onnx/outline.ts";
import { failure } from "./error.ts";
import { graphsPlace, type Source } from "./optimized.ts";
import { freeBytes } from "./room.ts";

const PATCH = "logits of chosen positions, 5";
const BRANCHES = "branches, 1";

/** A graph to run. */
export interface Lean extends Source {
  /** Why the logits of all tokens of a prompt are computed, where they are. */
  readonly whole?: string;
  /** What is computed of a row depends on the rows beside it and on how its prompt is cut, see onnx/branches.ts. */
  readonly switches: boolean;
}

/**
 * The graph with the input that chooses positions, from the cache of graphs. Of a graph whose head is not found, where the cache
 * cannot be written, and where memory is short, the graph as it is: it computes the same, and more.
 * @param branches whether its rows may be branches, where it can: other providers than the CPU attend without a bias
 */
export async function lean(source: Source, branches: boolean): Promise<Lean> {
  let switching = false;
  try {
    const { graph } = outlineOf(source.file);
    switching = switches(graph);
    headOf(graph); // before gigabytes are read
    const home = await homeOf(source.file, graph);
    const branch = branches && branching(graph).length > 0;
    const made = [PATCH, source.digest, ...(home?.names.values() ?? []), ...(branch ? [BRANCHES] : [])];
    const file = await keptModel(made, graphsPlace(), () => {
      checkCopy(source.file);
      const own = openModel(source.file);
      const cut = chosenLogits(home ? rehomed(own, home) : own);
      return branch ? branched(cut) : cut;
    });
    const kept = { file, digest: digest(made.join("\n")), ...(home && { data: home.folder }) };
    return { ...source, ...kept, switches: switching };
  } catch (thrown) {
    return { ...source, whole: failure(thrown, "E513", "").cause, switches: switching };
  }
}

/** The file is in memory while it is written anew, and may still be there while the graph is loaded, which takes twice as much. */
function checkCopy(file: string): void {
  if (3 * statSync(file).size > freeBytes()) throw new Error("there is not enough memory to patch it");
}
