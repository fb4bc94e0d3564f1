// What a stranger may send: `npm run test:hostile`. The files at the top run with the ordinary tests too; those of large/ take long,
// those of browser/ open what Strux shows in Chromium (bin/chromium.mjs).
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineConfig } from "vitest/config";

export default defineConfig({
  root: join(import.meta.dirname, "..", ".."),
  test: {
    include: ["test/hostile/**/*.test.ts"],
    globalSetup: ["test/build.ts"],
    testTimeout: 120_000,
    hookTimeout: 300_000,
    isolate: false,
    env: { STRUX_STORE: mkdtempSync(join(tmpdir(), "strux-store-")) },
  },
});
