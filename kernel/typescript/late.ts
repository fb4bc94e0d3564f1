// Errors that come when a cell is long done: they are told in that cell, and end nothing.
import { type Sink, sinkNow } from "./output.ts";

/** @param told an error in words; null: it is not of a cell. Gives what ends the watch. */
export function watchLate(
  told: (error: unknown) => { readonly text: string; readonly sink: Sink } | null,
): () => void {
  const late = (error: unknown): void => {
    const of = told(error);
    if (of) return (sinkNow() ?? of.sink).stream("stderr", `${of.text}\n`);
    // somebody else's: as if nobody listened here
    if (process.listenerCount("uncaughtException") > 1) return;
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(1);
  };
  process.on("uncaughtException", late);
  return () => void process.off("uncaughtException", late);
}
