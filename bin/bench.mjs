// Runs the measurements in bench/ (all, or those named, --full where they know it) and adds their rows to bench/results.md. The contract: bench/README.md.
import { spawn } from "node:child_process";
import { appendFileSync, existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { arch, cpus, platform, totalmem } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { bundle, fresh, root } from "./build.mjs";

const folder = join(root, "bench");
const results = join(folder, "results.md");
const HEAD =
  "| date | bench | what | value | unit | target | node | machine |\n|---|---|---|---|---|---|---|---|\n";

/**
 * @typedef {{ readonly what: string, readonly value: number | string, readonly unit: string, readonly target?: string }} Row
 * @typedef {{ readonly name: string, run(how: { full: boolean }): Promise<readonly Row[]> }} Bench
 */

const wanted = process.argv.slice(2).filter((word) => !word.startsWith("--"));
const flags = process.argv.slice(2).filter((word) => word.startsWith("--"));
// npm keeps options before a -- for itself, and tells of them here
const full = flags.includes("--full") || process.env["npm_config_full"] === "true";
const names = readdirSync(folder)
  .flatMap((file) => file.match(/^(.+)\.bench\.ts$/)?.[1] ?? [])
  .filter((name) => wanted.length === 0 || wanted.includes(name));
for (const name of wanted.filter((name) => !names.includes(name))) {
  console.error(`there is no bench/${name}.bench.ts`);
  process.exitCode = 2;
}

for (const flag of flags.filter((flag) => !["--quick", "--full"].includes(flag))) {
  console.error(`there is no option ${flag}`);
  process.exit(2);
}

await fresh();
if (!existsSync(results)) writeFileSync(results, `Every run of \`npm run bench\`, newest last.\n\n${HEAD}`);
for (const name of names) {
  try {
    const { name: title, rows } = await measure(await compile(name));
    console.log(`\n${title}`);
    for (const { what, value, unit, target } of rows)
      console.log(`  ${what}: ${digits(value)} ${unit}${target ? ` (target ${target})` : ""}`);
    appendFileSync(results, rows.map((row) => line(title, row)).join(""));
  } catch (error) {
    console.error(`bench/${name}.bench.ts failed:`, error);
    process.exitCode = 1;
  }
}

/** @param {string} name */
async function compile(name) {
  const home = join(root, ".cache/bench", name);
  mkdirSync(home, { recursive: true });
  const files = await bundle({ [name]: join(folder, `${name}.bench.ts`) });
  for (const file of files) writeFileSync(join(home, file.name), file.code);
  return join(home, `${name}.mjs`);
}

/**
 * A process of its own for each, so that no bench measures the memory and the warm code of another.
 * @param {string} file
 * @returns {Promise<{ name: string, rows: Row[] }>}
 */
function measure(file) {
  const program = `const { default: bench } = await import(${JSON.stringify(pathToFileURL(file).href)});
    process.send({ name: bench.name, rows: await bench.run({ full: ${full} }) });
    process.disconnect();`;
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ["--expose-gc", "--input-type=module", "-e", program], {
      cwd: root,
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    child.on("message", (message) => {
      resolve(/** @type {{ name: string, rows: Row[] }} */ (message));
      // what was measured beside ours may have left something open
      child.kill();
    });
    child.on("error", reject);
    child.on("exit", (status) => reject(new Error(`it ended with status ${status} and no rows`)));
  });
}

/**
 * @param {string} title
 * @param {Row} row
 */
function line(title, { what, value, unit, target = "" }) {
  const date = new Date().toISOString().slice(0, 10);
  const memory = Math.round(totalmem() / 2 ** 30);
  const machine = `${cpus()[0]?.model.trim()} x ${cpus().length}, ${memory} GiB, ${platform()} ${arch()}`;
  return `| ${[date, title, what, digits(value), unit, target, process.version, machine].join(" | ")} |\n`;
}

/** @param {number | string} value what is no number says why there is none */
function digits(value) {
  if (typeof value === "string") return value;
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)));
}
