// Before the tests: brings dist/ up to date, since the model runner and the command are started from it.
import { fresh } from "../bin/build.mjs";

// A build that fails is one failed test (build.test.ts), not the end of the run.
export async function setup(): Promise<void> {
  await fresh().catch((error: unknown) => console.error("dist/ was not built:", error));
}
