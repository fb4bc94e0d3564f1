// What code prints: bounded, what is beyond it counted; in a run from the command line one output of a stream for what follows each other.
import type { StreamName } from "../runtime/module/prints.ts";
import type { Output } from "./notebook.ts";

/** Characters that a cell may print. */
const MOST = 10 * 2 ** 20;

export interface Bound {
  /** What of a text is within the bound; the rest is counted. */
  readonly within: (text: string) => string;
  /** What was left out since it was last asked, in words for standard error; "" where nothing was. */
  readonly told: () => string;
}

/** The bound on what one cell prints. */
export function bound(): Bound {
  let [total, left] = [0, 0];
  return {
    within(text) {
      const kept = text.slice(0, Math.max(0, MOST - total));
      total += kept.length;
      left += text.length - kept.length;
      return kept;
    },
    told() {
      const count = left;
      left = 0;
      return count > 0
        ? `\n${count} more characters of output were left out: a cell may print ${MOST}\n`
        : "";
    },
  };
}

export interface Printed {
  /** Adds to the outputs; gives what of it is within the bound. */
  readonly add: (name: StreamName, text: string) => string;
  /** Says what was left out; once, at the end of the cell. */
  readonly close: () => void;
}

export function printed(outputs: Output[]): Printed {
  const { within, told } = bound();
  const put = (name: StreamName, text: string): void => {
    const last = outputs.at(-1);
    if (text === "") return;
    if (last?.output_type !== "stream" || last.name !== name)
      outputs.push({ output_type: "stream", name, text });
    else outputs[outputs.length - 1] = { ...last, text: last.text + text };
  };
  return {
    add(name, text) {
      const kept = within(text);
      put(name, kept);
      return kept;
    },
    close: () => put("stderr", told()),
  };
}
