// The whole at length: `npm run test:long`, for whoever changes the language, what a plan is known by, the world or what the package holds.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineConfig } from "vitest/config";
import { LONG } from "./files.ts";

export default defineConfig({
  root: join(import.meta.dirname, "..", ".."),
  test: {
    include: LONG,
    globalSetup: ["test/build.ts"],
    setupFiles: ["test/half.ts"],
    testTimeout: 120_000,
    isolate: false,
    maxWorkers: "100%",
    env: { STRUX_STORE: mkdtempSync(join(tmpdir(), "strux-store-")) },
  },
});
