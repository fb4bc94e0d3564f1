// The connection file: where to listen, and the key that messages are signed with.
import { getHashes } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import type { Signer } from "./wire.ts";

export interface Connection extends Signer {
  readonly transport: "tcp" | "ipc";
  readonly ip: string;
  readonly ports: { readonly [P in Port]: number };
}
export type Port = "shell" | "control" | "stdin" | "iopub" | "hb";
const PORTS: readonly Port[] = ["shell", "control", "stdin", "iopub", "hb"];

/** What is wrong with a connection file, in words. */
export class ConnectionFault extends Error {}

/**
 * Reads a connection file. `warn` hears where others than its owner may read it.
 * Errors: ConnectionFault where it is not there, not whole, or may be written by others.
 */
export async function readConnection(path: string, warn: (text: string) => void): Promise<Connection> {
  const { mode } = await stat(path).catch(() => {
    throw new ConnectionFault(`the connection file '${path}' was not found`);
  });
  if (process.platform !== "win32") {
    if ((mode & 0o022) !== 0)
      throw new ConnectionFault(
        `the connection file '${path}' may be written by others: chmod 600 '${path}'`,
      );
    if ((mode & 0o044) !== 0)
      warn(
        `the connection file '${path}' may be read by others, who can then run code here: chmod 600 '${path}'`,
      );
  }
  let value: unknown;
  try {
    value = JSON.parse(await readFile(path, "utf8"));
  } catch {
    throw new ConnectionFault(`the connection file '${path}' is no JSON`);
  }
  return connectionOf((value ?? {}) as { readonly [key: string]: unknown }, path);
}

function connectionOf(given: { readonly [key: string]: unknown }, path: string): Connection {
  const wrong = (what: string): ConnectionFault =>
    new ConnectionFault(`the connection file '${path}' has ${what}`);
  const { transport = "tcp", ip = "127.0.0.1", key = "", signature_scheme: scheme = "hmac-sha256" } = given;
  if (transport !== "tcp" && transport !== "ipc") throw wrong("a 'transport' that is neither tcp nor ipc");
  if (typeof ip !== "string" || ip === "") throw wrong("no 'ip'");
  if (typeof key !== "string") throw wrong("a 'key' that is no text");
  const hash = typeof scheme === "string" ? /^hmac-(\w+)$/.exec(scheme)?.[1] : undefined;
  if (hash === undefined || !getHashes().includes(hash)) throw wrong(`an unknown 'signature_scheme'`);
  const port = (name: Port): number => {
    const value = given[`${name}_port`];
    if (typeof value !== "number" || !Number.isInteger(value) || value < 1 || value > 65_535)
      throw wrong(`no usable '${name}_port'`);
    return value;
  };
  const ports = Object.fromEntries(PORTS.map((name) => [name, port(name)])) as Connection["ports"];
  return { transport, ip, key, hash, ports };
}

/** `tcp://127.0.0.1:5000`, `ipc://name-1`. */
export const address = ({ transport, ip, ports }: Connection, port: Port): string =>
  transport === "tcp"
    ? `tcp://${ip.includes(":") ? `[${ip}]` : ip}:${ports[port]}`
    : `ipc://${ip}-${ports[port]}`;
