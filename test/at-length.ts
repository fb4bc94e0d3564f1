// How the suites run that take long: as the ordinary tests, with more time and files of their own.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineConfig, type ViteUserConfig } from "vitest/config";

export const atLength = (include: string[]): ViteUserConfig =>
  defineConfig({
    root: join(import.meta.dirname, ".."),
    test: {
      include,
      globalSetup: ["test/build.ts"],
      setupFiles: ["test/half.ts"],
      testTimeout: 120_000,
      isolate: false,
      maxWorkers: "100%",
      env: { STRUX_STORE: mkdtempSync(join(tmpdir(), "strux-store-")) },
    },
  });
