// Rows at which a graph fails: none takes another with it, and each that fails alone is told why.
import type { Task } from "./engine.ts";
import { type Failure, failure } from "./error.ts";
import { ranOut } from "./room.ts";
import { type Row, start } from "./row.ts";

/** Why a row fails that is computed alone. */
export function alone({ engine }: Task, { index, tokens }: Row, thrown: unknown): Failure {
  const error = failure(thrown, "E513", "check the model's files");
  if (!wanting(error)) return error;
  return ranOut(
    `prompt ${index + 1}`,
    tokens.length + 1,
    error.cause,
    engine.setup,
    engine.ceiling ?? Infinity,
  );
}

/** Whether it was memory: ONNX Runtime's words, and ours. */
export const wanting = ({ cause }: Failure): boolean =>
  /failed to allocate|bad.?alloc|memory cannot be had/i.test(cause);

/**
 * Computes some rows together. Where that fails, those that have not ended are computed again, each alone (`again`); one that fails
 * alone is refused.
 * @throws the signal's reason when cancelled
 */
export async function apart<T extends { readonly row: Row }>(
  task: Task,
  some: readonly T[],
  compute: (some: readonly T[], again: boolean) => Promise<void>,
  again = false,
): Promise<void> {
  try {
    await compute(some, again);
  } catch (thrown) {
    task.signal.throwIfAborted();
    task.engine.setup.graph.clear();
    const [only, second] = some;
    if (only && !second) {
      task.refused({ index: only.row.index, error: alone(task, only.row, thrown) });
      return;
    }
    for (const one of some.filter(({ row }) => row.open)) {
      one.row.guide?.close();
      Object.assign(one.row, start());
      await apart(task, [one], compute, true);
    }
  }
}
