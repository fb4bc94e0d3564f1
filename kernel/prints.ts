// What code prints, as outputs of a notebook: one after the other of a stream are one output, and a cell's are bounded.
import type { StreamName } from "../runtime/module/prints.ts";
import type { Output } from "./notebook.ts";

/** Characters that a cell may print. */
const MOST = 10 * 2 ** 20;

export interface Printed {
  /** Adds to the outputs; gives what of it is within the bound. */
  readonly add: (name: StreamName, text: string) => string;
  /** Says what was left out; once, at the end of the cell. */
  readonly close: () => void;
}

export function printed(outputs: Output[]): Printed {
  let [total, left] = [0, 0];
  const put = (name: StreamName, text: string): void => {
    const last = outputs.at(-1);
    if (last?.output_type !== "stream" || last.name !== name)
      outputs.push({ output_type: "stream", name, text });
    else outputs[outputs.length - 1] = { ...last, text: last.text + text };
  };
  return {
    add(name, text) {
      const kept = text.slice(0, Math.max(0, MOST - total));
      total += kept.length;
      left += text.length - kept.length;
      if (kept !== "") put(name, kept);
      return kept;
    },
    close() {
      if (left > 0)
        put("stderr", `\n${left} more characters of output were left out: a cell may print ${MOST}\n`);
    },
  };
}
