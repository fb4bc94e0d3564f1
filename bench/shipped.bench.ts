// The models of the package: how long each takes to load, and how fast it reads and writes, through the runner, one thread.
import { join } from "node:path";
import { item } from "../models/world/records/items.ts";
import { prompt } from "../models/world/records/lesson.ts";
import { prompt as nanoPrompt } from "../models/world/training.ts";
import { world } from "../models/world/world.ts";
import { startRunner, type Runner } from "../runtime/model/runner.ts";

const root = process.cwd();
const [DOCUMENTS, FACTS, LOADS] = [128, 16, 5];
const given = { facts: FACTS, split: "test", seed: 5 } as const;
const records = Array.from({ length: DOCUMENTS }, (_, at) => item({ task: "single", ...given }, "bench", at));

const ASKED: { readonly [model: string]: () => readonly string[] } = {
  "strux-nano": () =>
    world({ n: DOCUMENTS, ...given }).map(({ list, question }) => nanoPrompt(list, question)),
  "strux-reader": () => records.map(({ list, question }) => prompt(list, question)),
};
const ENCODED: { readonly [model: string]: "embed" | "label" } = {
  "strux-embed": "embed",
  "strux-prune": "label",
};

export default {
  name: "shipped",
  async run() {
    const runner = startRunner({ entry: join(root, "dist/runner.mjs"), threads: 1 });
    try {
      const rows = [];
      for (const [name, prompts] of Object.entries(ASKED))
        rows.push(await loaded(runner, name), ...(await answered(runner, name, prompts())));
      for (const [name, kind] of Object.entries(ENCODED))
        rows.push(await loaded(runner, name), await encoded(runner, name, kind));
      return rows;
    } finally {
      await runner.close();
    }
  },
};

const dirOf = (name: string): string => join(root, "models", name);
const load = (runner: Runner, name: string) =>
  runner.load({ dir: dirOf(name), providers: [{ kind: "cpu" }] });

/** The median of loads with the process there; the first of them is left out. */
async function loaded(runner: Runner, name: string) {
  const times: number[] = [];
  for (let nth = 0; nth <= LOADS; nth++) {
    const start = performance.now();
    const { handle } = await load(runner, name);
    times.push((performance.now() - start) / 1000);
    await runner.release(handle);
  }
  const value = times.slice(1).toSorted((a, b) => a - b)[LOADS >> 1] ?? NaN;
  return { what: `${name}: load`, value: rounded(value), unit: "s", target: "<= 0.5" };
}

async function answered(runner: Runner, name: string, prompts: readonly string[]) {
  const { handle } = await load(runner, name);
  const tokens = await runner.encode(dirOf(name), prompts, { bos: true });
  const read = tokens.reduce((sum, { length }) => sum + length, 0);
  let wrote = 0;
  const start = performance.now();
  const asked = tokens.map((one) => ({ tokens: one, seed: 0 }));
  for await (const one of runner.generate(handle, asked, { maxTokens: 12, temperature: 0, stop: [] }))
    wrote += one.tokens.length;
  const seconds = (performance.now() - start) / 1000;
  return [
    { what: `${name}: prompts of ${FACTS} facts`, value: rounded(read / seconds), unit: "tokens/s" },
    {
      what: `${name}: answers to them, ${wrote} tokens`,
      value: rounded(prompts.length / seconds),
      unit: "answers/s",
    },
  ];
}

async function encoded(runner: Runner, name: string, kind: "embed" | "label") {
  const { handle } = await load(runner, name);
  const texts = records.map(({ prose, question }) =>
    kind === "embed" ? { text: prose } : { text: question, pair: prose },
  );
  let count = 0;
  const start = performance.now();
  for await (const _ of runner.infer(handle, texts, { kind })) count += 1;
  return {
    what: `${name}: prose of ${FACTS} facts`,
    value: rounded(count / ((performance.now() - start) / 1000)),
    unit: "texts/s",
  };
}

const rounded = (value: number): number => Number(value.toPrecision(4));
