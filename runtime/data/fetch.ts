// Fetching a named set: streamed to a temporary name, its digest compared, renamed into the cache.
import { createHash, randomBytes } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { fetchedSets, type NamedSet, setPath } from "../named-sets.ts";
import { arriving, NetFault, reasonOf, stallLimit } from "../net.ts";
import { dataError } from "../problem.ts";

/** Where repositories are read; `$STRUX_DATA_MIRROR` puts another host of the same layout in its place. */
const HOST = "https://raw.githubusercontent.com";
const LIMIT = 2_000_000_000;

/**
 * Fetches a set into the cache and returns its path. Nothing is left behind when it fails.
 * Errors: E114 (the host cannot be reached or has no such file), E112 (another digest than data/sources.json states).
 */
export async function fetchSet(
  name: string,
  set: NamedSet,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<string> {
  const url = `${env.STRUX_DATA_MIRROR ?? HOST}/${set.repository}/${set.commit}/${set.path}`;
  const target = join(fetchedSets(env), setPath(set));
  const part = `${target}.${randomBytes(4).toString("hex")}.part`;
  const body = await answer(name, url, signal);
  const hash = createHash("sha256");
  let size = 0;
  const count = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length;
      hash.update(chunk);
      done(size > LIMIT ? new Error(`more than ${LIMIT} bytes`) : null, chunk);
    },
  });
  await mkdir(dirname(target), { recursive: true });
  try {
    const bytes = Readable.from(arriving({ body }, stallLimit(env), signal));
    await pipeline(bytes, count, createWriteStream(part), { signal }).catch((error: unknown) => {
      throw error instanceof NetFault ? unfetched(name, error.cause, url) : error;
    });
    const digest = hash.digest("hex");
    if (digest !== set.sha256)
      throw dataError(
        "E112",
        `'${name}' came with the digest ${digest.slice(0, 12)}…, but ${set.sha256.slice(0, 12)}… is expected`,
        url,
      );
    await rename(part, target);
    return target;
  } finally {
    await rm(part, { force: true });
  }
}

const unfetched = (name: string, cause: string, url: string) =>
  dataError(
    "E114",
    `'${name}' could not be fetched: ${cause}`,
    `put the file below $STRUX_DATA, or set STRUX_DATA_MIRROR; it was looked for at ${url}`,
  );

async function answer(name: string, url: string, signal: AbortSignal): Promise<ReadableStream<Uint8Array>> {
  const response = await fetch(url, { signal }).catch((error: unknown) => {
    throw unfetched(name, reasonOf(error), url);
  });
  if (response.ok && response.body) return response.body;
  throw dataError(
    "E114",
    `'${name}' could not be fetched: the host answers ${response.status}`,
    `it was looked for at ${url}`,
  );
}
