// Model locations: `onnx("folder")`.
import { operator, text } from "./operator.ts";
import { Problem } from "./problem.ts";

export const onnx = operator({
  name: "onnx",
  family: "model",
  doc: "A model folder in the Hugging Face layout: config.json, tokenizer.json and onnx/model.onnx. Errors: E504 no such folder, E111 outside the readable places.",
  params: { folder: text },
  returns: { kind: "rule", rule: "model" },
  effect: "reads",
  async run({ folder }, { files }) {
    try {
      return { kind: "source", dir: await files.locate(folder), ref: folder };
    } catch (error) {
      if (error instanceof Problem && error.code === "E110")
        throw new Problem("ModelError", "E504", `there is no model folder '${folder}'`, error.hint);
      throw error;
    }
  },
});
