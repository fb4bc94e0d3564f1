// How the tests run: dist/ is built once before them, and the Node version is printed first.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { configDefaults, defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";
import { ENGINE } from "./test/engine/files.ts";
import { LONG } from "./test/long/files.ts";

class NodeFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const first = (file: TestSpecification) => (file.moduleId.endsWith("version.test.ts") ? 0 : 1);
    return sorted.toSorted((a, b) => first(a) - first(b));
  }
}

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // these need Python, a GPU, a browser or time: npm run test:jupyter, test:webgpu, test:hostile, test:engine, test:long
    exclude: [
      ...configDefaults.exclude,
      "test/jupyter/**",
      "test/webgpu/**",
      "test/hostile/{browser,large}/**",
      "test/slow/nbformat.test.ts",
      ...ENGINE,
      ...LONG,
    ],
    globalSetup: ["test/build.ts"],
    setupFiles: ["test/half.ts"],
    sequence: { sequencer: NodeFirst },
    // far beyond what any test takes: a machine may be busy with other work
    testTimeout: 60_000,
    // a worker loads the house once and not anew for every file
    isolate: false,
    // all cores: by default one is left to the watch mode that nobody uses here
    maxWorkers: "100%",
    // never the user's own store
    env: { STRUX_STORE: mkdtempSync(join(tmpdir(), "strux-store-")) },
  },
});
