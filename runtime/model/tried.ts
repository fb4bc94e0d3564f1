// What was found out about a large graph by trying it, remembered: a trial takes a dozen passes, and comes out the same.
import type { Graph } from "./backend/graph.ts";
import type { Fit } from "./cache.ts";
import { makeSetup } from "./fit.ts";
import type { Setup } from "./forward.ts";
import type { Layout } from "./layout.ts";
import { note, noted } from "./note.ts";

/** Of the trial: what one of another version found is not believed. */
const VERSION = "2";
const ROWS: readonly string[] = ["packed", "masked", "equal", "alone"] satisfies readonly Fit["rows"][];

/**
 * Tries a graph, or remembers how that came out. `of` names all that it depends on: the model, the runtime, how it is spoken to.
 * @throws Error as `makeSetup` does
 */
export async function triedSetup(graph: Graph, layout: Layout, of: readonly string[]): Promise<Setup> {
  // of a patched graph, where another form of it may have been opened
  const key = [VERSION, ...of, ...(layout.branches ? ["branches"] : [])];
  const fit = readFit(await noted("fits", key));
  if (fit) return { graph, layout, inPlace: graph.inPlace, fit };
  const setup = await makeSetup(graph, layout);
  await note("fits", key, JSON.stringify(setup.fit));
  return setup;
}

function readFit(text: string | undefined): Fit | undefined {
  if (text === undefined) return undefined;
  try {
    const { continues, chunk, rows, shared, branches } = JSON.parse(text) as Partial<Fit>;
    if (typeof chunk !== "number" || rows === undefined || !ROWS.includes(rows)) return undefined;
    if ([continues, shared, branches].some((flag) => typeof flag !== "boolean")) return undefined;
    return { continues, chunk, rows, shared, branches } as Fit;
  } catch {
    // not one of ours
  }
  return undefined;
}
