// Whether a model, and the rows that it is asked, fit in memory: asked before, as afterwards the machine swaps or the process is killed.
import { statSync } from "node:fs";
import { totalmem } from "node:os";
import { sizeText } from "../size-text.ts";
import { cacheBytes } from "./cache.ts";
import { heldBytes, RAISE } from "./ceiling.ts";
import type { NamedFile } from "./digest.ts";
import { type Failure, ModelError } from "./error.ts";
import type { Setup } from "./forward.ts";

/**
 * Bytes that loading takes at its height. Weights beside a graph are read once; those inside of it are there twice
 * while the file is parsed. Measured: 0.58 GB for 0.50 GB beside the graph, the runner itself included.
 */
export function loadBytes([graph, ...rest]: readonly NamedFile[]): number {
  const size = (file: NamedFile | undefined): number => (file ? statSync(file.path).size : 0);
  const times = ({ path }: NamedFile): number => (path.endsWith(".onnx") ? 2 : 1);
  return 2 * size(graph) + rest.reduce((sum, file) => sum + times(file) * size(file), 0);
}

/** Bytes of files. */
export const totalBytes = (files: readonly NamedFile[]): number =>
  files.reduce((sum, { path }) => sum + statSync(path).size, 0);

/**
 * Bytes that a process can still take, the limit of its container included. On macOS what the system would give back is not
 * told, only what nobody holds: there it is all memory.
 */
export const freeBytes = (): number =>
  process.platform === "darwin" ? totalmem() : process.availableMemory();

/** Bytes that this process may still take: what is free, or what is left below its ceiling. Garbage goes first where `want` asks for it. */
export function roomFor(want: number, ceiling: number): number {
  const room = (): number => Math.max(0, Math.min(freeBytes(), ceiling - heldBytes()));
  if (room() < want) globalThis.gc?.();
  return room();
}

/**
 * @param files the graph, then the files of its data
 * @throws ModelError E520 where loading takes more than is free, or than the ceiling leaves
 */
export function checkRoom(
  dir: string,
  files: readonly NamedFile[],
  free = freeBytes(),
  ceiling = Infinity,
): void {
  const need = loadBytes(files);
  const left = Math.max(0, ceiling - heldBytes());
  const room = Math.min(free, left);
  if (need <= room) return;
  const takes = `loading ${dir} takes ${sizeText(need)} of memory`;
  const fewer = fewerBits(room);
  throw need > free
    ? new ModelError(
        "E520",
        `${takes}, ${sizeText(free)} are free`,
        [`free ${sizeText(need - free)}`, ...fewer].join(", or "),
      )
    : new ModelError(
        "E520",
        `${takes}, ${sizeText(left)} are left below the ceiling of ${sizeText(ceiling)}`,
        [...fewer, RAISE].join("; or "),
      );
}

/** What keys and values take of their bytes at most: where they are not written in place, a pass reads the old ones and makes new ones. */
const copies = ({ fit }: Setup): number => (fit.shared ? 1 : 2);

/** Of the room that is left: the rest is for beginnings that are kept, and for what a pass computes. */
const ROWS = 0.5;

/** How many of the next rows go together: as many as the memory holds, and one in any case. `bytes`: of so many, the longest so long. */
export function fitting(
  lengths: readonly number[],
  bytes: (count: number, longest: number) => number,
  memory: number,
): number {
  let longest = 0;
  const over = lengths.findIndex((length, n) => bytes(n + 1, (longest = Math.max(longest, length))) > memory);
  return Math.max(1, over < 0 ? lengths.length : over);
}

/** What rows may take of the memory of this process. */
export interface Room {
  /** Bytes for the caches of a batch. */
  readonly batch: number;
  /** Bytes that the process may still take. */
  readonly left: number;
  /** Tokens that a single prompt may come to have, its answer included. */
  readonly tokens: number;
  /** Rows that one prompt takes. */
  readonly beams: number;
}

/** What is asked at most: so many prompts of up to so many tokens, each of which takes `beams` rows. */
export interface Asking {
  readonly rows: number;
  readonly tokens: number;
  readonly budget: number;
  readonly beams?: number;
}

/**
 * Room for a batch of `rows` prompts that come to have up to `tokens` tokens each, at most `budget` bytes. On a device with memory of
 * its own there is no saying.
 */
export function roomOf(setup: Setup, { rows, tokens, budget, beams = 1 }: Asking, ceiling: number): Room {
  if (setup.graph.away) return { batch: budget, left: Infinity, tokens: Infinity, beams };
  const row = cacheBytes(setup.layout, tokens) * copies(setup) * beams;
  const room = roomFor(Math.min(budget, rows * row) / ROWS, ceiling);
  return {
    batch: Math.min(budget, (ROWS * room) / copies(setup)),
    left: room,
    tokens: row <= room ? Infinity : tokensIn(setup, room / beams),
    beams,
  };
}

/** Tokens of one row whose keys and values fit into so many bytes. */
export function tokensIn(setup: Setup, bytes: number): number {
  const none = cacheBytes(setup.layout, 0);
  const perToken = cacheBytes(setup.layout, 1) - none;
  return fittingTokens(bytes / copies(setup) - none, perToken, Infinity);
}

/** E520 for a row for which there never was memory. `need`: its tokens, prompt and answer together. */
export const noRoom = (name: string, setup: Setup, need: number, room: Room): Failure => {
  const { left, tokens, beams } = room;
  const bytes = cacheBytes(setup.layout, need) * copies(setup) * beams;
  const [rows, fewer] = beams > 1 ? [` in ${beams} beams`, "take fewer beams, "] : ["", ""];
  return {
    code: "E520",
    cause: `${name} needs ${sizeText(bytes)} for the keys and values of ${need} tokens${rows}, ${sizeText(left)} are left`,
    fix: `${tokensWords(tokens)}: ${fewer}shorten it, or lower max_tokens; or ${RAISE}`,
  };
};

/** E520 for a row (`prompt 3`) at whose token `at`, alone, memory ended. */
export const ranOut = (name: string, at: number, cause: string, setup: Setup, ceiling: number): Failure => ({
  code: "E520",
  cause: `memory ran out at ${name}, token ${at}, with no other beside it: ${cause}`,
  fix: `${setup.graph.away ? "shorten it" : tokensWords(tokensIn(setup, roomFor(Infinity, ceiling)))}, lower max_tokens, or take weights of fewer bits`,
});

/** What would fit, for messages. */
export const tokensWords = (tokens: number): string =>
  `about ${tokens} tokens of prompt and answer would fit`;

/** The same of a model; where nothing is left, none would. */
export const fewerBits = (bytes: number): readonly string[] =>
  bytes > 0 ? [`take weights of fewer bits: up to ${sizeText(bytes)} would fit`] : [];

/** Tokens whose keys and values fit into what is free beside the weights; at most the window. */
export const fittingTokens = (free: number, perToken: number, window: number): number =>
  perToken === 0 ? window : Math.max(0, Math.min(window, Math.floor(free / perToken)));
