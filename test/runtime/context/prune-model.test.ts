// The pruner of the package on a question that it was made for; skipped where it is not there.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { nodeFiles } from "../../../runtime/files-node.ts";
import { startRunner } from "../../../runtime/model/index.ts";
import { packageRoot } from "../../../runtime/shipped.ts";
import { ran } from "../program.ts";

const there = existsSync(join(packageRoot, "models/strux-prune/config.json"));
if (!there) console.warn("skipped: models/strux-prune is not there; no run of its trainer is finished");
const runner = startRunner();
afterAll(() => runner.close());

test.skipIf(!there)(
  "of three sentences the one that answers stays, at every threshold that keeps any",
  async () => {
    const { shown, failed } = await ran(
      `model pruner = onnx("models/strux-prune")
let text = "The price of Tarvel is 40 euro. Tarvel weighs 12 grams. The price of Belmor is 12 euro."
let scores = sentence_scores(text, "What is the price of Belmor?", with: pruner) |> map(x => x.score)
show max(scores) == scores[2]
show prune(text, "What is the price of Belmor?", with: pruner, threshold: 0.5)`,
      { deps: { runner, files: nodeFiles({ folder: packageRoot, env: {} }) } },
    );
    expect(failed).toEqual([]);
    expect(shown).toContain("true");
    expect(shown.join("\n")).toContain("The price of Belmor is 12 euro.");
  },
);
