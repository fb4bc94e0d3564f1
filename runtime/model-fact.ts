// Answers the compiler's question "is there such a model folder, and how long is its window?" by its files; no graph and no tokenizer is loaded.
import type { ModelFact } from "../dsl/types/known.ts";
import type { Files } from "./files.ts";
import {
  doesOf,
  graphFile,
  ModelError,
  readDirectory,
  readWindowFiles,
  statedWindow,
  windowFiles,
  type Runner,
  tokenizerFiles,
} from "./model/index.ts";
import { readLocation, repositoryOf } from "../dsl/types/location.ts";
import { Problem } from "./problem.ts";

type Found = Extract<ModelFact, { readonly found: true }>;

/**
 * Never throws for what a user can cause. With a runner the tokenizer of an encoder is opened: no prompt is counted that would.
 * `away`: a used file names it, so its place is told besides.
 */
export async function modelFact(
  written: string,
  files: Files,
  runner: Runner | null,
  away = false,
): Promise<ModelFact> {
  const folder = repositoryOf(written);
  const lost = await problemOf(files.locate(written));
  // a run may fetch it
  if (lost?.code === "E140") return { found: true, window: null, why: lost.message };
  if (lost?.code === "E110")
    return { error: { code: "E504", message: `there is no model folder '${folder}'`, hint: lost.hint } };
  if (lost) return { error: { code: "E111", message: lost.message, hint: lost.hint } };
  const bare = await problemOf(files.locate(`${folder}/tokenizer.json`));
  if (bare?.code === "E140") return { found: true, window: null, why: bare.message };
  const hint = "put the model's tokenizer.json beside its ONNX file";
  if (bare) return { error: { code: "E502", message: `${folder} has no tokenizer.json`, hint } };
  await Promise.all(windowFiles.map((name) => files.stamp(`${folder}/${name}`, "file")));
  const dir = await files.locate(folder);
  const graph = graphIn(dir, written);
  if (graph !== undefined) await files.stamp(`${folder}/${graph}`, "file");
  const broken = unreadable(dir);
  if (broken) return { error: { ...inWords(broken, dir, folder), code: "E507" } };
  const kind = graph === undefined ? {} : kindOf(dir, graph);
  if (kind instanceof ModelError) return { error: { ...inWords(kind, dir, folder), code: "E513" } };
  if (runner && kind.does !== undefined && kind.does !== "gen") {
    await Promise.all(tokenizerFiles.map((name) => files.stamp(`${folder}/${name}`, "file")));
    const mute = await unopened(runner, dir);
    if (mute) return { error: { ...inWords(mute.why, dir, folder), code: mute.code } };
  }
  const found = { found: true as const, ...kind, ...(away && { place: await files.name(folder) }) };
  try {
    return { ...found, window: statedWindow(dir) };
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    return { ...found, window: null, refused: { ...inWords(error, dir, folder), code: "E507" } };
  }
}

/** Why a tokenizer cannot be used; one that takes too long may do so another time. */
async function unopened(
  runner: Runner,
  dir: string,
): Promise<{ readonly code: "E507" | "E516"; readonly why: ModelError } | null> {
  try {
    await runner.measure(dir, [], []);
    return null;
  } catch (why) {
    if (!(why instanceof ModelError)) throw why;
    const { code } = why;
    return code === "E507" || code === "E516" ? { code, why } : null;
  }
}

/** Why a file of its settings cannot be read: nothing can be done with the model then. */
function unreadable(dir: string): ModelError | null {
  try {
    readWindowFiles(dir);
    return null;
  } catch (error) {
    if (error instanceof ModelError) return error;
    throw error;
  }
}

/** What the model does, as far as its graph says; an error where that is no whole file. */
function kindOf(dir: string, graph: string): Pick<Found, "does"> | ModelError {
  try {
    const does = doesOf(dir, graph);
    return does === undefined ? {} : { does };
  } catch (error) {
    if (error instanceof ModelError) return error;
    throw error;
  }
}

const inWords = (
  { cause, fix }: ModelError,
  dir: string,
  folder: string,
): { readonly message: string; readonly hint: string } => ({
  message: cause.replaceAll(dir, folder),
  hint: fix,
});

/** The graph that would be loaded; undefined where there is none, or where it cannot be told. */
function graphIn(dir: string, written: string): string | undefined {
  try {
    return graphFile(readDirectory(dir), readLocation(written)?.file ?? undefined).name;
  } catch (error) {
    if (error instanceof ModelError) return undefined;
    throw error;
  }
}

const problemOf = (found: Promise<string>): Promise<Problem | null> =>
  found.then(
    () => null,
    (error: unknown) => {
      if (error instanceof Problem) return error;
      throw error;
    },
  );
