// What explain, estimate and preview share: a file whose program may look at everything and ask nobody.
import { resolve } from "node:path";
import type { Compiled } from "../dsl/compile.ts";
import { frame } from "../dsl/tell/frame.ts";
import type { Cell, Source } from "../dsl/source.ts";
import { folderOf, load } from "../kernel/headless.ts";
import { answering } from "../runtime/facts.ts";
import { nodeFiles } from "../runtime/files-node.ts";
import { startRunner } from "../runtime/model/index.ts";
import { nodeNet } from "../runtime/net.ts";
import { prepare } from "../runtime/prepare.ts";
import { operatorsByName } from "../runtime/registry.ts";
import { type Program, program } from "../runtime/run.ts";
import { openStore, storePlace } from "../runtime/store/open.ts";
import { parameterLines } from "./parameters.ts";

export const lookOptions = {
  json: { type: "boolean" },
  "allow-read": { type: "string", multiple: true },
  parameter: { type: "string", short: "p", multiple: true },
} as const;
export interface LookValues {
  readonly "allow-read"?: string[] | undefined;
  readonly parameter?: string[] | undefined;
  /** Parameters as an earlier run had them: lines of their own cell. */
  readonly lines?: readonly string[];
}

/**
 * Opens a file, tells its problems, looks at its program, and closes it. No graph is loaded.
 * @param more cells behind those of the file
 * @returns 2 where the program has errors, else what `look` says
 */
export async function looked(
  path: string,
  values: LookValues,
  look: (running: Program, program: Compiled & { readonly source: Source }) => Promise<number>,
  more: readonly Cell[] = [],
): Promise<number> {
  const { source } = await load(path, values.lines ?? (await parameterLines(path, values.parameter ?? [])));
  const files = nodeFiles({ folder: folderOf(resolve(path)), extra: values["allow-read"] ?? [] });
  const runner = startRunner();
  const store = openStore(storePlace(process.env));
  try {
    const whole = { cells: [...source.cells, ...more] };
    const compiled = await prepare(whole, answering(files, runner));
    for (const one of compiled.diagnostics) process.stderr.write(`${frame(one, compiled.source)}\n\n`);
    const deps = {
      operators: operatorsByName,
      files,
      net: nodeNet(process.env, false),
      runner,
      store,
      signal: new AbortController().signal,
      clock: () => performance.now(),
      mayAsk: false,
    };
    const status = await look(program(compiled.plan, deps), { ...compiled, source: whole });
    return compiled.diagnostics.some((one) => one.severity === "error") ? 2 : status;
  } finally {
    await runner.close();
    await store.close();
  }
}
