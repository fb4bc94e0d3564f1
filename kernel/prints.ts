// What code prints: bounded, what is beyond it counted; in a notebook that is written one output of a stream for what follows each other.
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

/** Puts a text behind the outputs: what follows each other of one stream is one output. */
export function print(outputs: Output[], name: StreamName, text: string): void {
  const last = outputs.at(-1);
  if (text === "") return;
  if (last?.output_type !== "stream" || last.name !== name)
    outputs.push({ output_type: "stream", name, text });
  else outputs[outputs.length - 1] = { ...last, text: last.text + text };
}
