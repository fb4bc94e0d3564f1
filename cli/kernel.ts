// strux kernel install, uninstall, status: the kernelspec by which Jupyter finds Strux.
import { join, resolve } from "node:path";
import { install, kernelName, uninstall } from "../kernel/install/install.ts";
import { thisMachine } from "../kernel/install/machine.ts";
import {
  environment,
  type Machine,
  type Place,
  prefixFolder,
  searchPath,
  userFolder,
} from "../kernel/install/places.ts";
import { stableNode } from "../kernel/install/program.ts";
import { apart, type Installed, installed } from "../kernel/install/status.ts";
import { packageRoot } from "../runtime/shipped.ts";
import { dataError, typeError } from "../runtime/problem.ts";
import { command, fail } from "./command.ts";
import { version } from "./version.ts";

const logos = join(packageRoot, "kernel", "install", "logo");

const place = {
  user: { type: "boolean" },
  "sys-prefix": { type: "boolean" },
  prefix: { type: "string" },
} as const;
const which = { name: { type: "string" }, force: { type: "boolean" } } as const;

export const kernelInstall = command({
  name: "kernel install",
  options: {
    ...place,
    ...which,
    "display-name": { type: "string" },
    env: { type: "string", multiple: true },
    "allow-read": { type: "string", multiple: true },
    "allow-net": { type: "boolean" },
    "no-host": { type: "boolean" },
  },
  async run(values, files) {
    if (files.length > 0) return fail("kernel install takes options alone");
    const machine = await thisMachine();
    const name = kernelName(values.name ?? "strux");
    const folder = chosen(values, machine);
    const wanted = {
      node: stableNode(process.execPath, process.env),
      script: join(packageRoot, "bin", "strux.mjs"),
      version,
      displayName: values["display-name"] ?? (name === "strux" ? "Strux" : `Strux (${name})`),
      env: pairs(values.env ?? []),
      options: [
        ...(values["no-host"] ? ["--no-host"] : []),
        ...(values["allow-net"] ? ["--allow-net"] : []),
        ...(values["allow-read"] ?? []).map((folder) => `--allow-read=${resolve(folder)}`),
      ],
    };
    const at = install({ folder, name, force: values.force ?? false }, wanted, logos);
    const all = look(machine, folder);
    process.stdout.write(
      all
        .filter((one) => one.folder === at)
        .map((one) => `${told(one)}\n`)
        .join(""),
    );
    return 0;
  },
});

export const kernelUninstall = command({
  name: "kernel uninstall",
  options: { ...place, ...which },
  async run(values, files) {
    if (files.length > 0) return fail("kernel uninstall takes options alone");
    const folder = chosen(values, await thisMachine());
    const at = { folder, name: kernelName(values.name ?? "strux"), force: values.force ?? false };
    process.stdout.write(`removed ${uninstall(at)}\n`);
    return 0;
  },
});

export const kernelStatus = command({
  name: "kernel status",
  options: { prefix: { type: "string" }, json: { type: "boolean" } },
  async run(values, files) {
    if (files.length > 0) return fail("kernel status takes options alone");
    const machine = await thisMachine();
    const found = look(machine, values.prefix === undefined ? undefined : chosen(values, machine));
    for (const one of found) process.stdout.write(`${values.json ? JSON.stringify(one) : told(one)}\n`);
    if (found.length === 0) process.stderr.write(`strux: ${nowhere(searchPath(machine))}\n`);
    return found.length > 0 && found.every(({ broken }) => broken.length === 0) ? 0 : 1;
  },
});

/** What is installed on Jupyter's path, and in another of its data folders besides. */
export function look(machine: Machine, more?: string): readonly Installed[] {
  const path = searchPath(machine);
  const known = more === undefined || path.some(({ folder }) => folder === more);
  return [...installed(path, version), ...(known ? [] : apart(more, version))];
}

const nowhere = (path: readonly Place[]): string =>
  [
    "not installed as a kernel: run 'strux kernel install'; looked in",
    ...path.map(({ folder, why }) => `  ${folder} (${why})`),
  ].join("\n");

type Chosen = {
  readonly user?: boolean | undefined;
  readonly "sys-prefix"?: boolean | undefined;
  readonly prefix?: string | undefined;
};

function chosen({ user, "sys-prefix": sys, prefix }: Chosen, machine: Machine): string {
  const asked = [user, sys, prefix === undefined ? undefined : true].filter((one) => one);
  if (asked.length > 1)
    throw typeError("E010", "--user, --sys-prefix and --prefix are three places", "keep one");
  if (prefix === "") throw typeError("E010", "--prefix needs a folder");
  if (prefix !== undefined) return prefixFolder(machine, resolve(prefix));
  if (!sys) return userFolder(machine);
  const found = environment(machine);
  if (found === null)
    throw dataError(
      "E110",
      "there is no Python environment: no VIRTUAL_ENV, no CONDA_PREFIX, no Python on PATH",
      "--prefix DIR",
    );
  return prefixFolder(machine, found);
}

function pairs(given: readonly string[]): { readonly [name: string]: string } {
  return Object.fromEntries(
    given.map((one) => {
      const [, name, value] = /^([A-Za-z_][A-Za-z0-9_]*)=([^]*)$/.exec(one) ?? [];
      if (name === undefined || value === undefined)
        throw typeError("E010", `--env ${one}: write --env NAME=VALUE`);
      return [name, value];
    }),
  );
}

/** One installation in lines: what, where, whether it is found and starts. */
function told({ name, displayName, version, folder, jupyter, argv, env, broken, notes }: Installed): string {
  const given = Object.entries(env).map(([key, value]) => `${key}=${value}`);
  return [
    `${name}  '${displayName}', written by ${version ?? "an unknown version"}`,
    `  folder   ${folder}`,
    `  jupyter  ${jupyter.finds ? "finds it" : "does not find it"}: ${jupyter.why}`,
    `  starts   ${argv.join(" ")}`,
    ...(given.length > 0 ? [`  env      ${given.join(" ")}`] : []),
    ...broken.map((text) => `  broken   ${text}`),
    ...notes.map((text) => `  note     ${text}`),
  ].join("\n");
}
