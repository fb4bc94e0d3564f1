// A cell while it is shown: events to outputs of a notebook. A run draws by this while it goes on, and its log is drawn again by the same.
import type { Shown } from "../runtime/log/entry.ts";
import type { Output } from "./notebook.ts";
import { clear, type Places, put } from "./outputs.ts";
import { print } from "./prints.ts";
import { errorOutput } from "./told.ts";

export interface Drawing {
  readonly outputs: Output[];
  /** Of all cells of the run. */
  readonly places: Places;
  /** Of the cell, for its result. */
  readonly count: number;
}

export function draw(event: Shown, { outputs, places, count }: Drawing): void {
  switch (event.kind) {
    case "display":
    case "result":
      return put(event, outputs, count, places);
    case "stream":
      return print(outputs, event.name, event.text);
    case "clear":
      return clear(outputs, places);
    case "told":
      outputs.push({ output_type: "display_data", ...event.bundle });
      return;
    case "error":
      outputs.push(errorOutput(event));
      return;
    // their displays say the same
    case "check":
    case "rows":
  }
}
