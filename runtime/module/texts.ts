// The files a TypeScript module consists of: itself and what it imports by a relative path, all under the path rule.
import { decode } from "../data/decode.ts";
import { digest } from "../digest.ts";
import type { Files } from "../files.ts";
import { dataError, Problem } from "../problem.ts";

/** One file of a module. The first of a list is the module itself. */
export interface ModuleText {
  /** Path from the program's own folder. */
  readonly name: string;
  readonly text: string;
  readonly digest: string;
  /** Relative imports as written, and which file of the list each is. */
  readonly imports: readonly { readonly path: string; readonly at: number }[];
}

/** Relative imports of a text. */
export type ImportsOf = (text: string, name: string) => readonly string[];

const FILES = 200;
const LARGEST = 2_000_000;

/** All files of the module `name`, in the order in which they are met. Errors: E110, E111, E112, E127 (what is imported is no TypeScript). */
export async function moduleTexts(
  name: string,
  files: Files,
  importsOf: ImportsOf,
): Promise<readonly ModuleText[]> {
  const names = [name];
  const texts: ModuleText[] = [];
  for (let at = 0; at < names.length; at++) {
    const here = names[at] ?? name;
    const text = await textOf(here, files);
    const imports: ModuleText["imports"][number][] = [];
    for (const path of importsOf(text, here)) {
      const found = await imported(path, here, files.from(here));
      if (!names.includes(found)) names.push(found);
      if (names.length > FILES)
        throw dataError("E127", `'${name}' imports more than ${FILES} files`, "split it");
      imports.push({ path, at: names.indexOf(found) });
    }
    texts.push({ name: here, text, digest: digest(text), imports });
  }
  return texts;
}

/** What stands for a module wherever its code counts: the texts and how they hang together, not where they lie. */
export const moduleDigest = (texts: readonly ModuleText[]): string =>
  digest(JSON.stringify(texts.map((one) => [one.digest, one.imports])));

export async function textOf(name: string, files: Files): Promise<string> {
  // names start at the program's folder, whoever reads
  const file = await files.from(name).read(`./${name.split("/").at(-1) ?? ""}`);
  if (file.bytes.length > LARGEST)
    throw dataError("E112", `'${name}' is above the ${LARGEST / 1e6} MB that a module may have`, "split it");
  return decode(file);
}

/** The name of a file that is imported from another one. An ending may be left out, or be the one it has as JavaScript. */
async function imported(path: string, from: string, files: Files): Promise<string> {
  const plain = path.replace(/\.(?:ts|mts|js|mjs)$/, "");
  const ends = /\.(?:mts|mjs)$/.test(path) ? [".mts"] : [".ts", ".mts", "/index.ts"];
  for (const end of ends)
    try {
      return await files.name(plain + end);
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== "E110") throw error;
    }
  throw dataError(
    "E127",
    `'${from}' imports '${path}', and there is no such TypeScript file`,
    "modules import .ts files and packages",
  );
}
