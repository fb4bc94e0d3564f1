// A file of a model directory, which is untrusted: it lies in there, links followed, and is a file.
import { existsSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, join, resolve, sep } from "node:path";
import { ModelError } from "./error.ts";

/**
 * The absolute path of a file of a directory. A link may lead to another place in it; in the cache of a hub, to its blobs.
 * @throws ModelError E517 for a file that lies outside, E513 for a pipe or a device
 */
export function confined(dir: string, name: string): string {
  const path = resolve(dir, name);
  if (!path.startsWith(resolve(dir) + sep)) throw outside(dir, name);
  if (!existsSync(path)) return path;
  const real = realpathSync(path);
  if (![dir, ...blobsOf(dir)].some((place) => real.startsWith(realpathSync(place) + sep)))
    throw outside(dir, name);
  const stat = statSync(real);
  if (stat.isFile() || stat.isDirectory()) return path;
  throw new ModelError("E513", `${path} is a pipe or a device`, "use a model whose files are files");
}

/** `models--owner--name/blobs`, of a folder `models--owner--name/snapshots/COMMIT`. */
function blobsOf(dir: string): string[] {
  const snapshots = dirname(realpathSync(dir));
  const blobs = join(dirname(snapshots), "blobs");
  return basename(snapshots) === "snapshots" && existsSync(blobs) ? [blobs] : [];
}

const outside = (dir: string, name: string): ModelError =>
  new ModelError(
    "E517",
    `${dir} refers to '${name}', which lies outside of it`,
    "use a model whose files lie in its own directory",
  );
