// What loading takes whatever the kind of a model: its files, the room for it, the first provider that works, and what is told of it.
import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { Opened } from "./backend/open.ts";
import { runtimeName } from "./backend/open.ts";
import { type Device, firstUsable, type Tried } from "./device.ts";
import { filesDigest } from "./digest.ts";
import { graphFile, graphFiles, type ModelFiles, outputFiles, readDirectory } from "./directory.ts";
import { presence, thisMachine } from "./presence.ts";
import type { Calls, LoadedModel, Settings } from "./protocol.ts";
import { checkRoom, totalBytes } from "./room.ts";

/**
 * Bytes under which one thread is as fast as several: threads wait for each other by spinning, and on a busy machine
 * two of them decode a 2 MB model at a third of the speed of one.
 */
const SMALL = 32 * 2 ** 20;

/** A graph on the provider that took it. */
interface Used<T> {
  readonly opened: T;
  readonly provider: string;
  readonly tried: readonly Tried[];
}

/** What a kind of model knows of itself once it is open. */
type Own = Pick<LoadedModel, "window" | "vocab" | "layers" | "layout"> &
  Partial<Pick<LoadedModel, "optimized" | "wholeLogits" | "encoder">> & {
    /** Of the numbers that it computes with, where the name of the file does not say. */
    readonly dtype: string;
    /** Bytes of keys and values of one token. */
    readonly perToken: number;
  };

export interface Loading {
  readonly files: ModelFiles;
  /** The graph, relative to the directory, and its path. */
  readonly name: string;
  readonly file: string;
  /** Of its name: `q4`, or nothing. */
  readonly suffix: string;
  readonly threads: number;
  /** Opens it on the first of the providers that takes it. @throws ModelError E503 where none does */
  open<T>(open: (device: Device) => Promise<T>): Promise<Used<T>>;
  /** What is told of the model. */
  told(used: Used<Pick<Opened, "backend" | "reason">>, own: Own): LoadedModel;
}

/**
 * Reads the directory of a model that is to be loaded.
 * @throws ModelError E501 without a graph, E520 where it would not fit, E517 for external data outside of the directory
 */
export async function loading(
  { handle, model: { dir, graph, providers } }: Calls["load"]["args"],
  { threads: given, ceiling }: Settings,
  tokenizerDigest: string,
): Promise<Loading> {
  const began = performance.now();
  const files = readDirectory(dir);
  const { name, suffix } = graphFile(files, graph);
  const weights = graphFiles(dir, name);
  checkRoom(dir, weights, undefined, ceiling);
  const parts = outputFiles(dir, name);
  const digest = await filesDigest(parts);
  const threads = given ?? (totalBytes(parts) < SMALL ? 1 : availableParallelism());
  return {
    files,
    name,
    file: join(dir, name),
    suffix,
    threads,
    open: (open) => firstUsable(providers, open, async (kind) => presence(kind, await thisMachine()).missing),
    told: ({ opened: { backend, reason }, provider, tried }, { dtype, perToken, ...own }) => ({
      handle,
      digest,
      tokenizerDigest,
      ...own,
      dtype: suffix === "" ? dtype : suffix,
      bytes: { weights: totalBytes(weights), perToken },
      provider,
      tried,
      threads,
      backend,
      runtime: runtimeName(),
      ...(reason !== undefined && { backendReason: reason }),
      ms: Math.round(performance.now() - began),
    }),
  };
}
