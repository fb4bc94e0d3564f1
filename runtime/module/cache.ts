// What is known of TypeScript modules from earlier times, by their texts: signatures, so that checking need not load the compiler.
import { randomBytes } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { HostFact } from "../../dsl/types/known.ts";
import { digest } from "../digest.ts";
import type { Files } from "../files.ts";
import { Problem } from "../problem.ts";
import { moduleDigest, type ModuleText, moduleTexts, textOf } from "./texts.ts";
import { cacheHome } from "../folder.ts";

/** Raised whenever the same text gives other signatures, or other code that runs. */
const VERSION = 1;

/** Where it is kept: beside the other things of the user's cache. */
export const modulesPlace = (env: { readonly [name: string]: string | undefined } = process.env): string =>
  join(cacheHome(env), "strux", `modules-${VERSION}`);

/** Where a module is kept as JavaScript. `path`: where it lies on disk, since its packages are looked for from there. */
export const runFolder = (path: string, texts: readonly ModuleText[]): string =>
  join(modulesPlace(), "run", digest(JSON.stringify([path, moduleDigest(texts)])));

interface Entry {
  readonly digest: string;
  /** Relative imports, by the digest of the text they stand in: what would have to be parsed for. */
  readonly imports: { readonly [digest: string]: readonly string[] };
  readonly fact: HostFact;
}

/** A module each of whose texts was read before, and what was found out then. */
export interface Before {
  readonly texts: readonly ModuleText[];
  readonly fact: HostFact;
}

/** Null where anything of the module is new. */
export async function before(name: string, files: Files): Promise<Before | null> {
  try {
    const entry = await read<Entry>(digest(await textOf(name, files)));
    // type errors are told with the names of the files
    if (!entry || (entry.fact.faults.length > 0 && entry.fact.file !== name)) return null;
    const texts = await moduleTexts(name, files, (text) => {
      const imports = entry.imports[digest(text)];
      if (!imports) throw new Unknown();
      return imports;
    });
    return moduleDigest(texts) === entry.digest ? { texts, fact: placed(entry.fact, name) } : null;
  } catch (error) {
    // the compiler tells what is wrong, and where
    if (error instanceof Unknown || error instanceof Problem) return null;
    throw error;
  }
}
class Unknown extends Error {}

/** The same fact for a module that lies elsewhere now. */
const placed = (fact: HostFact, file: string): HostFact => ({
  ...fact,
  file,
  operators: fact.operators.map((one) => ({ ...one, ...(one.host && { host: { ...one.host, file } }) })),
});

/** What was found out about a question of a kind; null where it is new. */
export const recalled = <T>(kind: string, question: string): Promise<T | null> =>
  read<T>(keyOf(kind, question));

export async function remembered<T>(kind: string, question: string, fact: T): Promise<T> {
  await write(keyOf(kind, question), fact);
  return fact;
}
const keyOf = (kind: string, question: string): string => `${kind}-${digest(question)}`;

export async function remember(texts: readonly ModuleText[], fact: HostFact): Promise<void> {
  const [main] = texts;
  if (!main) return;
  const imports = texts.map((one) => [one.digest, one.imports.map(({ path }) => path)] as const);
  const entry: Entry = { digest: fact.digest, imports: Object.fromEntries(imports), fact };
  await write(main.digest, entry);
}

/** Entries that are kept, and how many are written between two looks at how many there are. */
const MOST = 4_000;
const LOOK = 500;
let written = 0;

/** A cache that cannot be written is none. */
async function write(name: string, what: unknown): Promise<void> {
  if (written++ % LOOK === 0) await thinned().catch(() => undefined);
  const part = join(modulesPlace(), `${randomBytes(6).toString("hex")}.part`);
  await mkdir(modulesPlace(), { recursive: true })
    .then(() => writeFile(part, JSON.stringify(what)))
    .then(() => rename(part, pathOf(name)))
    .catch(() => undefined);
}

/** Every text that a cell had while it was written is an entry: the oldest half goes when there are too many. */
export async function thinned(most = MOST): Promise<void> {
  const names = (await readdir(modulesPlace())).filter((name) => name.endsWith(".json"));
  if (names.length <= most) return;
  const dated = await Promise.all(
    names.map(async (name) => [(await stat(join(modulesPlace(), name))).mtimeMs, name] as const),
  );
  const old = dated.toSorted(([a], [b]) => a - b).slice(0, names.length - most / 2);
  await Promise.all(old.map(([, name]) => rm(join(modulesPlace(), name), { force: true })));
}

const pathOf = (name: string): string => join(modulesPlace(), `${name}.json`);

async function read<T>(name: string): Promise<T | null> {
  const text = await readFile(pathOf(name), "utf8").catch(() => null);
  if (text === null) return null;
  try {
    // nobody but this file writes here
    return JSON.parse(text) as T;
  } catch {
    return null;
  }
}
