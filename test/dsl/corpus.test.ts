// Whole programs, good and bad: what is said about each is the block at its end. `strux check --expect --write test/corpus` writes them anew.
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { compared, missText } from "../../cli/expect.ts";
import { programs } from "../../cli/programs.ts";
import { answering } from "../../runtime/facts.ts";
import { nodeFiles } from "../../runtime/files-node.ts";
import { startRunner } from "../../runtime/model/index.ts";

const folder = join(import.meta.dirname, "..", "corpus");
const runner = startRunner();
afterAll(() => runner.close());
const paths = await programs([folder]);

test.each(paths.map((path) => path.slice(folder.length + 1)))("%s", async (name) => {
  const { misses } = await compared(join(folder, name), answering(nodeFiles({ folder }), runner));
  expect(misses.map((miss) => `${miss.label}:\n${missText(miss)}`).join("\n\n")).toBe("");
});
