// What foreign code prints belongs to the step on whose behalf it runs, however late it prints, and not to the terminal.
import { AsyncLocalStorage } from "node:async_hooks";

export type StreamName = "stdout" | "stderr";
/** Who hears of what is printed. */
export type Prints = (name: StreamName, text: string) => void;

const current = new AsyncLocalStorage<Prints | undefined>();
let diverted = false;

/** Calls something whose prints, those of its timers and promises too, go to `prints`. */
export function printing<T>(prints: Prints, call: () => T): T {
  divert();
  return current.run(prints, call);
}

/** From the first call on: what is printed on nobody's behalf goes where it went. */
function divert(): void {
  if (diverted) return;
  diverted = true;
  for (const name of ["stdout", "stderr"] as const) {
    const stream = process[name];
    const written = stream.write.bind(stream) as (...given: readonly unknown[]) => boolean;
    stream.write = (chunk: string | Uint8Array, ...rest: readonly unknown[]): boolean => {
      const prints = current.getStore();
      if (!prints) return written(chunk, ...rest);
      const text = typeof chunk === "string" ? chunk : Buffer.from(chunk).toString("utf8");
      // who hears of it may print it, on nobody's behalf
      current.run(undefined, () => prints(name, text));
      const done = rest.at(-1);
      if (typeof done === "function") queueMicrotask(done as () => void);
      return true;
    };
  }
}
