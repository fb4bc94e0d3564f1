// Answers the compiler's question "is there such a model folder?" by its files; no graph and no tokenizer is loaded.
import type { ModelFact } from "../dsl/known.ts";
import type { Files } from "./files.ts";
import { Problem } from "./problem.ts";

/** Never throws for what a user can cause. */
export async function modelFact(folder: string, files: Files): Promise<ModelFact> {
  const away = await problemOf(files.locate(folder));
  if (away?.code === "E110")
    return { error: { code: "E504", message: `there is no model folder '${folder}'`, hint: away.hint } };
  if (away) return { error: { code: "E111", message: away.message, hint: away.hint } };
  const bare = await problemOf(files.locate(`${folder}/tokenizer.json`));
  if (!bare) return { found: true, window: null };
  const hint = "put the model's tokenizer.json beside its ONNX file";
  return { error: { code: "E502", message: `${folder} has no tokenizer.json`, hint } };
}

const problemOf = (found: Promise<string>): Promise<Problem | null> =>
  found.then(
    () => null,
    (error: unknown) => {
      if (error instanceof Problem) return error;
      throw error;
    },
  );
