// What a cell imports, looked for where the notebook lies: packages of either kind, files of the folder, and `tslab` as a name for our own display.
import { readFileSync } from "node:fs";
import { createRequire, isBuiltin } from "node:module";
import { dirname, join } from "node:path";
import { Script, constants } from "node:vm";
import { pathToFileURL } from "node:url";
import type { Files } from "../../runtime/files.ts";
import { importedModule } from "../../runtime/module/host.ts";
import { written } from "../../runtime/module/script-fact.ts";

export interface Modules {
  /** Makes ready what a cell imports by `import ... from`. */
  load(paths: readonly string[]): Promise<void>;
  /** What was loaded; for the rest, what `require` gives. */
  readonly require: (path: string) => unknown;
  /** `import(path)`. */
  readonly import: (path: string) => Promise<unknown>;
}

/** @param own modules that are ours, by name */
export function modules(folder: string, files: Files, own: ReadonlyMap<string, unknown>): Modules {
  const require = createRequire(join(folder, "cell.cjs"));
  const native = importer(folder);
  const loaded = new Map<string, unknown>();

  const load = async (path: string): Promise<unknown> => {
    if (own.has(path)) return own.get(path);
    if (isLocal(path)) {
      if (isScript(path)) return asModule(await importedModule(written(path), files));
      const place = await files.locate(path);
      return path.endsWith(".json") ? require(place) : asModule(await native(pathToFileURL(place).href));
    }
    return isBuiltin(path) || isCommon(path, require) ? require(path) : asModule(await native(path));
  };
  return {
    async load(paths) {
      for (const path of paths) loaded.set(path, await load(path));
    },
    require: (path) => (loaded.has(path) ? loaded.get(path) : (own.get(path) ?? require(path))),
    async import(path) {
      if (own.has(path) || isLocal(path)) return load(path);
      return native(path);
    },
  };
}

/** `import(path)` as a file of the folder would do it. */
function importer(folder: string): (path: string) => Promise<object> {
  const made = quietly(
    () =>
      new Script("(path) => import(path)", {
        filename: join(folder, "cell.mjs"),
        importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
      }).runInThisContext() as (path: string) => Promise<object>,
  );
  return (path) => quietly(() => made(path));
}

/** Node 20 warns once that this way to import is new there; it is no longer so in 24. */
function quietly<T>(call: () => T): T {
  const { emitWarning: warn } = process as { emitWarning(this: void, ...all: readonly unknown[]): void };
  process.emitWarning = ((warning: string | Error, ...more: unknown[]) => {
    if (!String(warning).includes("USE_MAIN_CONTEXT_DEFAULT_LOADER")) warn(warning, ...more);
  }) as typeof process.emitWarning;
  try {
    return call();
  } finally {
    process.emitWarning = warn;
  }
}

const isLocal = (path: string): boolean => /^\.\.?\//.test(path);
const isScript = (path: string): boolean => !/\.(?:js|mjs|cjs|json)$/.test(path);

/** A package that `require` gives. */
function isCommon(path: string, require: NodeJS.Require): boolean {
  try {
    const file = require.resolve(path);
    if (file.endsWith(".mjs")) return false;
    return !file.endsWith(".js") || typeOf(dirname(file)) !== "module";
  } catch {
    // not exported to `require`, or not there at all, which `import` tells
    return false;
  }
}

/** `type` of the nearest package.json. */
function typeOf(folder: string): string {
  for (let at = folder; ; at = dirname(at)) {
    try {
      const { type } = JSON.parse(readFileSync(join(at, "package.json"), "utf8")) as {
        readonly type?: unknown;
      };
      return typeof type === "string" ? type : "commonjs";
    } catch {
      if (dirname(at) === at) return "commonjs";
    }
  }
}

/** Compiled code asks a module whether it has a default export of its own. */
const asModule = (module: object): unknown =>
  new Proxy(Object.create(null) as object, {
    get: (_, name) => (name === "__esModule" ? true : (Reflect.get(module, name) as unknown)),
    has: (_, name) => name === "__esModule" || Reflect.has(module, name),
    ownKeys: () => Reflect.ownKeys(module),
    getOwnPropertyDescriptor: (_, name) => {
      const value = Reflect.getOwnPropertyDescriptor(module, name);
      return value && { ...value, configurable: true };
    },
  });
