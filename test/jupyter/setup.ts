// Before the tests with Python: its packages, and Strux installed as a kernel by its own command.
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { root } from "../../bin/build.mjs";
import { venv, type Venv } from "../../bin/venv.mjs";

declare module "vitest" {
  export interface ProvidedContext {
    readonly venv: Venv;
    /** A data folder of Jupyter that holds the kernel. */
    readonly kernels: string;
  }
}

export function setup({ provide }: TestProject): void {
  const made = venv();
  if ("without" in made) console.log(`\nskipped, for want of Python's packages: ${made.without}\n`);
  const prefix = join(root, ".cache", "jupyter");
  const strux = join(root, "bin", "strux.mjs");
  execFileSync(process.execPath, [strux, "kernel", "install", "--prefix", prefix, "--force"]);
  provide("venv", made);
  provide("kernels", join(prefix, "share", "jupyter"));
}
