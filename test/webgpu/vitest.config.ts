// How the tests run that need a GPU: `npm run test:webgpu`. Software stands in for it, and is slow the first time it compiles a shader.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineConfig } from "vitest/config";

export default defineConfig({
  root: join(import.meta.dirname, "..", ".."),
  test: {
    include: ["test/webgpu/**/*.test.ts"],
    globalSetup: ["test/build.ts", "test/webgpu/setup.ts"],
    fileParallelism: false,
    testTimeout: 600_000,
    hookTimeout: 600_000,
    env: { STRUX_STORE: mkdtempSync(join(tmpdir(), "strux-store-")) },
  },
});
