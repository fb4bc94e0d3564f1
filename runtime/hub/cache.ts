// The hub's cache on disk, in the layout that Hugging Face's own tools share: blobs by digest, snapshots by commit with links
// into them, refs from names to commits.
import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import { rename, rm, symlink } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import type { Location } from "../../dsl/types/location.ts";
import { cacheHome, makeFolder } from "../folder.ts";
import type { Env } from "../env.ts";

const hubHome = (env: Env): string => env["HF_HOME"] ?? join(cacheHome(env), "huggingface");

/** `$HF_HUB_CACHE`, `$HF_HOME/hub`, or where they are by default. */
export const hubCache = (env: Env): string => env["HF_HUB_CACHE"] ?? join(hubHome(env), "hub");

/** `$HF_TOKEN`, or what `hf auth login` left. A secret: it goes into one header and nowhere else. */
export function hubToken(env: Env): string | null {
  if (env["HF_TOKEN"]) return env["HF_TOKEN"].trim();
  const file = env["HF_TOKEN_PATH"] ?? join(hubHome(env), "token");
  return textOf(file)?.trim() || null;
}

/** The folder of a repository. */
export const repositoryPlace = (cache: string, { type, repository }: Location): string =>
  join(cache, `${type}s--${repository.replace("/", "--")}`);

const COMMIT = /^[0-9a-f]{40}$/;
export const isCommit = (text: string): boolean => COMMIT.test(text);

/** What a location's revision is: the commit itself, or the one that the cache has for the name; null where it has none. */
export function cachedCommit(cache: string, location: Location): string | null {
  const revision = location.revision ?? "main";
  if (isCommit(revision)) return revision;
  const known = textOf(refPlace(cache, location))?.trim();
  return known !== undefined && isCommit(known) ? known : null;
}

export const refPlace = (cache: string, location: Location): string =>
  join(repositoryPlace(cache, location), "refs", ...(location.revision ?? "main").split("/"));

export const snapshotPlace = (cache: string, location: Location, commit: string): string =>
  join(repositoryPlace(cache, location), "snapshots", commit);

/** Where a location lies in the cache, whether or not it is there. */
export function cachedPlace(cache: string, location: Location): string {
  const commit = cachedCommit(cache, location) ?? "-";
  return join(snapshotPlace(cache, location, commit), ...(location.file?.split("/") ?? []));
}

/** Whether a file of a snapshot is there, as long as it should be. */
export function isThere(snapshot: string, name: string, size?: number): boolean {
  const stat = statSync(join(snapshot, name), { throwIfNoEntry: false });
  return stat?.isFile() === true && (size === undefined || stat.size === size);
}

/** Puts a blob under its name into a snapshot: by a link, or, where the system makes none, as itself. */
export async function link(blob: string, snapshot: string, name: string): Promise<void> {
  const place = join(snapshot, ...name.split("/"));
  const part = `${place}.${randomBytes(4).toString("hex")}.part`;
  await makeFolder(dirname(place));
  try {
    await symlink(relative(dirname(place), blob), part);
    await rename(part, place);
  } catch (error) {
    await rm(part, { force: true });
    if (!existsSync(blob)) throw error;
    await rename(blob, place);
  }
}

function textOf(path: string): string | undefined {
  return existsSync(path) && statSync(path).isFile() ? readFileSync(path, "utf8") : undefined;
}
