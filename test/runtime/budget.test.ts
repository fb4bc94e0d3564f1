// Budgets against the real thing: the prompts of a run, as the model's own template and tokenizer make them.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import fc from "fast-check";
import { root } from "../../bin/build.mjs";
import type { Source } from "../../dsl/source.ts";
import { readNotebook, sourceOf } from "../../kernel/notebook.ts";
import { answering } from "../../runtime/facts.ts";
import { nodeFiles } from "../../runtime/files-node.ts";
import { prepare } from "../../runtime/prepare.ts";
import { operatorsByName } from "../../runtime/registry.ts";
import { program } from "../../runtime/run.ts";
import { shared } from "../shared.ts";
import { copy, directory, makeRunner, nano } from "./model/help.ts";
import { memoryStore } from "../../runtime/store.ts";

const runner = await makeRunner();

/** The folder of a model without weights, with tokenizer, template and window; undefined where these are not at hand. */
function folder(name: string): string | undefined {
  if (name === "strux-nano") return nano;
  const [tokens, config] = ["tokenizer.json", "tokenizer_config.json"].map((file) =>
    shared(`models/tokenizers/${name}/${file}`),
  );
  if (tokens === undefined) return undefined;
  return directory({
    "tokenizer.json": copy(tokens),
    ...(config !== undefined && { "tokenizer_config.json": copy(config) }),
    "config.json": { max_position_embeddings: 2048 },
  });
}

const cell = (text: string): Source => ({ cells: [{ id: "c", label: "c", text }] });

/** What the compiler says of a program, and the tokens of the longest prompt that its first run would send. */
async function both(text: string, dir: string) {
  const files = nodeFiles({ folder: join(dir, ".."), extra: [dir], env: {} });
  const compiled = await prepare(cell(text), answering(files, runner));
  const sent: number[] = [];
  const spy = {
    ...runner,
    chat: async (...args: Parameters<typeof runner.chat>) => {
      const ids = await runner.chat(...args);
      sent.push(ids.length);
      return ids;
    },
  };
  const running = program(compiled.plan, {
    operators: operatorsByName,
    files,
    runner: spy,
    store: memoryStore(),
    signal: new AbortController().signal,
    clock: () => 0,
    mayAsk: false,
  } as Parameters<typeof program>[1]);
  await running.explain();
  return { ...compiled, longest: Math.max(...sent) };
}

const shot = (context: string, question: string, dir: string, pack: string) => `
model m = onnx(${JSON.stringify(dir)}) { max_tokens: 5 }
prompt p(context: Text, question: Text) {
  system """Answer with a short span."""
  user """
    {{ context }}
    Question: {{ question }}
    Answer:
  """
}
data rows = table([{id: "a", c: ${JSON.stringify(context)}, q: ${JSON.stringify(question)}}])
run r over rows { ask p(${pack}) with m }
`;
const words = [
  "The harbour",
  " was",
  " built in 1912.",
  "\n",
  "- ",
  "né",
  "日本。",
  "🙂 ",
  ' "x"',
  ". It",
  "  ",
  "#",
  "?!",
];
const context = fc.array(fc.constantFrom(...words), { maxLength: 60 }).map((parts) => parts.join(""));

test.each(["strux-nano", "smollm", "phi-2-codegen", "bert-uncased"])(
  "%s: exact where all is written out; with pack the prompt never has more than the budget says",
  async (name) => {
    const dir = folder(name);
    if (dir === undefined) return;
    const literal = await both(
      shot("", "", dir, `"The harbour was built in 1912.", "When was it built?"`),
      dir,
    );
    expect(literal.diagnostics).toEqual([]);
    expect(literal.budgets.map(({ total, joins }) => [total, joins])).toEqual([[literal.longest + 5, 0]]);
    await fc.assert(
      fc.asyncProperty(context, context, fc.integer({ min: 0, max: 40 }), async (c, q, n) => {
        const { budgets, longest } = await both(
          shot(c, q, dir, `.c |> pack(${n}), .q |> truncate(${n})`),
          dir,
        );
        const [budget] = budgets;
        expect(longest + 5).toBeLessThanOrEqual((budget?.total ?? -1) + (budget?.joins ?? 0));
      }),
      { numRuns: 12, seed: 11 },
    );
  },
);

const noticed = async (path: string) =>
  prepare(
    sourceOf(await readNotebook(join(root, path))),
    answering(nodeFiles({ folder: join(root, "notebooks"), env: {} }), runner),
  );

test("nothing is said of the notebooks", async () => {
  const first = await noticed("notebooks/01-quickstart.ipynb");
  expect([first.diagnostics, first.needs]).toEqual([[], []]);
  expect(first.budgets.map(({ total, joins, window }) => [(total ?? window) < 512, joins, window])).toEqual([
    [true, 0, 2048],
  ]);
  const second = await noticed("notebooks/02-real-text.ipynb");
  expect([second.diagnostics, second.needs]).toEqual([[], []]);
  const third = await noticed("notebooks/09-likelihood.ipynb");
  expect([third.diagnostics, third.needs]).toEqual([[], []]);
});

test("the first program of the README fits, with the number that its axis allows", async () => {
  const text = /```strux\n([^]*?)```/.exec(readFileSync(join(root, "README.md"), "utf8"))?.[1] ?? "";
  const files = nodeFiles({ folder: root, env: {} });
  const { diagnostics, budgets } = await prepare(cell(text), answering(files, runner));
  expect(diagnostics).toEqual([]);
  expect(budgets[0]?.parts.map(({ name, kind }) => `${name} ${kind}`)).toEqual([
    "context most",
    "question rows",
    "fixed text written",
    "output output",
  ]);
});
