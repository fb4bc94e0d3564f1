// Two ways to one library: what is declared and computed is equal to the bit; where they differ is memory and stopping.
import { describe, expect, onTestFinished, test } from "vitest";
import { openBinding } from "../../../runtime/model/backend/binding.ts";
import {
  type Backend,
  type Graph,
  memory,
  over,
  size,
  type Value,
  type Values,
  zeros,
} from "../../../runtime/model/backend/graph.ts";
import { libraryFile } from "../../../runtime/model/backend/library.ts";
import { openGraph, runtimeName } from "../../../runtime/model/backend/open.ts";
import { functions } from "../../../runtime/model/backend/table.ts";
import { dimsOf, integers } from "../../../runtime/model/cache.ts";
import { type Layout, readLayout } from "../../../runtime/model/layout.ts";
import { shared } from "../../shared.ts";
import { nano } from "./help.ts";

const cpu = { kind: "cpu" } as const;
const nanoGraph = `${nano}/onnx/model.onnx`;

async function opened(file: string, backend: Backend): Promise<Graph> {
  const { graph, ...used } = await openGraph({ file, device: cpu, threads: 1 }, { backend });
  onTestFinished(() => graph.release());
  expect(used).toEqual({ backend });
  return graph;
}

/** A prompt of so many tokens from an empty cache. */
function feeds(layout: Layout, length: number): Values {
  const ids = Array.from({ length }, (_, n) => (n * 37 + 5) % 500);
  const given: Record<string, Value> = {};
  for (const state of layout.states) {
    const dims = dimsOf(state, 1, 0);
    given[state.input] = { type: state.type, dims, data: zeros(state.type, size(dims)) };
  }
  given["input_ids"] = integers(layout.ids, ids, [1, length]);
  if (layout.positions) given["position_ids"] = integers(layout.positions, [...ids.keys()], [1, length]);
  if (layout.mask)
    given["attention_mask"] = integers(layout.mask, Array<number>(length).fill(1), [1, length]);
  return given;
}

const all = (layout: Layout) =>
  Object.fromEntries(["logits", ...layout.states.map(({ output }) => output)].map((name) => [name, null]));

const bytes = ({ data, dims, type }: Value) => ({
  type,
  dims: [...dims],
  bits: Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString("base64"),
});

describe("the C interface and the binding", () => {
  const files: [string, string | undefined][] = [
    ["strux-nano", nanoGraph],
    ...["s260k_prims_f32", "s260k_op23_f32", "s260k_prims_f16"].map((name): [string, string | undefined] => [
      name,
      shared(`models/stories260K/${name}.onnx`),
    ]),
    ["gpt2-fp32", shared("models/tiny-random/gpt2-fp32/past.onnx")],
    ["llama-fp16", shared("models/tiny-random/llama-fp16/model.onnx")],
  ];
  for (const [name, file] of files)
    test.skipIf(file === undefined)(`${name}: equal inputs and outputs, equal bits`, async () => {
      const [one, other] = [await opened(file!, "ffi"), await opened(file!, "binding")];
      expect(one.inputs).toEqual(other.inputs);
      expect(one.outputs).toEqual(other.outputs);
      const layout = readLayout(name, one.inputs, one.outputs);
      const [a, b] = await Promise.all([one, other].map((graph) => graph.run(feeds(layout, 9), all(layout))));
      for (const output of Object.keys(all(layout))) expect(bytes(a![output]!)).toEqual(bytes(b![output]!));
    });

  test("refuse a file that is no graph in the same words", async () => {
    const words = (backend: Backend) => opened(`${nano}/config.json`, backend).catch(String);
    expect(await words("ffi")).toMatch(/Protobuf parsing failed/);
    expect(await words("ffi")).toBe(await words("binding"));
  });

  test("outputs go into the caller's memory, if it has their shape", async () => {
    const graph = await opened(nanoGraph, "ffi");
    const layout = readLayout("nano", graph.inputs, graph.outputs);
    const dims = [1, 7, layout.vocab];
    const place = { type: layout.logits, dims, data: zeros(layout.logits, size(dims)) };
    const { logits: fresh } = await graph.run(feeds(layout, 7), { logits: null });
    const { logits } = await graph.run(feeds(layout, 7), { logits: place });
    expect(logits).toBe(place);
    expect(bytes(place)).toEqual(bytes(fresh!));
    await expect(graph.run(feeds(layout, 6), { logits: place })).rejects.toThrow(/shape/);
    const short = { ...place, data: over.float32(new ArrayBuffer(8)) };
    await expect(graph.run(feeds(layout, 7), { logits: short })).rejects.toThrow(
      "a tensor of 2 numbers cannot have the shape [1,7,705]",
    );
  });

  test("a pass that is under way ends when it is cancelled, and the graph goes on to work", async () => {
    const graph = await opened(nanoGraph, "ffi");
    const layout = readLayout("nano", graph.inputs, graph.outputs);
    const stop = new AbortController();
    // attention over 2048 tokens: some hundred times what it takes to say stop
    const pass = graph.run(feeds(layout, 2048), { logits: null }, stop.signal);
    stop.abort(new Error("enough"));
    await expect(pass).rejects.toThrow("enough");
    const { logits } = await graph.run(feeds(layout, 7), { logits: null });
    const { logits: expected } = await (
      await opened(nanoGraph, "binding")
    ).run(feeds(layout, 7), {
      logits: null,
    });
    expect(bytes(logits!)).toEqual(bytes(expected!));
  });
});

describe("the choice", () => {
  test("is the C interface where nothing is asked for", async () => {
    const { graph, ...used } = await openGraph(
      { file: nanoGraph, device: cpu, threads: 1 },
      { backend: "auto" },
    );
    await graph.release();
    expect(used).toEqual({ backend: "ffi" });
  });

  test("is the binding where the C interface was given up, and says why", async () => {
    const { graph, ...used } = await openGraph(
      { file: nanoGraph, device: cpu, threads: 1 },
      { backend: "binding", reason: "it died" },
    );
    await graph.release();
    expect(used).toEqual({ backend: "binding", reason: "it died" });
  });

  test("both name the package whose library they run", async () => {
    expect(runtimeName()).toBe("onnxruntime-node 1.30.0");
    const graph = await openBinding(nanoGraph, cpu, 1);
    await graph.release();
  });
});

test("memory that cannot be had is an error that says how much", () => {
  expect(() => memory(2 ** 52)).toThrow(
    "4294967296 MiB of memory cannot be had; lower max_tokens, or shorten the prompt",
  );
});

describe("the table", () => {
  test("has each slot once, in the order of the struct, and versions that only rise", () => {
    const rows = Object.values(functions);
    const ascending = (list: readonly number[]) => list.toSorted((a, b) => a - b);
    const [slots, versions] = [rows.map(([slot]) => slot), rows.map(([, since]) => since)];
    expect(slots).toEqual(ascending([...new Set(slots)]));
    expect(versions).toEqual(ascending(versions));
  });

  test.each([
    ["linux", "x64", /linux[/\\]x64[/\\]libonnxruntime\.so\.1$/],
    ["darwin", "arm64", /darwin[/\\]arm64[/\\]libonnxruntime\.1\.dylib$/],
    ["win32", "x64", /win32[/\\]x64[/\\]onnxruntime\.dll$/],
  ])("the library of %s %s", (platform, arch, path) => {
    expect(libraryFile(platform, arch)).toMatch(path);
  });

  test("a platform without one is an error that names it", () => {
    expect(() => libraryFile("sunos", "x64")).toThrow("onnxruntime-node has no library for sunos");
  });
});
