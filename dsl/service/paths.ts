// Completion of paths: where a string names a file, and which of what lies there may stand in it. Nothing is read here.
import type { Analysis } from "../compile.ts";
import type { Span } from "../source.ts";
import { paramOf, siteOf } from "./callee.ts";
import { holeAt } from "./hole.ts";

/** A path that is being written. */
export interface PathHole {
  /** The folder it is in so far, as written: "", or with a slash at its end. */
  readonly folder: string;
  /** What is typed of the name in it. */
  readonly typed: string;
  /** A folder is wanted, and no file. */
  readonly folders: boolean;
  /** What a completion replaces: the whole path. */
  readonly span: Span;
}

/** Parameters of readers that are places, in `csv("...")` and the like. */
const FILE = "path";
const FOLDER = "folder";

/** Null where no path is written. */
export function pathHoleAt(analysis: Analysis, cell: number, offset: number): PathHole | null {
  const hole = holeAt(analysis, cell, offset);
  const node = hole?.path.at(-1);
  if (!hole?.quoted || node?.kind !== "Str") return null;
  const owner = hole.path.at(-2);
  const site = owner?.kind === "Arg" ? siteOf(hole.path, hole.path.length - 3, analysis) : undefined;
  const param = site && owner?.kind === "Arg" ? paramOf(site, owner)?.name : undefined;
  const reads = site?.callee.signature?.effect === "reads" && (param === FILE || param === FOLDER);
  if (!reads && owner?.kind !== "Use") return null;
  const end = hole.prefix.lastIndexOf("/") + 1;
  return {
    folder: hole.prefix.slice(0, end),
    typed: hole.prefix.slice(end),
    folders: param === FOLDER,
    span: hole.span,
  };
}

/** A name of what lies in the folder. */
interface Entry {
  readonly name: string;
  readonly folder: boolean;
}

/**
 * The paths that go on from what is typed, as they stand in a string; hidden ones where their dot is typed. A folder that may
 * be meant itself has no slash behind it.
 */
export const pathsIn = ({ folder, typed, folders }: PathHole, entries: readonly Entry[]): readonly string[] =>
  entries
    .filter((one) => one.folder || !folders)
    .filter(({ name }) => name.startsWith(typed) && (typed !== "" || !name.startsWith(".")))
    .map((one) => `${folder}${JSON.stringify(one.name).slice(1, -1)}${one.folder && !folders ? "/" : ""}`);
