// The bundle: builds, is not built twice, and two processes that start at once do not break each other.
import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { dist, fresh, root } from "../../bin/build.mjs";

const run = promisify(execFile);

test("dist/ is built from the sources, every entry", async () => {
  await fresh();
  const again = await fresh();
  expect(again).toEqual({ built: [], missing: [] });
  expect(readdirSync(dist)).toEqual(expect.arrayContaining(["cli.mjs", "runner.mjs"]));
});

test("two builds at once leave a whole program", async () => {
  const build = `await (await import(${JSON.stringify(join(root, "bin/build.mjs"))})).build()`;
  const start = () => run(process.execPath, ["--input-type=module", "-e", build]);
  await Promise.all([start(), start()]);
  expect(readdirSync(dist).filter((name) => name.startsWith(".new"))).toEqual([]);
  expect(await fresh()).toEqual({ built: [], missing: [] });
});
