// Functions of TypeScript as operators of a running program. Only who is given a `Host` runs any of it.
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { SourceMap } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { PlanModule } from "../../dsl/plan/plan.ts";
import type { Signature } from "../../dsl/types/known.ts";
import type { Emit } from "../event.ts";
import type { Files } from "../files.ts";
import type { Operator } from "../operator.ts";
import { Problem, typeError } from "../problem.ts";
import type { Value } from "../value.ts";
import { inward, outward } from "./border.ts";
import { unless } from "../turn.ts";
import { before, runFolder } from "./cache.ts";
import { printing } from "./prints.ts";
import { moduleDigest, type ModuleText, moduleTexts } from "./texts.ts";

/** A module that has been run, or a TypeScript cell. */
export interface Running {
  /** What is exported under a name: a function is called, of a cell any other value is given. */
  readonly call: (name: string, args: readonly unknown[], emit: Emit) => Promise<unknown>;
}
/** Runs modules. Errors: HostError E128 (changed since it was checked), E129 (it throws). */
export type Host = (module: PlanModule) => Promise<Running>;

/**
 * The functions that a plan calls, by the names it calls them. Without a host each refuses to run (E126).
 * @param script runs the cell that is a module
 */
export function hostOperators(
  modules: readonly PlanModule[],
  host: Host | null,
  script: (module: PlanModule) => Running,
): ReadonlyMap<string, Operator> {
  const running = new Map<string, Promise<Running>>();
  const run = async (module: PlanModule): Promise<Running> => {
    if (module.script) return script(module);
    if (!host) throw refusal(`'${module.file}'`);
    let known = running.get(module.file);
    if (!known) running.set(module.file, (known = host(module)));
    return known;
  };
  return new Map(
    modules.flatMap((module) =>
      module.functions.map(
        (signature) =>
          [`${module.file}:${signature.name}`, operatorOf(signature, () => run(module))] as const,
      ),
    ),
  );
}

export const refusal = (name: string): Problem =>
  new Problem(
    "HostError",
    "E126",
    `${name} is TypeScript, and is not run here`,
    "'strux run' runs it, without --no-host",
  );

const operatorOf = (signature: Signature, running: () => Promise<Running>): Operator => ({
  signature,
  async run(given, { signal, print, emit = () => undefined }) {
    const args = signature.params.flatMap((param) => {
      const value = given[param.name] as Value | undefined;
      if (param.many)
        return ((value ?? []) as readonly Value[]).map((one) => argument(signature, param, one));
      return [argument(signature, param, value)];
    });
    const called = async (): Promise<unknown> => (await running()).call(signature.name, args, emit);
    const result = await unless(signal, printing(print, called));
    return returned(signature, result);
  },
});

function argument(
  { name }: Signature,
  param: Signature["params"][number],
  value: Value | undefined,
): unknown {
  // null stands for an argument that is left out, so that a default of TypeScript holds
  if (param.optional && (value === undefined || value === null)) return undefined;
  const taken = inward(value, param.type);
  if ("wrong" in taken) throw typeError("E203", `'${name}' takes ${param.name}: ${taken.wrong}`);
  return outward(taken.value);
}

function returned({ name, returns, host }: Signature, result: unknown): Value {
  const taken = inward(result, returns.kind === "rule" ? { kind: "json" } : returns);
  if ("value" in taken) return taken.value;
  throw new Problem(
    "HostError",
    "E128",
    `'${name}'${host?.script ? "" : ` of '${host?.file ?? ""}'`} does not return what its type says: ${taken.wrong}`,
    "mend the function, or its type",
  );
}

/** Runs modules in this process, from the files as they were checked. */
export const nodeHost =
  (files: Files): Host =>
  async (module) => {
    const texts = await textsOf(module.file, files);
    if (moduleDigest(texts) !== module.digest)
      throw new Problem(
        "HostError",
        "E129",
        `'${module.file}' has changed since it was checked`,
        "run it again",
      );
    const folder = await emitted(module.file, texts, files);
    const failed = async (what: string, error: unknown): Promise<Problem> => {
      const place = await placeOf(
        error,
        folder,
        texts.map((one) => one.name),
      );
      return new Problem(
        "HostError",
        "E129",
        `${what} fails${place}: ${wording(error)}`,
        "the error comes from the TypeScript",
      );
    };
    const exports = (await import(pathToFileURL(join(folder, "0.mjs")).href).catch(async (error: unknown) => {
      throw await failed(`'${module.file}'`, error);
    })) as { readonly [name: string]: unknown };
    return {
      async call(name, args) {
        const run = exports[name];
        if (typeof run !== "function")
          throw await failed(`'${module.file}'`, new Error(`it exports no function '${name}'`));
        try {
          return (await (run as (...args: readonly unknown[]) => unknown)(...args)) as unknown;
        } catch (error) {
          throw await failed(`'${name}'`, error);
        }
      },
    };
  };

/** The module at `path`, run. Errors: those of its files, and what it throws. */
export async function importedModule(path: string, files: Files): Promise<object> {
  const name = await files.name(path);
  const folder = await emitted(name, await textsOf(name, files), files);
  return (await import(pathToFileURL(join(folder, "0.mjs")).href)) as object;
}

/** Where a module lies as JavaScript. */
async function emitted(name: string, texts: readonly ModuleText[], files: Files): Promise<string> {
  const path = await files.locate(name);
  const folder = runFolder(path, texts);
  if (!existsSync(join(folder, "0.mjs"))) await (await import("./emit.ts")).emit(texts, path);
  return folder;
}

/** The compiler is loaded for what is new only. */
async function textsOf(name: string, files: Files): Promise<readonly ModuleText[]> {
  const known = await before(name, files);
  return known?.texts ?? moduleTexts(name, files, (await import("./imports.ts")).importsOf);
}

const wording = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split("\n")[0] ?? "";

/** ` at metrics.ts line 12`: the first place of an error that lies in the module. */
async function placeOf(error: unknown, folder: string, names: readonly string[]): Promise<string> {
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  const start = pathToFileURL(folder).href;
  for (const line of stack.split("\n")) {
    const [, at, row, column] = /\/(\d+)\.mjs:(\d+):(\d+)/.exec(line) ?? [];
    if (at === undefined || (!line.includes(start) && !line.includes(folder))) continue;
    const map = await readFile(join(folder, `${at}.mjs.map`), "utf8").catch(() => null);
    if (map === null) continue;
    const found = new SourceMap(JSON.parse(map) as ConstructorParameters<typeof SourceMap>[0]).findEntry(
      Number(row) - 1,
      Number(column) - 1,
    );
    if ("originalLine" in found) return ` at '${names[Number(at)] ?? ""}' line ${found.originalLine + 1}`;
  }
  return "";
}
