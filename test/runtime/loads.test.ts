// A device that does not take a model: told by each step that rests on it, encoders and decoders alike, and by no other.
import { cpSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { nodeFiles } from "../../runtime/files-node.ts";
import { memoryStore } from "../../runtime/store.ts";
import { encoderDir } from "./model/encoder.ts";
import { folder, makeRunner, nano, withoutGpu } from "./model/help.ts";
import { ran } from "./program.ts";

const place = folder();
encoderDir("states", { at: join(place, "e") });
encoderDir("classes", { at: join(place, "k"), labels: ["good", "bad"] });
cpSync(nano, join(place, "nano"), { recursive: true });

const real = makeRunner();

const MODELS = `data t = table([{ id: 1, t: "the old mill" }, { id: 2, t: "a red boat" }])
model w = onnx("e") on webgpu else cpu
model cl = onnx("k") on webgpu else cpu
model n = onnx("nano") on webgpu else cpu { max_tokens: 2 }
model plain = onnx("e") on cpu
prompt p(text: Text) -> Text { user """{{ text }}""" }`;

/** The notes of W301 that each step shows, those without a name last. */
async function told(cells: readonly string[], store = memoryStore()): Promise<string[][]> {
  const deps = { runner: withoutGpu(await real), store, files: nodeFiles({ folder: place, env: {} }) };
  const { failed, events } = await ran([MODELS, ...cells], { deps });
  expect(failed).toEqual([]);
  return cells.map((cell) => {
    const name = /^(?:let|data|run) (\w+)/.exec(cell)?.[1];
    return events.flatMap((event) =>
      event.kind === "display" && (name === undefined ? event.step.includes("#") : event.step === name)
        ? (String(event.bundle.data["text/plain"]).match(/W301 .*/g) ?? [])
        : [],
    );
  });
}

const note = (model: string): string =>
  `W301 model '${model}' runs on cpu: webgpu is not usable (no adapter)`;

test.each([
  ["a let", 'let v = embed("the mill", with: w)', ["w"]],
  ["an index", "let idx = index(passages(t, id: .id, text: .t), by: embedding(with: w))", ["w"]],
  ["data", "data d = t |> derive(l: classify(.t, with: cl).label)", ["cl"]],
  ["a run that encodes", "run r over t { step v = embed(.t, with: w) }", ["w"]],
  ["a run that asks", "run r over t { ask p(.t) with n }", ["n"]],
  [
    "a run that does both",
    "run r over t { step l = classify(.t, with: cl).label ask p(.t) with n }",
    ["cl", "n"],
  ],
  ["what is shown", 'show embed("the mill", with: w)[0]', ["w"]],
  ["a check", 'check len(embed("the mill", with: w)) == 32', ["w"]],
  ["what names the CPU alone", 'let v = embed("the mill", with: plain)', []],
] as const)("%s says which of its models run elsewhere", async (_, cell, models) => {
  expect(await told([cell])).toEqual([models.map(note)]);
});

test("a step says it of its own models, and again where everything is in the store", async () => {
  const cells = [
    'let v = embed("the mill", with: w)',
    "let idx = index(passages(t, id: .id, text: .t), by: embedding(with: plain))",
    "run r over t { ask p(.t) with n }",
    "run s over t { step hits = retrieve(idx, .t, k: 1) }",
  ];
  const store = memoryStore();
  const first = await told(cells, store);
  expect(first).toEqual([[note("w")], [], [note("n")], []]);
  expect(await told(cells, store)).toEqual(first);
});
