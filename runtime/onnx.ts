// Model locations: `onnx("folder")`.
import { readLocation, repositoryOf } from "../dsl/types/location.ts";
import { bring } from "./hub/bring.ts";
import { worded } from "./models.ts";
import { operator, text } from "./operator.ts";
import { Problem } from "./problem.ts";

export const onnx = operator({
  name: "onnx",
  family: "model",
  doc: "A model folder in the Hugging Face layout: config.json, tokenizer.json and onnx/model.onnx; or a model of the package by its name: strux-nano and strux-reader read, strux-embed makes embeddings, strux-prune keeps what a question needs. Of hub(...) what it needs is fetched. Errors: E504 no such folder, E111 outside the readable places, E140 to E145 of the hub.",
  params: { folder: text },
  returns: { kind: "rule", rule: "model" },
  effect: "reads",
  async run({ folder }, reach) {
    const { files } = reach;
    try {
      await worded(bring(folder, "model", reach));
      const graph = readLocation(folder)?.file ?? null;
      const dir = await files.locate(repositoryOf(folder));
      const commit = reach.net.pinned.get(repositoryOf(folder));
      return {
        kind: "source" as const,
        dir,
        ref: folder,
        ...(graph !== null && { graph }),
        ...(commit !== undefined && { commit }),
      };
    } catch (error) {
      if (error instanceof Problem && error.code === "E110")
        throw new Problem("ModelError", "E504", `there is no model folder '${folder}'`, error.hint);
      throw error;
    }
  },
});
