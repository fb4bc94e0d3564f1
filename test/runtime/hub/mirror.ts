// A hub of one's own, in the layout of Hugging Face's: listings in pages, small files at once, large ones over a redirect to
// another host, ranges; and the faults a network has.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

export const COMMIT = "1111111111111111111111111111111111111111";
export const LATER = "2222222222222222222222222222222222222222";

export type Contents = { readonly [path: string]: Buffer };
export interface Repository {
  /** `api/models` or `api/datasets`, and what stands before the name in addresses. */
  readonly type: "model" | "dataset";
  /** Revision -> commit; commit -> files. */
  readonly refs: { [revision: string]: string };
  readonly commits: { readonly [commit: string]: Contents };
  /** Sizes that the listing claims, whatever there is. */
  readonly claims?: { readonly [path: string]: number };
  /** Only who has this token may read it. */
  readonly token?: string;
}
/** What goes wrong with the next answers that send bytes, one after the other. */
export type Fault =
  | { readonly cut: number }
  /** So many bytes, and then nothing, while the connection stays. */
  | { readonly stall: number }
  | { readonly status: number; readonly headers?: Record<string, string> }
  | { readonly wrong: true }
  | { readonly whole: true }
  /** Of a listing: its beginning, and then nothing. */
  | { readonly quiet: true };

export interface Mirror {
  readonly url: string;
  readonly repositories: { [name: string]: Repository };
  readonly faults: Fault[];
  /** `GET /path`, with the range and whether a token came along. */
  readonly requests: {
    readonly line: string;
    readonly range: string | null;
    readonly token: string | null;
  }[];
  readonly close: () => Promise<void>;
}

/** Files of a folder, by path. */
export function contents(folder: string): Contents {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  return Object.fromEntries(
    names.map(({ parentPath, name }) => {
      const path = join(parentPath, name);
      return [path.slice(folder.length + 1), readFileSync(path)];
    }),
  );
}

const sha = (kind: string, ...parts: (string | Buffer)[]): string =>
  parts.reduce((hash, part) => hash.update(part), createHash(kind)).digest("hex");
const isLarge = (bytes: Buffer): boolean => bytes.length > 10_000;
export const digestOf = (bytes: Buffer): string =>
  isLarge(bytes) ? sha("sha256", bytes) : sha("sha1", `blob ${bytes.length}\0`, bytes);

const ROWS = 3;

export async function mirror(repositories: { [name: string]: Repository }): Promise<Mirror> {
  const faults: Fault[] = [];
  const requests: { line: string; range: string | null; token: string | null }[] = [];
  const store = new Map<string, Buffer>();
  const seen = (where: string, request: IncomingMessage): void =>
    void requests.push({
      line: `${where} ${request.url ?? ""}`,
      range: request.headers.range ?? null,
      token: request.headers.authorization ?? null,
    });
  const cdn = createServer((request, response) => {
    seen("cdn", request);
    const bytes = store.get((request.url ?? "").slice(1));
    if (bytes) send(request, response, bytes, faults.shift());
    else response.writeHead(404).end();
  });
  const cdnUrl = await listening(cdn);
  const hub = createServer((request, response) => {
    seen("hub", request);
    const found = route(request, repositories);
    if (!("body" in found)) response.writeHead(found.status, found.headers).end("{}");
    else if (found.body instanceof Buffer && isLarge(found.body)) {
      const digest = digestOf(found.body);
      store.set(digest, found.body);
      const linked = { "x-linked-etag": `"${digest}"`, "x-linked-size": String(found.body.length) };
      response.writeHead(302, { ...linked, "x-repo-commit": COMMIT, location: `${cdnUrl}/${digest}` }).end();
    } else if (found.body instanceof Buffer) send(request, response, found.body, faults.shift());
    else if (faults[0] && "quiet" in faults[0]) {
      faults.shift();
      response.write("[");
    } else
      response
        .writeHead(200, found.link ? { link: `<${url}${found.link}>; rel="next"` } : {})
        .end(JSON.stringify(found.body));
  });
  const url = await listening(hub);
  return {
    url,
    repositories,
    faults,
    requests,
    close: async () => {
      for (const server of [hub, cdn]) {
        server.closeAllConnections();
        await new Promise((done) => server.close(done));
      }
    },
  };
}

const listening = async (server: Server): Promise<string> => {
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

type Found =
  | { readonly status: number; readonly headers: Record<string, string> }
  | { readonly body: unknown; readonly link?: string };
const failed = (status: number, code: string): Found => ({ status, headers: { "x-error-code": code } });

function route(request: IncomingMessage, repositories: Mirror["repositories"]): Found {
  const { pathname: path, searchParams } = new URL(request.url ?? "", "http://hub");
  const api = /^\/api\/(model|dataset)s\/([^/]+\/[^/]+)\/(revision|tree)\/([^/]+)$/.exec(path);
  const file = /^\/(datasets\/)?([^/]+\/[^/]+)\/resolve\/([^/]+)\/(.+)$/.exec(path);
  const name = api?.[2] ?? file?.[2] ?? "";
  const type = api?.[1] ?? (file?.[1] ? "dataset" : "model");
  const repository = repositories[name];
  // who has no token is not told what there is
  if (repository?.type !== type) return failed(request.headers.authorization ? 404 : 401, "RepoNotFound");
  if (repository.token !== undefined && request.headers.authorization !== `Bearer ${repository.token}`)
    return failed(request.headers.authorization ? 403 : 401, "GatedRepo");
  const revision = decodeURIComponent(api?.[4] ?? file?.[3] ?? "");
  const commit = repository.refs[revision] ?? revision;
  const files = repository.commits[commit];
  if (!files) return failed(404, "RevisionNotFound");
  if (file) {
    const bytes = files[decodeURIComponent(file[4] ?? "")];
    return bytes ? { body: bytes } : failed(404, "EntryNotFound");
  }
  if (api?.[3] === "revision") return { body: { id: name, sha: commit } };
  const from = Number(searchParams.get("cursor") ?? 0);
  const all = Object.entries(files);
  const more = from + ROWS < all.length;
  return {
    body: all.slice(from, from + ROWS).map(([at, bytes]) => row(at, bytes, repository.claims?.[at])),
    ...(more && { link: `${path}?recursive=true&cursor=${from + ROWS}` }),
  };
}

const row = (path: string, bytes: Buffer, claimed = bytes.length) => ({
  type: "file",
  path,
  size: claimed,
  oid: sha("sha1", `blob ${bytes.length}\0`, bytes),
  ...(isLarge(bytes) && { lfs: { oid: digestOf(bytes), size: bytes.length, pointerSize: 130 } }),
});

function send(
  request: IncomingMessage,
  response: ServerResponse,
  bytes: Buffer,
  fault: Fault | undefined,
): void {
  if (fault && "status" in fault) return void response.writeHead(fault.status, fault.headers).end();
  const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0);
  const whole = from === 0 || (fault && "whole" in fault);
  const part = whole ? bytes : bytes.subarray(from);
  const headers = { "content-length": String(part.length) };
  if (whole) response.writeHead(200, headers);
  else
    response.writeHead(206, {
      ...headers,
      "content-range": `bytes ${from}-${bytes.length - 1}/${bytes.length}`,
    });
  if (fault && "wrong" in fault) return void response.end(Buffer.alloc(part.length, 1));
  if (fault && "stall" in fault) {
    response.flushHeaders();
    return void response.write(part.subarray(0, fault.stall));
  }
  if (!fault || !("cut" in fault)) return void response.end(part);
  response.write(part.subarray(0, fault.cut), () => request.socket.destroy());
}
