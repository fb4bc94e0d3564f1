// How the tests run that need Python: `npm run test:jupyter`. Real consumers one after another, each with time to start.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineConfig } from "vitest/config";

export default defineConfig({
  root: join(import.meta.dirname, "..", ".."),
  test: {
    include: ["test/jupyter/**/*.test.ts", "test/slow/nbformat.test.ts"],
    globalSetup: ["test/build.ts", "test/jupyter/setup.ts"],
    fileParallelism: false,
    testTimeout: 180_000,
    hookTimeout: 180_000,
    env: { STRUX_STORE: mkdtempSync(join(tmpdir(), "strux-store-")) },
  },
});
