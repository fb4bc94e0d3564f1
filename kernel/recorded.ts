// What a log says of a program before it runs, and while it reads: all that its scores can be computed from again.
import type { Plan } from "../dsl/plan/plan.ts";
import type { Files } from "../runtime/files.ts";
import { reading } from "../runtime/log/reads.ts";
import type { RunLog } from "../runtime/log/write.ts";

/** Notes the plan, and gives the files whose reading is noted. */
export function recorded({ steps }: Plan, files: Files, log: RunLog): Files {
  log.add({ kind: "plan", steps: Object.fromEntries(steps.map(({ id, hash }) => [id, hash])) });
  return reading(files, (read) => log.add({ kind: "read", ...read }));
}
