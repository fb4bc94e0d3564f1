// What the package itself brings along: its folder, its models by their names, its data.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, parse, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** The package's own folder: the nearest one above this module that holds this package's package.json. */
export const packageRoot: string =
  above(dirname(fileURLToPath(import.meta.url)), (folder) => {
    const file = join(folder, "package.json");
    return (
      existsSync(file) && (JSON.parse(readFileSync(file, "utf8")) as { name?: unknown }).name === "struxlab"
    );
  }) ?? dirname(fileURLToPath(import.meta.url));

/** The nearest folder at or above `start` that passes. */
export function above(start: string, test: (folder: string) => boolean): string | undefined {
  for (let folder = start; ; folder = dirname(folder)) {
    if (test(folder)) return folder;
    if (folder === parse(folder).root) return undefined;
  }
}

/** Names of the models in the package. */
export const shippedModels = (): string[] =>
  existsSync(join(packageRoot, "models"))
    ? readdirSync(join(packageRoot, "models")).filter(isModel).sort()
    : [];

const isModel = (name: string): boolean => existsSync(join(packageRoot, "models", name, "config.json"));

/**
 * Where the package has what a relative path names, whether or not it is there: `models/...`, `data/...`, and what begins with a
 * model's name, `strux-nano/...`. Null for any other path.
 */
export function packagePath(path: string): string | null {
  if (/^(models|data)\//.test(path)) return resolve(packageRoot, path);
  const [name = ""] = path.split("/");
  return /^\w[\w.-]*$/.test(name) && isModel(name) ? resolve(packageRoot, "models", path) : null;
}

/** A relative path as seen from a folder: what is not there, nor a folder of the model's name, is the package's own where it has it. */
export function existing(folder: string, path: string): string {
  const here = resolve(folder, path);
  const own = packagePath(path);
  if (own === null || existsSync(here) || !existsSync(own)) return here;
  const hides = !/^(models|data)\//.test(path) && existsSync(resolve(folder, path.split("/")[0]!));
  return hides ? here : own;
}
