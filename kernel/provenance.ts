// What a run used: models, TypeScript, places and hosts, for the metadata of a notebook and for who started it.
import type { Plan } from "../dsl/plan/plan.ts";
import type { Disk } from "../runtime/files-node.ts";
import type { Deps, Program } from "../runtime/run.ts";
import type { Json } from "../runtime/value.ts";

/** What says that a notebook is written in Strux. */
export const written: { readonly [key: string]: Json } = {
  kernelspec: { name: "strux", display_name: "Strux", language: "strux" },
  language_info: { name: "strux", file_extension: ".strux", mimetype: "text/x-strux" },
};

/** What was used, in the notebook's metadata. */
export function provenance(
  running: Program,
  { modules = [], steps }: Plan,
  deps: Pick<Deps, "store" | "net">,
  version: string,
  files: Disk,
): { [key: string]: Json } {
  const pinned = [...(deps.net?.pinned ?? [])];
  const powers = usedPowers(running, deps, files);
  const missed = [...running.missed()].flatMap(([name, all]) =>
    all.length > 0 ? [[name, all.map((one) => ({ ...one }))] as const] : [],
  );
  // of a cell the hash of its step, which rests on the cells and the values that it uses
  const typescript = [
    ...modules.flatMap(({ file, digest, script }) => (script ? [] : [[file, digest] as const])),
    ...steps.flatMap((step) => (step.kind === "script" ? [[step.called, step.hash] as const] : [])),
  ];
  return {
    ...written,
    strux: {
      language: 1,
      version,
      models: Object.fromEntries(
        [...running.used].map(([name, how]) => [name, how.map((one) => ({ ...one }))]),
      ),
      ...(missed.length > 0 && { missed: Object.fromEntries(missed) }),
      ...(pinned.length > 0 && { hub: Object.fromEntries(pinned) }),
      ...(typescript.length > 0 && { typescript: Object.fromEntries(typescript) }),
      volatile: {
        store: deps.store.place,
        ...(powers.length > 0 && {
          powers: Object.fromEntries(powers.map(([power, , list]) => [power, list])),
        }),
      },
    },
  };
}

type Power = readonly [name: "read" | "net" | "typescript", words: string, list: readonly string[]];

/** What a run did beyond reading its own folder, so far. Which hosts were asked depends on what the store has. */
export function usedPowers({ ran }: Program, { net }: Pick<Deps, "net">, files: Disk): Power[] {
  const [read, hosts, scripts] = [
    files.outside().map(({ what, path }) => `${what} (${path})`),
    [...(net?.reached ?? [])],
    [...ran],
  ].map((list) => list.toSorted()) as [string[], string[], string[]];
  const all: Power[] = [
    ["read", `read ${read.join(", ")}`, read],
    ["net", `asked ${hosts.join(", ")}`, hosts],
    ["typescript", `ran TypeScript of ${scripts.join(", ")}`, scripts],
  ];
  return all.filter(([, , list]) => list.length > 0);
}
