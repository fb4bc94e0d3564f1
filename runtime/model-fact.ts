// Answers the compiler's question "is there such a model folder, and how long is its window?" by its files; no graph and no tokenizer is loaded.
import type { ModelFact } from "../dsl/types/known.ts";
import type { Files } from "./files.ts";
import { ModelError, statedWindow, windowFiles } from "./model/index.ts";
import { Problem } from "./problem.ts";

/** Never throws for what a user can cause. `away`: a used file names it, so its place is told besides. */
export async function modelFact(folder: string, files: Files, away = false): Promise<ModelFact> {
  const lost = await problemOf(files.locate(folder));
  if (lost?.code === "E110")
    return { error: { code: "E504", message: `there is no model folder '${folder}'`, hint: lost.hint } };
  if (lost) return { error: { code: "E111", message: lost.message, hint: lost.hint } };
  const bare = await problemOf(files.locate(`${folder}/tokenizer.json`));
  const hint = "put the model's tokenizer.json beside its ONNX file";
  if (bare) return { error: { code: "E502", message: `${folder} has no tokenizer.json`, hint } };
  await Promise.all(windowFiles.map((name) => files.stamp(`${folder}/${name}`, "file")));
  const dir = await files.locate(folder);
  const found = { found: true as const, ...(away && { place: await files.name(folder) }) };
  try {
    return { ...found, window: statedWindow(dir) };
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    return { ...found, window: null, why: error.cause.replaceAll(dir, folder) };
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
