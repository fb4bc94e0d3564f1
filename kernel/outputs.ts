// What is displayed, as outputs of a notebook; what is shown anew stands in its first place.
import type { Event } from "../runtime/event.ts";
import type { Json } from "../runtime/value.ts";
import type { Output } from "./notebook.ts";

/** Where things lie that can be shown anew, for all cells of a run. */
export type Places = Map<string, { readonly outputs: Output[]; readonly at: number }>;

/** What the cell has shown so far goes; what is shown anew after that has no place yet. */
export function clear(outputs: Output[], places: Places): void {
  outputs.length = 0;
  for (const [id, place] of places) if (place.outputs === outputs) places.delete(id);
}

/** @param count of the cell */
export function put(
  event: Extract<Event, { readonly kind: "display" | "result" }>,
  outputs: Output[],
  count: number,
  places: Places,
): void {
  const { data, metadata } = event.bundle;
  if (event.kind === "result") {
    outputs.push({ output_type: "execute_result", execution_count: count, data, metadata });
    return;
  }
  const mark: { [key: string]: Json } = event.volatile ? { strux: { volatile: true } } : {};
  const output: Output = { output_type: "display_data", data, metadata: { ...metadata, ...mark } };
  const { id = null, update = false } = event.shown ?? {};
  const place = id === null ? undefined : places.get(id);
  if (update && place) place.outputs[place.at] = output;
  else outputs.push(output);
  if (id !== null && !update) places.set(id, { outputs, at: outputs.length - 1 });
}
