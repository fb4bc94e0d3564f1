// Whether a model fits in memory, asked before it is loaded: afterwards the machine swaps, or the process is killed.
import { statSync } from "node:fs";
import { totalmem } from "node:os";
import { sizeText } from "../size-text.ts";
import type { NamedFile } from "./digest.ts";
import { ModelError } from "./error.ts";

/**
 * Bytes that loading takes at its height. Weights beside the graph are read once; those inside of it are there twice
 * while the file is parsed. Measured: 0.58 GB for 0.50 GB beside the graph, the runner itself included.
 */
export function loadBytes([graph, ...data]: readonly NamedFile[]): number {
  const size = (file: NamedFile | undefined): number => (file ? statSync(file.path).size : 0);
  return 2 * size(graph) + data.reduce((sum, file) => sum + size(file), 0);
}

/**
 * Bytes that a process can still take, the limit of its container included. On macOS what the system would give back is not
 * told, only what nobody holds: there it is all memory.
 */
export const freeBytes = (): number =>
  process.platform === "darwin" ? totalmem() : process.availableMemory();

/**
 * @param files the graph, then the files of its data
 * @throws ModelError E520 where loading takes more than is free
 */
export function checkRoom(dir: string, files: readonly NamedFile[], free = freeBytes()): void {
  const need = loadBytes(files);
  if (need <= free) return;
  throw new ModelError(
    "E520",
    `loading ${dir} takes ${sizeText(need)} of memory, ${sizeText(free)} are free`,
    `free ${sizeText(need - free)}, or take weights of fewer bits: up to ${sizeText(free)} would fit`,
  );
}

/** Tokens whose keys and values fit into what is free beside the weights; at most the window. */
export const fittingTokens = (free: number, perToken: number, window: number): number =>
  perToken === 0 ? window : Math.max(0, Math.min(window, Math.floor(free / perToken)));
