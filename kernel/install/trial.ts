// Whether a kernel starts: it is started as Jupyter would, asked who it is, and ended.
import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readConnection } from "../jupyter/connection.ts";
import { ping } from "../jupyter/ping.ts";

export type Trial =
  | { readonly starts: true; readonly ms: number; readonly banner: string; readonly protocol: string }
  | { readonly starts: false; readonly why: string };

interface Started {
  readonly argv: readonly string[];
  readonly env: { readonly [name: string]: string };
  /** Milliseconds it may take until it answers. */
  readonly patience: number;
}

export async function trial({ argv, env, patience }: Started): Promise<Trial> {
  const folder = mkdtempSync(join(tmpdir(), "strux-trial-"));
  const file = join(folder, "connection.json");
  writeFileSync(file, JSON.stringify(await connection()), { mode: 0o600 });
  const [program = "", ...args] = argv.map((word) => word.replace("{connection_file}", file));
  const begun = performance.now();
  const child = spawn(program, args, {
    cwd: folder,
    stdio: ["ignore", "ignore", "pipe"],
    env: { ...process.env, ...env, JPY_PARENT_PID: String(process.pid) },
  });
  const fails = failure(child, patience);
  const asked = ping(await readConnection(file, () => undefined));
  let grace = 0;
  try {
    const info = await Promise.race([asked.info(), fails]);
    if (typeof info === "string") return { starts: false, why: info };
    const ms = performance.now() - begun;
    await Promise.race([asked.shutdown(), fails]);
    grace = GRACE_MS;
    return { starts: true, ms, banner: String(info["banner"]), protocol: String(info["protocol_version"]) };
  } finally {
    asked.close();
    await ended(child, grace);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Why it will not answer, once that is known. */
function failure(child: ChildProcess, patience: number): Promise<string> {
  let log = "";
  child.stderr?.on("data", (chunk: Buffer) => (log = `${log}${chunk.toString()}`.slice(-2000)));
  return new Promise((resolve) => {
    const said = (what: string): void => resolve([what, log.trim()].filter((one) => one !== "").join("; "));
    child.once("error", (error) => said(error.message));
    child.once("exit", (status, signal) => said(`it ended with ${signal ?? `status ${status}`}`));
    setTimeout(() => said(`no answer in ${patience / 1000} s`), patience).unref();
  });
}

/** For a kernel that said it would end. */
const GRACE_MS = 5000;

async function ended(child: ChildProcess, grace: number): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, "exit");
  const timer = setTimeout(() => child.kill("SIGKILL"), grace);
  await exit;
  clearTimeout(timer);
}

async function connection(): Promise<object> {
  const names = ["shell", "control", "stdin", "iopub", "hb"];
  const ports = await freePorts(names.length);
  return {
    transport: "tcp",
    ip: "127.0.0.1",
    key: randomUUID(),
    signature_scheme: "hmac-sha256",
    ...Object.fromEntries(names.map((name, at) => [`${name}_port`, ports[at]])),
  };
}

/** Ports that nobody listened on a moment ago: all are held until all are known. */
async function freePorts(count: number): Promise<readonly number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, "127.0.0.1"));
  await Promise.all(servers.map((server) => once(server, "listening")));
  const ports = servers.map((server) => (server.address() as { readonly port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
