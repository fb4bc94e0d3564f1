// Calls that never return, ended by a signal: V8 turns SIGINT into an error here, and all that was made before stays.
import { Script } from "node:vm";
import { Problem } from "../../runtime/problem.ts";

const KEY = Symbol.for("strux.guarded");
const enter = new Script('globalThis[Symbol.for("strux.guarded")]()', { filename: "strux-guard" });

/** Runs the synchronous part of something. Errors: Interrupted E130, after SIGINT. */
export function guarded<T>(call: () => T): T {
  const place = globalThis as unknown as { [KEY]?: (() => unknown) | undefined };
  const was = place[KEY];
  place[KEY] = call;
  try {
    return enter.runInThisContext({ breakOnSigint: true }) as T;
  } catch (error) {
    throw isBreak(error) ? new Problem("Interrupted", "E130", "interrupted") : error;
  } finally {
    place[KEY] = was;
  }
}

const isBreak = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === "ERR_SCRIPT_EXECUTION_INTERRUPTED";
