// transformers.js beside the product: installed on demand below .cache, run in a process of its own.
import { type ChildProcess, fork, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Version that is measured; it brings the ONNX Runtime that the product has. */
const VERSION = "4.3.1";
const place = join(process.cwd(), ".cache/peers");
const installed = join(place, "node_modules/@huggingface/transformers");

export interface Answer {
  readonly tokens: readonly number[];
  /** Of each token, ms from the call on. */
  readonly at: readonly number[];
}

export interface Peer {
  readonly name: string;
  /** Loads a directory; gives ms. */
  load(dir: string, dtype: "fp32" | "q4", threads: number): Promise<number>;
  generate(tokens: readonly number[], maxTokens: number): Promise<Answer>;
  close(): void;
}

/** Why there is no peer, or one that is ready. */
export async function startPeer(): Promise<Peer | string> {
  const lack = install();
  if (lack !== undefined) return lack;
  const entry = join(installed, "dist/transformers.node.mjs");
  const child = fork(join(process.cwd(), "bench/models/transformers.mjs"), [entry], {
    serialization: "advanced",
    execArgv: [], // those of a bench are not its
  });
  try {
    await heard(child);
  } catch (error) {
    return String(error);
  }
  const ask = async (asked: object): Promise<object> => {
    const told = heard(child);
    child.send(asked);
    return told;
  };
  return {
    name: `transformers.js ${VERSION} (onnxruntime-node ${runtime()}, cpu)`,
    load: async (dir, dtype, threads) =>
      ((await ask({ load: join(process.cwd(), dir), dtype, threads })) as { ms: number }).ms,
    generate: async (tokens, maxTokens) => (await ask({ tokens, maxTokens })) as Answer,
    close: () => child.disconnect(),
  };
}

function install(): string | undefined {
  if (existsSync(installed)) return undefined;
  const what = `@huggingface/transformers@${VERSION}`;
  console.log(`installing ${what} below .cache/peers`);
  // its install script would fetch CUDA libraries
  const how = [
    "install",
    "--prefix",
    place,
    "--no-save",
    "--ignore-scripts",
    "--no-audit",
    "--no-fund",
    what,
  ];
  const { status, stderr } = spawnSync("npm", how, { encoding: "utf8", shell: process.platform === "win32" });
  return status === 0 ? undefined : `${what} could not be installed: ${stderr.trim().split("\n")[0]}`;
}

function runtime(): string {
  const file = join(place, "node_modules/onnxruntime-node/package.json");
  return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
}

/** Its next message. @throws Error where it fails or dies instead */
function heard(child: ChildProcess): Promise<object> {
  return new Promise((resolve, reject) => {
    const died = (status: number | null): void => reject(new Error(`the peer ended with status ${status}`));
    child.once("exit", died);
    child.once("message", (told: object) => {
      child.off("exit", died);
      if ("error" in told) reject(new Error(String(told.error)));
      else resolve(told);
    });
  });
}
