// A model says where it lies, how big it is, what it takes and what it was asked to run on.
import { beforeAll, expect, test } from "vitest";
import type { Described, Runner } from "../../../runtime/model/index.ts";
import { showLoaded, showModel } from "../../../runtime/show/model.ts";
import { memoryStore } from "../../../runtime/store.ts";
import type { ModelValue } from "../../../runtime/value.ts";
import { reach } from "../call.ts";
import { makeRunner, nano } from "../model/help.ts";
import { ran } from "../program.ts";
import { evil, faults, hostile, htmlOf, lines, safe, textOf } from "./help.ts";

const model: ModelValue = {
  kind: "model",
  name: "nano",
  dir: "/models/nano",
  ref: "strux-nano",
  devices: [
    { kind: "cuda", index: 0 },
    { kind: "cpu", index: null },
  ],
  options: { temperature: 0 },
};
const about: Described = {
  digest: "ab12".repeat(16),
  graph: "onnx/model.onnx",
  bytes: 1_680_000,
  parameters: 833_059,
  tokenizerDigest: "cd34".repeat(16),
  window: 2048,
  vocab: 705,
  ids: 705,
  chatTemplate: false,
  eos: [2],
  special: {},
};

test("text: one line, and what its files say below", () => {
  expect(textOf(showModel(model))).toBe("model nano = strux-nano on cuda(0) else cpu { temperature: 0 }");
  expect(textOf(showModel(model, about))).toMatchInlineSnapshot(`
    "model nano = strux-nano on cuda(0) else cpu { temperature: 0 }
      graph       onnx/model.onnx, 1.68 MB, digest ab12ab12ab12
      parameters  about 833 thousand
      window      2,048 tokens, prompt and answer together
      tokenizer   705 entries, no chat template, answers end with 2, digest cd34cd34cd34"
  `);
});

test("HTML: a row per fact", () => {
  expect(lines(htmlOf(showModel(model, about)))).toMatchInlineSnapshot(`
    "<table><caption>model nano</caption>
    <tbody>
    <tr><th scope="row" align="left">folder</th><td style="text-align:left">strux-nano</td></tr>
    <tr><th scope="row" align="left">graph</th><td style="text-align:left">onnx/model.onnx, 1.68 MB, digest ab12ab12ab12</td></tr>
    <tr><th scope="row" align="left">parameters</th><td style="text-align:left">about 833 thousand</td></tr>
    <tr><th scope="row" align="left">window</th><td style="text-align:left">2,048 tokens, prompt and answer together</td></tr>
    <tr><th scope="row" align="left">tokenizer</th><td style="text-align:left">705 entries, no chat template, answers end with 2, digest cd34cd34cd34</td></tr>
    <tr><th scope="row" align="left">devices</th><td style="text-align:left">cuda(0) else cpu</td></tr>
    <tr><th scope="row" align="left">settings</th><td style="text-align:left">temperature: 0</td></tr></tbody></table>"
  `);
});

test("what is not known is not made up", () => {
  const { digest: _, graph: __, bytes: ___, parameters: ____, ...tokenizer } = about;
  expect(textOf(showModel(model, tokenizer))).toContain("none: it can count tokens and not be asked");
  expect(textOf(showModel(model, tokenizer))).not.toContain("parameters");
  expect(textOf(showModel(model, { ...about, parameters: 1_235_814_400 }))).toContain("about 1.24 billion");
  expect(textOf(showModel({ ...model, options: { window: 512 } }, about))).toContain("512 of 2,048 tokens");
});

test("once loaded: what it runs on, and what could not be used", () => {
  const loaded = {
    handle: 1,
    digest: "",
    tokenizerDigest: "",
    provider: "cpu",
    tried: [
      { provider: "cuda", ok: false, reason: "no driver" },
      { provider: "cpu", ok: true },
    ],
    window: 2048,
    vocab: 705,
    layers: 3,
    dtype: "float32",
    layout: "",
    runtime: "onnxruntime-node 1.30.0",
    backend: "ffi",
    threads: 1,
    ms: 12,
  };
  expect(textOf(showLoaded("nano", loaded as never))).toBe(
    "nano is loaded on cpu: float32, 3 layers, onnxruntime-node 1.30.0, 1 thread, ffi backend; cuda is not usable (no driver)",
  );
  expect(textOf(showLoaded("nano", { ...loaded, tried: [], optimized: true } as never))).toBe(
    "nano is loaded on cpu: float32, 3 layers, onnxruntime-node 1.30.0, 1 thread, ffi backend, graph optimised before",
  );
  const without = { ...loaded, backend: "binding", backendReason: "Cannot find package 'koffi'", tried: [] };
  expect(textOf(showLoaded("nano", without as never))).toBe(
    "nano is loaded on cpu: float32, 3 layers, onnxruntime-node 1.30.0, 1 thread, binding backend (Cannot find package 'koffi')",
  );
});

test("hostile names do no harm", () => {
  for (const text of hostile)
    expect(
      faults(() =>
        showModel({ ...model, name: text, ref: text, options: { stop: text } }, { ...about, graph: text }),
      ),
    ).toEqual([]);
  expect(htmlOf(showModel({ ...model, ref: evil }))).toContain(safe);
});

let runner: Runner;
beforeAll(async () => {
  runner = await makeRunner();
});
const files = { ...reach().files, locate: () => Promise.resolve(nano) };

test("shown by a program: described without its graph; the loaded one apart, as it depends on what ran before", async () => {
  const deps = { runner, files, store: memoryStore() };
  const declared =
    'model m = onnx("nano") on cpu { max_tokens: 4 }\nprompt p(q: Text) -> Text { user """{{ q }}""" }';
  const before = await ran(`${declared}\nshow m`, { deps });
  expect(before.shown[0]).toMatch(
    /^model m = nano on cpu \{ max_tokens: 4 \}\n {2}graph .*model\.onnx, [\d.]+ MB, digest [0-9a-f]{12}\n {2}parameters {2}about 833 thousand\n {2}window/,
  );
  expect(before.volatile).toEqual([]);
  const asked = await ran(
    `${declared}\nrun r over table([{ id: "1", q: "Who?" }]) { ask p(.q) with m }\nshow m`,
    { deps },
  );
  expect(asked.shown.at(-1)).toBe(before.shown[0]);
  expect(asked.volatile.at(-1)).toMatch(/^m is loaded on cpu: /);
});
