// The bench of GPUs as far as a CPU can go: its plan, and a dry run of every line.
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DRY, FULL, memoryOf, readPerStep, trials } from "../../bench/gpu/plan.ts";
import { bundle, root } from "../../bin/build.mjs";

test("the cheap ones come first, and each has its memory", () => {
  const all = trials(FULL);
  expect(all).toHaveLength(30);
  expect(all[0]).toEqual({ size: "0.1B", context: 1024, batch: 1 });
  expect(all.at(-1)).toEqual({ size: "1B", context: 131_072, batch: 64 });
  // a billion weights of four bytes; keys and values of 16 layers, 8 heads of 64, before and after a pass
  const one = { size: "1B", context: 1000, batch: 2 } as const;
  expect(readPerStep(one)).toBe(4 * 1_038_682_112 + 2 * 1000 * 65_536);
  expect(memoryOf(one, 24)).toBe(4 * 1_038_682_112 + 2 * 2 * 1024 * 65_536);
});

test("torch measures the same", () => {
  const peer = readFileSync(join(root, "bench/gpu/peer.py"), "utf8");
  const list = (values: readonly (number | string)[]): string => JSON.stringify(values).replaceAll(",", ", ");
  for (const [name, dry, full] of [
    ["SIZES", DRY.sizes, FULL.sizes],
    ["CONTEXTS", DRY.contexts, FULL.contexts],
    ["BATCHES", DRY.batches, FULL.batches],
  ] as const)
    expect(peer).toContain(`${name} = ${list(dry)} if DRY else ${list(full)}\n`);
  expect(peer).toContain(`TOKENS = ${DRY.tokens} if DRY else ${FULL.tokens}\n`);
});

const home = join(root, ".cache", "test-gpu", String(process.pid));
afterAll(() => rmSync(home, { recursive: true, force: true }));

describe("the bench", () => {
  beforeAll(async () => {
    mkdirSync(join(home, "dist"), { recursive: true });
    const entries = { bench: "bench/gpu/bench.ts", runner: "runtime/model/process.ts" };
    const files = await bundle(
      Object.fromEntries(Object.entries(entries).map(([name, path]) => [name, join(root, path)])),
    );
    for (const { name, code } of files) writeFileSync(join(home, "dist", name), code);
    cpSync(join(root, "package.json"), join(home, "package.json"));
    symlinkSync(join(root, "node_modules"), join(home, "node_modules"));
  });

  test(
    "a dry run prints every row, and a row's tokens do not depend on its batch",
    { timeout: 120_000 },
    () => {
      const said = execFileSync(process.execPath, ["dist/bench.mjs", "--dry"], {
        cwd: home,
        encoding: "utf8",
      });
      expect(said).toMatch(/^memory read: \S+ GB\/s on cpu/m);
      const rows = [
        ...said.matchAll(/^\| tiny \| cpu \| (\d+) \| (\d+) \|(?: [\d.]+ \|){4} ((?:\d+ ?){4}) \|$/gm),
      ];
      expect(rows.map(([, context, batch]) => `${context} x ${batch}`)).toEqual([
        "32 x 1",
        "32 x 2",
        "96 x 1",
        "96 x 2",
      ]);
      const tokens = rows.map((row) => row[3]);
      expect([tokens[0], tokens[2]]).toEqual([tokens[1], tokens[3]]);
    },
  );

  test("where the provider is not, it says what is missing", { timeout: 120_000 }, () => {
    const { status, stderr } = spawnSync(process.execPath, ["dist/bench.mjs", "--dry", "--on", "dml"], {
      cwd: home,
      encoding: "utf8",
    });
    expect(status).toBe(1);
    expect(stderr).toMatch(/^no figures: /m);
  });
});

test("run.sh says what is not there", () => {
  const { status, stderr } = spawnSync("bash", [join(root, "bench/gpu/run.sh")], { encoding: "utf8" });
  expect([status, stderr]).toEqual([
    2,
    `no node beside ${join(root, "bench/gpu/run.sh")}: node bench/gpu/pack.mjs packs it\n`,
  ]);
});
