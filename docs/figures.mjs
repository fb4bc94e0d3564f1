// Draws the pictures of the pages anew: runs the notebooks and takes the charts out. `STRUX_DATA=... node docs/figures.mjs`
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const figures = {
  "01-quickstart": "quickstart",
  "02-real-text": "real-text",
  "09-likelihood": "likelihood",
  "03-structurize": "topics",
  "04-prune-rank-retrieve": "search",
  "05-demonstrations": "demonstrations",
  "06-retrieve-then-reason": "reader",
  "11-contexts": "contexts",
  "07-reproduce-longbench": "longbench",
  "08-which-gaps-are-real": "gaps",
  "10-judges": "judges",
};
const folder = mkdtempSync(join(tmpdir(), "strux-figures-"));

for (const [notebook, figure] of Object.entries(figures)) {
  const out = join(folder, `${notebook}.ipynb`);
  const args = [join(root, "bin/strux.mjs"), "run", join(root, "notebooks", `${notebook}.ipynb`), "-o", out];
  const { status } = spawnSync(process.execPath, args, { stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
  writeFileSync(join(root, "docs", `${figure}.svg`), `${picture(out)}\n`);
}
rmSync(folder, { recursive: true });

/** @param {string} path of an executed notebook @returns {string} its first picture */
function picture(path) {
  /** @type {{ cells: { outputs?: { data?: { [mime: string]: string | string[] } }[] }[] }} */
  const { cells } = JSON.parse(readFileSync(path, "utf8"));
  const found = cells
    .flatMap(({ outputs = [] }) => outputs)
    .flatMap(({ data }) => data?.["image/svg+xml"] ?? [])
    .at(0);
  if (found === undefined) throw new Error(`${path} holds no picture`);
  return found;
}
