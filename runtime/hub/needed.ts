// Which files of a repository are wanted: the one that is named, or what a model needs, found out step by step.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Location, locationText } from "../../dsl/types/location.ts";
import { near } from "../../dsl/tell/near.ts";
import {
  companions,
  genaiGraph,
  graphFile,
  graphParts,
  ModelError,
  readDirectory,
  settingFiles,
  tokenizerFiles,
  usual,
} from "../model/index.ts";
import type { Entry } from "./listing.ts";
import { notThere } from "./words.ts";

/** What is to be read there. */
export type Want = "file" | "model";

/** Beside the graph, what a model is read from. */
const BESIDE: readonly string[] = [...settingFiles, ...tokenizerFiles];

/**
 * Names of the files wanted next, given those that are in the snapshot: first the small ones, then the graph they or the location
 * name, then the data files that the graph names. Errors: E141 for a file that the repository lacks.
 */
export function* stages(
  location: Location,
  want: Want,
  entries: readonly Entry[],
  snapshot: string,
): Generator<readonly string[]> {
  const names = entries.map(({ path }) => path);
  const has = (name: string): boolean => names.includes(name);
  if (want === "file") {
    yield [named(location, names)];
    return;
  }
  yield BESIDE.filter(has);
  const graph =
    location.file ??
    usual(names)[0]?.name ??
    (has("genai_config.json") ? genaiGraph(readDirectory(snapshot)) : undefined);
  if (graph === undefined || !has(graph)) throw graphless(location, names);
  const { encoder, first = null } = companions(names, graph) ?? {};
  const graphs = [graph, encoder, first].filter((name) => typeof name === "string");
  const gone = graphs.find((name) => !has(name));
  if (gone !== undefined) throw absent(location, gone, names);
  yield graphs;
  const parts = graphParts(snapshot, graph).map((name) => name.replaceAll("\\", "/"));
  const lost = parts.find((name) => !has(name));
  if (lost !== undefined) throw absent(location, lost, names);
  yield parts;
}

/** What is missing for reading a snapshot of which nobody knows what else its repository holds. */
export function lacking(location: Location, want: Want, snapshot: string): readonly string[] {
  const missing = (name: string): boolean => !existsSync(join(snapshot, name));
  if (want === "file") return location.file === null ? [] : [location.file].filter(missing);
  const graph = location.file ?? graphIn(snapshot);
  const own = [tokenizerFiles[0] ?? "", graph].filter(missing);
  return own.length > 0 ? own : graphParts(snapshot, graph).filter(missing);
}

/** The graph that would be loaded, or the one that is usually there. */
function graphIn(snapshot: string): string {
  try {
    return graphFile(readDirectory(snapshot)).name;
  } catch (error) {
    if (error instanceof ModelError && ["E501", "E504"].includes(error.code)) return "onnx/model.onnx";
    throw error;
  }
}

/** The one file of a location. */
function named(location: Location, names: readonly string[]): string {
  const { file } = location;
  if (file === null)
    throw notThere(
      `${locationText(location)} is a repository, and one file of it is read here`,
      `name it: hub("${location.repository}", file: "${names.find((name) => /\.(csv|jsonl?)$/.test(name)) ?? names[0] ?? "..."}")`,
    );
  if (!names.includes(file)) throw absent(location, file, names);
  return file;
}

function absent({ repository }: Location, file: string, names: readonly string[]) {
  const close = near(file, names);
  return notThere(
    `${repository} has no file '${file}'`,
    close === undefined ? `it has: ${few(names)}` : `near it: ${close}`,
  );
}

function graphless(location: Location, names: readonly string[]) {
  const graphs = names.filter((name) => name.endsWith(".onnx"));
  if (location.file !== null && graphs.length > 0) return absent(location, location.file, graphs);
  return notThere(
    `${location.repository} has no ONNX file where one is looked for`,
    graphs.length > 0 ? `name one with file: ${few(graphs)}` : "look for a repository with onnx/model.onnx",
  );
}

const few = (names: readonly string[]): string =>
  `${names.slice(0, 5).join(", ")}${names.length > 5 ? ` and ${names.length - 5} more` : ""}`;
