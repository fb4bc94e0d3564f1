// What is found out about real graphs: which rows may go together, whether a cache may lie where it is written.
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Backend } from "../../../runtime/model/backend/graph.ts";
import { openGraph } from "../../../runtime/model/backend/open.ts";
import { type Fit, gather } from "../../../runtime/model/cache.ts";
import { makeSetup } from "../../../runtime/model/fit.ts";
import { pass, type Setup } from "../../../runtime/model/forward.ts";
import { readLayout } from "../../../runtime/model/layout.ts";
import { shared } from "../../shared.ts";
import { backends, nano, tinyDecoder } from "./help.ts";

async function setupOf(file: string, backend: Backend): Promise<Setup> {
  const { graph } = await openGraph({ file, device: { kind: "cpu" }, threads: 1 }, { backend });
  onTestFinished(() => graph.release());
  return makeSetup(graph, readLayout(file, graph.inputs, graph.outputs));
}

const material = (name: string) => async () => shared(`models/${name}`);
const graphs: readonly (readonly [string, () => Promise<string | undefined>, Fit])[] = [
  [
    "without a mask only rows of equal length go together",
    async () => join(nano, "onnx/model.onnx"),
    { continues: true, chunk: 256, rows: "equal", shared: false, branches: false },
  ],
  [
    "with a mask and a cache that grows by Concat, any do",
    async () => join(await tinyDecoder("std"), "onnx/model.onnx"),
    { continues: true, chunk: 256, rows: "masked", shared: false, branches: false },
  ],
  [
    "so with keys and values joint",
    material("tiny-random/gpt2-fp32/past.onnx"),
    { continues: true, chunk: 256, rows: "masked", shared: false, branches: false },
  ],
  [
    "an exporter's mask that takes a prompt or one token only",
    material("tiny-random/llama-fp16/model.onnx"),
    { continues: false, chunk: 256, rows: "masked", shared: false, branches: false },
  ],
  [
    "GroupQueryAttention packs its rows, and writes where it reads",
    async () => join(await tinyDecoder("gqa"), "onnx/model.onnx"),
    { continues: true, chunk: 256, rows: "packed", shared: true, branches: false },
  ],
];

describe.each(backends)("%s", (backend) => {
  test.each(graphs)("%s", async (_, find, fit) => {
    const file = await find();
    if (file === undefined) return;
    const found = await setupOf(file, backend);
    // the binding answers in memory of its own
    expect(found.fit).toEqual({ ...fit, shared: fit.shared && backend === "ffi" });
  });
});

test("a shared cache stays where it is, step after step", async () => {
  const setup = await setupOf(join(await tinyDecoder("gqa"), "onnx/model.onnx"), "ffi");
  const empty = gather(setup, [[]], 40);
  const place = empty.values["past_key_values.0.key"]!;
  let cache = empty;
  for (const tokens of [[5, 6, 7], [8], [9]]) cache = (await pass(setup, cache, [tokens])).cache;
  expect(cache.values["past_key_values.0.key"]).toBe(place);
  expect(cache.columns).toBe(5);
});

test("a cache that grows goes back and forth between two memories", async () => {
  const setup = await setupOf(join(await tinyDecoder("std"), "onnx/model.onnx"), "ffi");
  let cache = gather(setup, [[]], 40);
  const memories = new Set([cache.values["past_key_values.0.key"]!.data.buffer]);
  for (let n = 0; n < 9; n++) {
    cache = (await pass(setup, cache, [[n]])).cache;
    memories.add(cache.values["past_key_values.0.key"]!.data.buffer);
  }
  expect(memories.size).toBe(2);
  expect(cache.values["past_key_values.0.key"]!.dims).toEqual([1, 2, 9, 16]);
});
