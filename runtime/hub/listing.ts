// What a repository holds at a commit: names, sizes and digests of its files, from the hub's interface, kept on disk.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isInside, type Location, locationText } from "../../dsl/types/location.ts";
import { cacheHome, writeWhole } from "../folder.ts";
import { type Env, heed, NetFault, reasonOf, send, type Sending, stallLimit, wholeOf } from "../net.ts";
import { hubToken, isCommit } from "./cache.ts";
import { notThere, refused, unreached } from "./words.ts";

/** A file as the hub lists it. */
export interface Entry {
  readonly path: string;
  readonly size: number;
  /** Of large files sha256 of the bytes; of the others what git calls them. */
  readonly digest: { readonly kind: "sha256" | "git"; readonly hex: string };
}

/** `$HF_ENDPOINT`, without a slash at its end. */
export const endpointOf = (env: Env): string =>
  (env["HF_ENDPOINT"] || "https://huggingface.co").replace(/\/+$/, "");

/** Headers of every request. The token goes to the endpoint alone: a redirect to another host takes it off. */
function headersOf(env: Env): Record<string, string> {
  const token = hubToken(env);
  return { "user-agent": "strux", ...(token !== null && { authorization: `Bearer ${token}` }) };
}

/** A listing that was fetched before; null where there is none. */
export function knownListing(location: Location, commit: string, env: Env): readonly Entry[] | null {
  const place = listingPlace(location, commit, env);
  if (!existsSync(place)) return null;
  try {
    return entriesOf(JSON.parse(readFileSync(place, "utf8")));
  } catch {
    return null;
  }
}

const listingPlace = ({ type, repository }: Location, commit: string, env: Env): string =>
  join(cacheHome(env), "strux", "hub", `${type}s--${repository.replace("/", "--")}`, `${commit}.json`);

/** The commit that a name stands for now. Errors: E141 to E143. */
export async function resolved(location: Location, sending: Sending): Promise<string> {
  const found = await asked(location, `revision/${encodeURIComponent(location.revision ?? "main")}`, sending);
  const { sha } = (found.value ?? {}) as { readonly sha?: unknown };
  if (typeof sha === "string" && isCommit(sha)) return sha;
  throw unreadable(location, sending);
}

/** Pages of a listing: a hub gives a thousand files in each. */
const PAGES = 1_000;

/** All files at a commit. Errors: E141 to E143. */
export async function fetchedListing(
  location: Location,
  commit: string,
  sending: Sending,
): Promise<readonly Entry[]> {
  const raw: unknown[] = [];
  let path: string | null = `tree/${commit}?recursive=true`;
  for (let nth = 0; path !== null; nth++) {
    if (nth === PAGES)
      throw unreached(locationText(location), "its listing has no end", endpointOf(sending.net.env));
    const page: Page = await asked(location, path, sending);
    if (!Array.isArray(page.value)) throw unreadable(location, sending);
    raw.push(...(page.value as unknown[]));
    path = page.next;
  }
  const entries = entriesOf(raw);
  await writeWhole(listingPlace(location, commit, sending.net.env), JSON.stringify(raw));
  return entries;
}

const unreadable = (location: Location, { net }: Sending) =>
  unreached(locationText(location), "its answer cannot be read", endpointOf(net.env));

/** Rows of a tree: folders are left out, and so is whatever could lead outside of the cache. */
function entriesOf(rows: unknown): Entry[] {
  if (!Array.isArray(rows)) return [];
  return rows.flatMap((row: unknown): Entry[] => {
    const { type, path, size, oid, lfs } = (row ?? {}) as { readonly [name: string]: unknown };
    const large = (lfs ?? {}) as { readonly oid?: unknown; readonly size?: unknown };
    if (type !== "file" || typeof path !== "string" || !isInside(path)) return [];
    const [kind, hex, bytes] = lfs
      ? (["sha256", large.oid, large.size ?? size] as const)
      : (["git", oid, size] as const);
    const digits = kind === "sha256" ? /^[0-9a-f]{64}$/ : /^[0-9a-f]{40}$/;
    if (typeof hex !== "string" || !digits.test(hex) || !Number.isSafeInteger(bytes)) return [];
    return [{ path, size: bytes as number, digest: { kind, hex } }];
  });
}

interface Page {
  readonly value: unknown;
  readonly next: string | null;
}

/** One answer of the interface, and where the next page is. */
async function asked(location: Location, path: string, sending: Sending): Promise<Page> {
  const { env } = sending.net;
  const endpoint = endpointOf(env);
  const base = `${endpoint}/api/${location.type}s/${location.repository}/`;
  const response = await reached(location, base + path, sending);
  try {
    const next = /<([^>]+)>;\s*rel="next"/.exec(response.headers.get("link") ?? "")?.[1];
    const value: unknown = JSON.parse((await wholeOf(response, stallLimit(env), sending.signal)).toString());
    return { value, next: next?.startsWith(base) ? next.slice(base.length) : null };
  } catch (error) {
    heed(sending.signal);
    throw unreached(locationText(location), `its answer breaks off (${reasonOf(error)})`, endpoint);
  }
}

/** A response with what was asked for. Errors: E141 to E143. */
export async function reached(
  location: Location,
  url: string,
  sending: Sending,
  more: Readonly<Record<string, string>> = {},
): Promise<Response> {
  const { env } = sending.net;
  const endpoint = endpointOf(env);
  const headers = { ...headersOf(env), ...more };
  const response = await send(url, { headers }, { timeout: stallLimit(env), ...sending }).catch(
    (error: unknown) => {
      if (error instanceof NetFault) throw unreached(locationText(location), error.cause, endpoint);
      throw error;
    },
  );
  if (response.ok || response.status === 416) return response;
  await response.body?.cancel();
  throw worded(location, response, env);
}

/** What a status means; the hub names the case in a header of its own. */
function worded(location: Location, { status, headers }: Response, env: Env) {
  const { repository, type, revision, file } = location;
  const said = headers.get("x-error-code");
  if (said === "RevisionNotFound")
    return notThere(
      `${repository} has no revision '${revision ?? "main"}'`,
      "name a branch, a tag or a commit",
    );
  if (said === "EntryNotFound")
    return notThere(`${repository} has no file '${file ?? ""}'`, "look at the repository's files");
  if (status === 401 || status === 403) return refused(location, endpointOf(env), hubToken(env) !== null);
  if (status === 404)
    return notThere(
      `the hub has no ${type} '${repository}'${revision === null ? "" : ` with a revision '${revision}'`}`,
      `its name is owner/name; type: "${type === "model" ? "dataset" : "model"}" is the other kind`,
    );
  return unreached(locationText(location), `it answers ${status}`, endpointOf(env));
}
