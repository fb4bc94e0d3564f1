// The libraries of CUDA and TensorRT that onnxruntime-node fetches when it is asked to: which, from where, how large, and whether
// they are whole. Its own installer does the work; what it would fetch stands in its own tables.
import { execFile } from "node:child_process";
import { existsSync, rmSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { neededBy } from "./elf.ts";
import { ModelError, reason } from "./error.ts";

/** What the installer would do on this platform. */
export interface Offer {
  /** onnxruntime-node's folder. */
  readonly root: string;
  /** Where the files go. */
  readonly folder: string;
  readonly files: readonly string[];
  /** NuGet's package and its version. */
  readonly name: string;
  readonly version: string;
  /** NuGet's index, from which the rest of the address comes. */
  readonly index: string;
}

/** The parts of `script/install-metadata.js` that are read. */
interface Metadata {
  readonly requirements: Readonly<Record<string, readonly string[]>>;
  readonly manifests: Readonly<Record<string, Readonly<Record<string, { readonly package: string }>>>>;
  readonly packages: Readonly<
    Record<
      string,
      {
        readonly name: string;
        readonly versions: readonly { readonly feed: string; readonly version: string }[];
      }
    >
  >;
  readonly feeds: Readonly<Record<string, { readonly index: string }>>;
}

const require = createRequire(import.meta.url);
const installed = (): string => join(dirname(require.resolve("onnxruntime-node")), "..");

/** What the installer offers here, or undefined where it has nothing for the platform. */
export function offer(
  root = installed(),
  platform = `${process.platform}/${process.arch}`,
): Offer | undefined {
  const metadata = require(join(root, "script", "install-metadata.js")) as Metadata;
  const [kind] = metadata.requirements[platform] ?? [];
  const files = Object.entries(metadata.manifests[`${platform}:${kind}`] ?? {});
  const { name, versions } = metadata.packages[files[0]?.[1].package ?? ""] ?? {};
  const [from] = versions ?? [];
  const feed = metadata.feeds[from?.feed ?? ""];
  if (name === undefined || from === undefined || feed === undefined) return undefined;
  return {
    root,
    name,
    version: from.version,
    index: feed.index,
    folder: join(root, "bin", "napi-v6", platform),
    files: files.map(([file]) => file.replace(/^\.\//, "")),
  };
}

/**
 * The address of the package and its bytes, as the server states them.
 * @throws ModelError E521 where it cannot be asked.
 */
export async function located(from: Offer): Promise<{ url: string; bytes: number | null }> {
  const { name, version, index } = from;
  const lower = name.toLowerCase();
  const unreachable = (url: string, why: string) => failed(from, `${url} cannot be read: ${why}`);
  const ask = async (url: string, method: "GET" | "HEAD"): Promise<Response> => {
    const response = await fetch(url, { method, signal: AbortSignal.timeout(20_000) }).catch(
      (thrown: unknown) => {
        throw unreachable(url, reason((thrown as Error).cause ?? thrown));
      },
    );
    if (!response.ok) throw unreachable(url, `HTTP status ${response.status}`);
    return response;
  };
  const { resources } = (await (await ask(index, "GET")).json()) as {
    readonly resources: readonly { readonly "@id": string; readonly "@type": string }[];
  };
  const base = resources.find((one) => one["@type"] === "PackageBaseAddress/3.0.0")?.["@id"];
  if (base === undefined) throw unreachable(index, "it names no PackageBaseAddress");
  const url = `${base}${lower}/${version}/${lower}.${version}.nupkg`;
  const length = (await ask(url, "HEAD")).headers.get("content-length");
  return { url, bytes: length === null ? null : Number(length) };
}

const failed = ({ name, version, folder }: Offer, cause: string): ModelError =>
  new ModelError(
    "E521",
    cause,
    `try again with network (behind a proxy with GLOBAL_AGENT_HTTPS_PROXY set), or put the files of ${name} ${version} into ${folder}`,
  );

/** A file of an offer, as it lies in its folder. */
export interface Lying {
  readonly name: string;
  /** Null where it is not there. */
  readonly bytes: number | null;
  /** What is wrong with one that is there. */
  readonly fault?: string;
}

/** Each file: whether it is there, and whole. */
export const lying = ({ folder, files }: Offer): Lying[] =>
  files.map((name) => {
    const path = join(folder, name);
    if (!existsSync(path)) return { name, bytes: null };
    const { size: bytes } = statSync(path);
    try {
      neededBy(path);
      return { name, bytes };
    } catch (thrown) {
      return { name, bytes, fault: reason(thrown) };
    }
  });

/**
 * Runs onnxruntime-node's installer, then looks at what it left.
 * @throws ModelError E521 where it fails, or a file is not whole afterwards.
 */
export async function fetchFiles(from: Offer, env: NodeJS.ProcessEnv = process.env): Promise<Lying[]> {
  const script = join(from.root, "script", "install.js");
  await new Promise<void>((resolve, reject) => {
    // not "cuda12": version 1.30 takes that for nothing said, and below `npm run` it then ends without a word
    const options = { env: { ...env, ONNXRUNTIME_NODE_INSTALL: "true" }, maxBuffer: 2 ** 26 };
    execFile(process.execPath, [script], options, (error, _, stderr) => {
      if (error === null) resolve();
      else reject(failed(from, `onnxruntime-node's installer failed: ${lastError(stderr) ?? error.message}`));
    });
  });
  const found = lying(from);
  const wrong = found.flatMap(({ name, bytes, fault }) =>
    bytes === null ? `${name} is missing` : (fault ?? []),
  );
  if (wrong.length === 0) return found;
  throw failed(from, `the download is not whole: ${wrong.join("; ")}`);
}

/** What a program of Node died of. */
const lastError = (stderr: string): string | undefined =>
  /^(?:\w*Error(?: \[\w+\])?): (.*)$/m.exec(stderr)?.[1] ?? /code: '(\w+)'/.exec(stderr)?.[1];

/** Takes the files away; the bytes that are free again. */
export function removeFiles(from: Offer): number {
  const there = lying(from).filter(({ bytes }) => bytes !== null);
  for (const { name } of there) rmSync(join(from.folder, name));
  return there.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0);
}
