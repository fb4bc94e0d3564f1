// How the tests run: dist/ is built once before them, and the Node version is printed first.
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

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
    globalSetup: ["test/build.ts"],
    sequence: { sequencer: NodeFirst },
    testTimeout: 20_000,
  },
});
