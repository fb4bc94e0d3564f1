// What the embedded reader gets right through the product's own path: runner, tokenizer, cache; by view and number of facts.
import { join } from "node:path";
import type { LoadedModel } from "../runtime/model/protocol.ts";
import { startRunner, type Runner } from "../runtime/model/runner.ts";
import { prompt, text, type Layout } from "../models/world/training.ts";
import { world, type Row, type Templates } from "../models/world/world.ts";

const FOLDER = join(process.cwd(), "models/strux-nano");
const DOCUMENTS = 200;
const SEED = 2024;
const FACTS = [4, 8, 16, 32, 48, 64];
const TARGET_UP_TO = 32;

interface View {
  readonly what: string;
  readonly layout: Layout;
  readonly templates: Templates;
  readonly target: number;
}

const VIEWS: readonly View[] = [
  { what: "outline", layout: "outline", templates: "heldout", target: 0.97 },
  { what: "list", layout: "list", templates: "heldout", target: 0.97 },
  { what: "prose, trained templates", layout: "prose", templates: "trained", target: 0.93 },
  { what: "prose, held-out templates", layout: "prose", templates: "heldout", target: 0.93 },
  { what: "linked, held-out templates", layout: "linked", templates: "heldout", target: 0.93 },
];

export default {
  name: "nano",
  async run() {
    const runner = startRunner({ entry: join(process.cwd(), "dist/runner.mjs"), threads: 1 });
    try {
      const model = await runner.load({ dir: FOLDER, providers: [{ kind: "cpu" }] });
      const rows = [];
      for (const view of VIEWS) {
        for (const facts of FACTS) {
          const documents = world({
            n: DOCUMENTS,
            facts,
            split: "test",
            seed: SEED,
            templates: view.templates,
          });
          const value = await share(runner, model, documents, (row) => text(row, view.layout));
          const target = facts <= TARGET_UP_TO ? { target: `>= ${view.target}` } : {};
          rows.push({ what: `${view.what}, ${facts} facts`, value, unit: "exact match", ...target });
        }
      }
      const alone = world({ n: DOCUMENTS, facts: 16, split: "test", seed: SEED });
      const value = await share(runner, model, alone, () => "");
      rows.push({ what: "closed book", value, unit: "exact match", target: "no more than chance, 0.029" });
      return rows;
    } finally {
      await runner.close();
    }
  },
};

async function share(
  runner: Runner,
  model: LoadedModel,
  rows: readonly Row[],
  context: (row: Row) => string,
): Promise<number> {
  const prompts = rows.map((row) => prompt(context(row), row.question));
  const tokens = await runner.encode(FOLDER, prompts, { bos: true });
  const asked = tokens.map((one) => ({ tokens: one, seed: 0 }));
  let right = 0;
  for await (const given of runner.generate(model.handle, asked, {
    maxTokens: 12,
    temperature: 0,
    stop: [],
  })) {
    if (given.finish === "eos" && given.text.trim() === rows[given.index]?.answers[0]) right += 1;
  }
  return right / rows.length;
}
