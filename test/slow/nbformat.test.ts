// Executed notebooks before their real consumer: Python's nbformat validates what a headless run writes.
import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, expect, test } from "vitest";
import { root } from "../../bin/build.mjs";

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), "strux-nbformat-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A virtual environment with nbformat under .cache/, made once; the reason if it cannot be had. */
async function python(): Promise<{ readonly bin: string } | { readonly without: string }> {
  const venv = join(root, ".cache/venv");
  const bin = join(venv, process.platform === "win32" ? "Scripts/python.exe" : "bin/python");
  try {
    if (!existsSync(bin)) await run("python3", ["-m", "venv", venv]);
    await run(bin, ["-c", "import nbformat"]).catch(() =>
      run(bin, ["-m", "pip", "install", "-q", "nbformat~=5.10"]),
    );
    return { bin };
  } catch (error) {
    return { without: String(error).split("\n")[0] ?? "no reason given" };
  }
}

test.for([
  { source: "notebooks/01-quickstart.ipynb", options: ["-p", "n=2"] },
  { source: "notebooks/02-real-text.ipynb", options: [] },
  { source: "notebooks/09-likelihood.ipynb", options: ["-p", "n=2"] },
])(
  "nbformat accepts $source as shipped and as executed",
  { timeout: 300_000 },
  async ({ source, options }, { skip }) => {
    const found = await python();
    if ("without" in found) {
      skip(`nbformat cannot be installed: ${found.without}`);
      return;
    }
    const out = join(folder, "out.ipynb");
    const env = { ...process.env, STRUX_STORE: join(folder, "store") };
    // two documents per draw are too few for the check to hold: status 3, and the notebook is whole all the same
    await run(process.execPath, ["bin/strux.mjs", "run", source, ...options, "-o", out], {
      cwd: root,
      env,
    }).catch((error: { readonly code?: number }) => {
      if (error.code !== 3) throw error;
    });
    for (const path of [join(root, source), out]) {
      const script =
        "import nbformat,sys;b=nbformat.read(sys.argv[1],as_version=nbformat.NO_CONVERT);nbformat.validate(b);print(b.nbformat,b.nbformat_minor)";
      const { stdout } = await run(found.bin, ["-c", script, path]);
      expect(stdout.trim()).toBe("4 5");
    }
  },
);
