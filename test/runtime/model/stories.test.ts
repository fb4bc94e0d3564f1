// A trained decoder must tell the published story character for character, through the whole runner.
import { describe, expect, test } from "vitest";
import { answers, backends, greedy, makeRunner } from "./help.ts";
import { stories, type Variant } from "./stories.ts";

const present = stories() !== undefined;

describe.skipIf(!present).each(backends)("stories260K on %s", async (backend) => {
  const runner = await makeRunner({ backend });

  test.each<Variant>(["prims_f32", "op23_f32", "prims_f16"])(
    "%s tells the expected story",
    async (variant) => {
      const { dir, expected } = stories(variant)!;
      const model = await runner.load({ dir, providers: [{ kind: "cpu" }] });
      expect(model).toMatchObject({
        provider: "cpu",
        window: 512,
        vocab: 512,
        layers: 5,
        dtype: "float32",
        backend,
      });
      expect(model.runtime).toBe("onnxruntime-node 1.30.0");
      const prompt = { tokens: [1], seed: 0 };
      const [story] = await answers(runner, model, [prompt], { ...greedy, maxTokens: 256 });
      expect(story!.text).toBe(expected.trimEnd());
      expect(story).toMatchObject({ index: 0, promptTokens: 1, finish: "length" });
    },
  );
});
