// Where Strux is installed as a kernel, whether Jupyter would find it there, and whether what it starts still exists.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Place } from "./places.ts";
import { cached, pinned } from "./program.ts";
import { type Ours, readSpec } from "./spec.ts";

export interface Installed extends Ours {
  readonly name: string;
  readonly folder: string;
  /** Whether Jupyter takes this one for its name, and which folder of its path it is in or what hides it. */
  readonly jupyter: { readonly finds: boolean; readonly why: string };
  /** What keeps it from starting. */
  readonly broken: readonly string[];
  /** What may break it, or is out of date. */
  readonly notes: readonly string[];
}

/** All kernels of ours on the path, in its order. `version`: of this package. */
export function installed(path: readonly Place[], version: string): readonly Installed[] {
  const first = new Map<string, string>();
  return path.flatMap(({ folder, why }) =>
    kernels(folder).flatMap(({ name, at }) => {
      const found = readSpec(at);
      if (found.kind === "none") return [];
      const before = first.get(name);
      if (before === undefined) first.set(name, at);
      const jupyter = {
        finds: before === undefined,
        why: before === undefined ? why : `${before} comes first`,
      };
      return found.kind === "ours" ? [judged(found.ours, { name, folder: at, jupyter }, version)] : [];
    }),
  );
}

/** Kernels of ours below a folder that Jupyter does not search. */
export const apart = (folder: string, version: string): readonly Installed[] =>
  installed([{ folder, why: "" }], version).map((one) => ({
    ...one,
    jupyter: { finds: false, why: `not on its path; JUPYTER_PATH=${folder} puts it there` },
  }));

function kernels(folder: string): readonly { readonly name: string; readonly at: string }[] {
  const below = join(folder, "kernels");
  try {
    return readdirSync(below)
      .toSorted()
      .map((name) => ({ name: name.toLowerCase(), at: join(below, name) }));
  } catch {
    // not every folder of the path is there
    return [];
  }
}

type Where = Pick<Installed, "name" | "folder" | "jupyter">;

function judged(ours: Ours, where: Where, version: string): Installed {
  const { node, script } = ours;
  const again = "run 'strux kernel install' again";
  const old = pinned(node) ?? pinned(script);
  return {
    ...ours,
    ...where,
    broken: [
      ...(existsSync(node) ? [] : [`there is no ${node} any more: ${again}`]),
      ...(existsSync(script) ? [] : [`there is no ${script} any more: ${again}`]),
    ],
    notes: [
      ...(ours.version === version
        ? []
        : [`written by version ${ours.version ?? "unknown"}, this is ${version}`]),
      ...(old === null ? [] : [`its paths name version ${old}: when that is removed, ${again}`]),
      ...(cached(script) ? ["it runs from a cache of npx: install the package instead"] : []),
    ],
  };
}
