// What libraries print: shown in the cell that runs, or ran last, so that nothing is said to a terminal nobody sees.
import type { StreamName } from "../../runtime/module/prints.ts";
import type { Output } from "./output.ts";

export interface Capture {
  /** To the log of who started the kernel, past the notebook. */
  readonly log: (text: string) => void;
}

/** From now on standard output and error go to `current`; before there is a cell, to where they went. */
export function capture(current: () => Output | null): Capture {
  const error = process.stderr.write.bind(process.stderr);
  for (const name of ["stdout", "stderr"] as const) redirect(name, current);
  return { log: (text) => void error(`strux: ${text}\n`) };
}

function redirect(name: StreamName, current: () => Output | null): void {
  const stream = process[name];
  const written = stream.write.bind(stream);
  stream.write = (chunk: string | Uint8Array, ...rest: readonly unknown[]): boolean => {
    const done = rest.at(-1);
    const to = current();
    if (to === null) return (written as (...given: unknown[]) => boolean)(chunk, ...rest);
    to.stream(name, typeof chunk === "string" ? chunk : Buffer.from(chunk).toString("utf8"));
    if (typeof done === "function") done();
    return true;
  };
}
