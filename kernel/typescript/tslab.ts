// The door of tslab's converter: types of a cell, declarations carried from cell to cell, completion. It is held to one folder and leaves no watcher behind.
import { statSync } from "node:fs";
import { createRequire } from "node:module";
import { printing } from "../../runtime/module/prints.ts";

const require = createRequire(import.meta.url);

/** What of the converter is used; it is no public interface, so that the version is pinned. */
export interface Converter {
  convert(declarations: string, text: string): Converted;
  inspect(declarations: string, text: string, offset: number): QuickInfo | undefined;
  complete(declarations: string, text: string, offset: number): Completed;
  close(): void;
}
export interface Converted {
  /** Declarations of all that is there after the cell; only without errors. */
  readonly declOutput?: string;
  readonly diagnostics: readonly ConverterFault[];
}
export interface ConverterFault {
  readonly start: { readonly offset: number; readonly line: number };
  readonly end: { readonly offset: number };
  readonly messageText: string;
  readonly code: number;
  /** Of another file than the cell, from the folder. */
  readonly fileName?: string;
}
export interface QuickInfo {
  readonly textSpan: { readonly start: number; readonly length: number };
  readonly displayParts?: readonly { readonly text: string }[];
  readonly documentation?: readonly { readonly text: string }[];
}
export interface Completed {
  readonly start: number;
  readonly end: number;
  readonly candidates: readonly string[];
  readonly original?: { readonly entries: readonly { readonly name: string; readonly kind: string }[] };
}

type Changed = (path: string, kind: number) => void;
interface System {
  getCurrentDirectory(): string;
  watchFile(path: string, changed: Changed): { close(): void };
  watchDirectory(): { close(): void };
}

/**
 * A converter that looks for packages and files from `folder`. Takes two seconds to make. TypeScript would poll every file it has
 * read four times a second; here each is looked at when a cell comes.
 */
export function converter(folder: string): Converter {
  const module = require.resolve("tslab/dist/converter.js");
  // tslab's own TypeScript, which nothing else of the house loads: what is changed of it is seen by its converter alone
  const { sys } = createRequire(module)("@tslab/typescript-for-tslab") as { readonly sys: System };
  const { createConverter } = require(module) as { readonly createConverter: () => Converter };
  const watched = watching(sys);
  sys.getCurrentDirectory = () => folder;
  const made = quiet(createConverter);
  return {
    convert: (declarations, text) =>
      quiet(() => {
        watched.look();
        return made.convert(declarations, text);
      }),
    inspect: (declarations, text, offset) => quiet(() => made.inspect(declarations, text, offset)),
    complete: (declarations, text, offset) => quiet(() => made.complete(declarations, text, offset)),
    close: () => made.close(),
  };
}

/** What it prints is about itself, and standard output may be a protocol. */
const quiet = <T>(call: () => T): T => printing(() => undefined, call);

const CHANGED = 1;

/** Watchers of files that are asked, and do not ask by themselves. */
function watching(sys: System): { look(): void } {
  const files = new Map<string, { readonly changed: Set<Changed>; stamp: string }>();
  sys.watchFile = (path, changed) => {
    const one = files.get(path) ?? { changed: new Set<Changed>(), stamp: stampOf(path) };
    files.set(path, one);
    one.changed.add(changed);
    return { close: () => void one.changed.delete(changed) };
  };
  // would tell of files that come into being, in a way that the converter does not bear: see `types.ts`
  sys.watchDirectory = () => ({ close: () => undefined });
  return {
    look() {
      for (const [path, one] of files)
        if (changes(path, one)) for (const call of one.changed) call(path, CHANGED);
    },
  };
}

function changes(path: string, one: { stamp: string }): boolean {
  // packages do not change under a notebook, and their files are most of all
  if (path.includes("/node_modules/")) return false;
  const stamp = stampOf(path);
  if (stamp === one.stamp) return false;
  one.stamp = stamp;
  return true;
}

function stampOf(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  return found ? `${found.mtimeMs} ${found.size}` : "";
}
