// The decode engine at length: `npm run test:engine`, for whoever changes `runtime/model/`. Shorter tests of it run with the ordinary ones.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineConfig } from "vitest/config";
import { ENGINE } from "./files.ts";

export default defineConfig({
  root: join(import.meta.dirname, "..", ".."),
  test: {
    include: ENGINE,
    globalSetup: ["test/build.ts"],
    setupFiles: ["test/half.ts"],
    testTimeout: 120_000,
    isolate: false,
    maxWorkers: "100%",
    env: { STRUX_STORE: mkdtempSync(join(tmpdir(), "strux-store-")) },
  },
});
