// strux kernel doctor: whether Jupyter can start Strux here: sockets, what is installed, what Jupyter itself says.
import { realpathSync } from "node:fs";
import { join } from "node:path";
import { said, thisMachine } from "../kernel/install/machine.ts";
import type { Installed } from "../kernel/install/status.ts";
import { trial } from "../kernel/install/trial.ts";
import { packageRoot } from "../runtime/shipped.ts";
import { command, fail } from "./command.ts";
import { type Finding, tell } from "./finding.ts";
import { look } from "./kernel.ts";
import { version } from "./version.ts";

const PATIENCE_MS = 30_000;
const here = [
  process.execPath,
  join(packageRoot, "bin", "strux.mjs"),
  "kernel",
  "start",
  "{connection_file}",
];

export const kernelDoctor = command({
  name: "kernel doctor",
  options: { json: { type: "boolean" } },
  async run(values, files) {
    if (files.length > 0) return fail("kernel doctor takes options alone");
    const found = look(await thisMachine());
    const sockets = await zeromq();
    const findings = [
      { what: "strux", ok: true, text: `${version}, node ${process.version}` },
      sockets,
      // without sockets no kernel starts, and that says nothing about it
      ...(sockets.ok ? await kernels(found) : []),
      await jupyter(found),
    ];
    tell(findings, values.json ?? false);
    return findings.some(({ what, ok }) => !ok && what !== "jupyter") ? 1 : 0;
  },
});

/** In a process of its own: native code that does not fit this machine may end it. */
async function zeromq(): Promise<Finding> {
  const script = `const { version } = await import("zeromq"); process.stdout.write(version)`;
  const loaded = await said(process.execPath, ["--input-type=module", "-e", script], { cwd: packageRoot });
  return loaded === null
    ? { what: "zeromq", ok: false, text: "does not load: install the package again on this machine" }
    : { what: "zeromq", ok: true, text: `libzmq ${loaded}` };
}

async function kernels(found: readonly Installed[]): Promise<Finding[]> {
  if (found.length === 0)
    return [
      { what: "installed", ok: false, text: "no: run 'strux kernel install'" },
      await tried("this program", { argv: here, env: {} }),
    ];
  const all: Finding[] = [];
  for (const one of found) {
    const name = `kernel ${one.name}`;
    all.push(
      one.broken.length > 0 ? { what: name, ok: false, text: one.broken.join("; ") } : await tried(name, one),
      ...one.notes.map((text) => ({ what: name, ok: true, text })),
      ...(one.jupyter.finds
        ? []
        : [{ what: name, ok: false, text: `${one.folder} is hidden: ${one.jupyter.why}` }]),
    );
  }
  return all;
}

async function tried(what: string, { argv, env }: Pick<Installed, "argv" | "env">): Promise<Finding> {
  const told = await trial({ argv, env, patience: PATIENCE_MS });
  return told.starts
    ? {
        what,
        ok: true,
        text: `starts in ${Math.round(told.ms)} ms, protocol ${told.protocol}: ${told.banner}`,
      }
    : { what, ok: false, text: `does not start: ${told.why}` };
}

/** What the jupyter on PATH lists: it may belong to another Python than the one asked before. */
async function jupyter(found: readonly Installed[]): Promise<Finding> {
  const listed = await said("jupyter", ["kernelspec", "list", "--json"]);
  if (listed === null)
    return {
      what: "jupyter",
      ok: false,
      text: "not on PATH, or it fails; JupyterLab needs it, VS Code brings its own",
    };
  const { kernelspecs } = JSON.parse(listed) as {
    readonly kernelspecs: { readonly [name: string]: { readonly resource_dir: string } };
  };
  const folders = new Set(Object.values(kernelspecs).map(({ resource_dir: folder }) => real(folder)));
  const names = found.filter(({ folder }) => folders.has(real(folder))).map(({ name }) => name);
  return names.length > 0
    ? { what: "jupyter", ok: true, text: `lists ${names.join(", ")}` }
    : {
        what: "jupyter",
        ok: false,
        text: "does not list it: 'strux kernel install --sys-prefix' in its environment",
      };
}

function real(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    return folder;
  }
}
