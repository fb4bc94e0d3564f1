// A location of the hub brought into its cache: looked for there first, fetched where that is allowed, always at one commit.
import { statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { type Location, isLocation, locationText, readLocation } from "../../dsl/types/location.ts";
import { makeFolder, writeWhole } from "../folder.ts";
import type { FileBytes } from "../files.ts";
import type { Reach } from "../operator.ts";
import { heed } from "../net.ts";
import {
  cachedCommit,
  hubCache,
  isCommit,
  isThere,
  link,
  refPlace,
  repositoryPlace,
  snapshotPlace,
} from "./cache.ts";
import { fetchBlob, type Work } from "./download.ts";
import { type Entry, fetchedListing, knownListing, resolved } from "./listing.ts";
import { lacking, stages, type Want } from "./needed.ts";
import { fetchIt, noRoom, notCached, notThere } from "./words.ts";

type Reached = Pick<Reach, "net" | "signal" | "meter" | "note">;

/**
 * Makes what a text names readable: of `hf://...` the file, or all that a model needs; of any other text there is nothing to do.
 * The result is told with the commit it is of, and a name stays at the commit that the cache has for it.
 * Errors: E140 (not there, and not to be fetched), E141 (the hub has no such thing), E142 (not without permission), E143 (the hub
 * gives no usable answer), E144 (other bytes than listed), E145 (no room), E130.
 */
export async function bring(text: string, want: Want, reach: Reached): Promise<void> {
  if (!isLocation(text)) return;
  const location = readLocation(text);
  if (!location)
    throw notThere(`'${text}' is no place on a hub`, 'write hub("owner/name", revision: "...", file: "...")');
  const cache = hubCache(reach.net.env);
  const known = await listed(location, cache, reach);
  if (known) await complete(location, want, known, cache, reach);
  else asItIs(location, want, cache, reach);
  const commit = known?.commit ?? cachedCommit(cache, location);
  const place = locationText({ ...location, file: null });
  if (commit !== null) reach.net.pinned.set(place, commit);
  if (commit !== null && !isCommit(location.revision ?? "")) {
    if (known && cachedCommit(cache, location) === null) await writeWhole(refPlace(cache, location), commit);
    reach.note(
      `${place} is at commit ${commit}, which the cache keeps; revision: "${commit}" is the same everywhere`,
    );
  }
}

/** A file, of the disk or of the hub. Errors: those of `bring` and of `Files.read`. */
export async function readFile(path: string, reach: Reached & Pick<Reach, "files">): Promise<FileBytes> {
  await bring(path, "file", reach);
  return reach.files.read(path);
}

interface Known {
  readonly commit: string;
  readonly entries: readonly Entry[];
}

const workOf = ({ net, signal, meter }: Reached): Work => ({ net, signal, meter });

const offline = ({ net: { env } }: Reached): boolean =>
  !["", "0", "no", "off", "false", undefined].includes(env["HF_HUB_OFFLINE"]?.toLowerCase());

/** What the repository holds at the commit; null where that is not known and not to be asked. */
async function listed(location: Location, cache: string, reach: Reached): Promise<Known | null> {
  const { env, allowed } = reach.net;
  const cached = cachedCommit(cache, location);
  const entries = cached === null ? null : knownListing(location, cached, env);
  if (cached !== null && entries) return { commit: cached, entries };
  if (!allowed || offline(reach)) return null;
  const commit = cached ?? (await resolved(location, workOf(reach)));
  const known = knownListing(location, commit, env);
  return { commit, entries: known ?? (await fetchedListing(location, commit, workOf(reach))) };
}

/** Without a listing: what other tools left in the cache is taken, unless something is visibly missing. */
function asItIs(location: Location, want: Want, cache: string, reach: Reached): void {
  const commit = cachedCommit(cache, location);
  if (commit === null) throw unfetched(location, [], reach);
  const missing = lacking(location, want, snapshotPlace(cache, location, commit));
  if (missing.length > 0) throw unfetched(location, missing, reach);
  if (want === "model")
    reach.note(
      `${locationText(location)} is taken as it lies in the cache: which files its repository holds is not known here`,
    );
}

function unfetched(location: Location, names: readonly string[], reach: Reached) {
  return offline(reach)
    ? notCached(
        location,
        ", and HF_HUB_OFFLINE is set",
        "fetch it where there is a network, or unset it",
        names,
      )
    : notCached(location, "", fetchIt, names);
}

/** All that is wanted and not there is fetched, stage by stage. */
async function complete(
  location: Location,
  want: Want,
  { commit, entries }: Known,
  cache: string,
  reach: Reached,
): Promise<void> {
  const repository = repositoryPlace(cache, location);
  const snapshot = snapshotPlace(cache, location, commit);
  const sizes = new Map(entries.map((entry) => [entry.path, entry]));
  for (const names of stages(location, want, entries, snapshot)) {
    heed(reach.signal);
    const missing = names.flatMap((name) => {
      const entry = sizes.get(name);
      return entry && !isThere(snapshot, name, entry.size) ? [entry] : [];
    });
    if (missing.length === 0) continue;
    if (!reach.net.allowed || offline(reach))
      throw unfetched(
        location,
        missing.map(({ path }) => path),
        reach,
      );
    await fetchAll(location, commit, missing, { repository, snapshot }, reach);
  }
}

async function fetchAll(
  location: Location,
  commit: string,
  missing: readonly Entry[],
  { repository, snapshot }: { readonly repository: string; readonly snapshot: string },
  reach: Reached,
): Promise<void> {
  const bytes = missing.reduce((sum, { size }) => sum + size, 0);
  await makeFolder(snapshot);
  await checkRoom(bytes, repository);
  const [first] = missing;
  const what = missing.length === 1 ? `${first?.path} of ` : "";
  const end = reach.meter.loop(`${what}${location.repository}`, bytes, "fetching");
  try {
    for (const entry of missing)
      await link(await fetchBlob(location, commit, entry, repository, workOf(reach)), snapshot, entry.path);
  } finally {
    end?.();
  }
}

/** Told before anything is fetched. Errors: E145. */
async function checkRoom(bytes: number, place: string): Promise<void> {
  const { bavail, bsize } = await statfs(dirname(place));
  if (bytes > bavail * bsize) throw noRoom(bytes, bavail * bsize, dirname(place));
}
