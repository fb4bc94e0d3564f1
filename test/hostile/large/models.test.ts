// A model directory of a stranger: what it names elsewhere is refused, and looking at it ends.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readTemplate } from "../../../runtime/model/chat.ts";
import {
  graphFile,
  graphParts,
  outputFiles,
  readDirectory,
  readJson,
} from "../../../runtime/model/directory.ts";
import { doesOf } from "../../../runtime/model/encode/about.ts";
import { inspect } from "../../../runtime/model/inspect.ts";
import { makeModel, makeStated, makeTensor, writeModel } from "../../../runtime/onnx/graph.ts";
import { holding, type Message, number } from "../../../runtime/onnx/message.ts";
import { outlineOf } from "../../../runtime/onnx/outline.ts";
import { ATTRIBUTE, GRAPH, MODEL, NODE } from "../../../runtime/onnx/schema.ts";
import { directory, words } from "../../runtime/model/help.ts";

const away = mkdtempSync(join(tmpdir(), "strux-away-"));
writeFileSync(join(away, "secret.json"), '{"chat_template": "the secret"}');
writeFileSync(join(away, "weights"), "secret");

const settings = { "config.json": { n_positions: 8 }, "tokenizer.json": words(3) };
const refusal = (look: () => unknown): string => {
  try {
    look();
  } catch (error) {
    const { code, cause } = error as { code?: string; cause?: string };
    return `${code}: ${cause}`;
  }
  return "nothing failed";
};
/** A directory whose graph holds these fields. */
function withGraph(graph: Message): string {
  const dir = directory(settings);
  writeFileSync(join(dir, "model.onnx"), writeModel(makeModel("m", graph, { "": 17 })));
  return dir;
}
const weight = (location: string) => makeTensor("w", "uint8", [6], { location, offset: 0, length: 6 });
/** The tensor's own message, as it stands in another field. */
const bare = (location: string) => weight(location).inside!;
const node = (...attributes: Message): Message => [
  holding(GRAPH.node, [holding(NODE.op, "Constant"), ...attributes]),
];

const OUTSIDE = /^E517: .* refers to '.*', which lies outside of it$/;

test.each([
  ["above", "../weights"],
  ["absolute", join(away, "weights")],
  ["above by a way round", "a/../../weights"],
  ["itself", "."],
])("weights that lie %s are refused", (_, location) => {
  const dir = withGraph([weight(location)]);
  expect(refusal(() => graphParts(dir, "model.onnx"))).toMatch(OUTSIDE);
});

test.each([
  ["in a node", node(holding(NODE.attribute, [holding(ATTRIBUTE.t, bare("../weights"))]))],
  ["in a list of a node", node(holding(NODE.attribute, [holding(10, bare("../weights"))]))],
  [
    "in a graph of a node",
    node(
      holding(NODE.attribute, [holding(ATTRIBUTE.graph, [holding(GRAPH.initializer, bare("../weights"))])]),
    ),
  ],
  ["in a sparse tensor", [holding(15, [holding(1, bare("../weights"))])]],
])("weights named %s are found as well", (_, graph) => {
  expect(refusal(() => graphParts(withGraph(graph), "model.onnx"))).toMatch(OUTSIDE);
});

test("weights named in a function are found as well", () => {
  const dir = directory(settings);
  const inner = holding(NODE.attribute, [holding(ATTRIBUTE.t, bare("../weights"))]);
  const made = makeModel("m", [], { "": 17 });
  const fields = [...made.fields, holding(MODEL.functions, [holding(7, [inner])])];
  writeFileSync(
    join(dir, "model.onnx"),
    writeModel({ ...made, fields: [...fields, holding(MODEL.graph, [])] }),
  );
  expect(refusal(() => graphParts(dir, "model.onnx"))).toMatch(OUTSIDE);
});

test.each([
  ["a group before it", Buffer.from([0x0b, 0x0c])],
  ["a field whose number others cut off", Buffer.from([0xda, 0x80, 0x80, 0x80, 0x10, 0x00])],
  ["a length no reader takes", Buffer.from([0x0a, 0xff, 0xff, 0xff, 0xff, 0x7f])],
])("weights hidden behind %s: the file is refused, as other readers would find them", (_, bytes) => {
  const dir = directory(settings);
  const hidden = Buffer.concat([bytes, weight("../weights").bytes]);
  writeFileSync(join(dir, "model.onnx"), writeModel(makeModel("m", [], { "": 17 })));
  const whole = makeModel("m", [], { "": 17 });
  const graph = holding(MODEL.graph, new Uint8Array(hidden));
  writeFileSync(
    join(dir, "model.onnx"),
    Buffer.concat([...whole.fields.map((one) => one.bytes), graph.bytes]),
  );
  expect(refusal(() => graphParts(dir, "model.onnx"))).toMatch(/^E513: .* is cut off, or is no ONNX file/);
});

test("a name of a data file that is longer than any is refused, and not passed over", () => {
  const dir = withGraph([weight(`${"./".repeat(3000)}../weights`)]);
  expect(refusal(() => graphParts(dir, "model.onnx"))).toMatch(/^E513: .* names a data file by 6010 bytes$/);
});

test.each([
  ["tokenizer_config.json", (dir: string) => readJson(dir, "tokenizer_config.json")],
  ["chat_template.jinja", readTemplate],
  ["model.onnx", (dir: string) => graphFile(readDirectory(dir))],
  ["weights", (dir: string) => graphParts(dir, "model.onnx")],
])("%s that is a link to elsewhere is refused, and nothing of it is shown", (name, look) => {
  const dir = name === "weights" ? withGraph([weight("weights")]) : directory(settings);
  symlinkSync(join(away, name === "weights" ? "weights" : "secret.json"), join(dir, name));
  const said = refusal(() => look(dir));
  expect(said).toMatch(OUTSIDE);
  expect(said).not.toContain("secret.json");
});

test("links within a folder, and to the blobs of a hub's cache, are followed", () => {
  const repository = mkdtempSync(join(tmpdir(), "models--a--b-"));
  const dir = join(repository, "snapshots", "c0ffee");
  mkdirSync(dir, { recursive: true });
  mkdirSync(join(repository, "blobs"));
  const blob = (name: string, content: string | Uint8Array): void => {
    writeFileSync(join(repository, "blobs", `${name}-blob`), content);
    symlinkSync(join("..", "..", "blobs", `${name}-blob`), join(dir, name));
  };
  blob("config.json", '{"n_positions": 8}');
  blob("tokenizer.json", JSON.stringify(words(3)));
  blob("model.onnx", writeModel(makeModel("m", [weight("data")], { "": 17 })));
  blob("data", "123456");
  expect(outputFiles(dir, "model.onnx").map(({ name }) => name)).toEqual([
    "model.onnx",
    "data",
    "config.json",
    "tokenizer.json",
  ]);
});

test("files of absurd sizes and depths are refused with the bound", () => {
  const deep = directory({ ...settings, "config.json": `{"a": ${"[".repeat(1e5)}${"]".repeat(1e5)}}` });
  expect(refusal(() => readDirectory(deep))).toMatch(
    /^E507: .*config.json is .*: values nest deeper than 500/,
  );
  for (const [name, bytes, bound] of [
    ["config.json", 17e6, "16 MB"],
    ["tokenizer.json", 129e6, "128 MB"],
    ["chat_template.jinja", 17e6, "16 MB"],
  ] as const) {
    const large = directory(settings);
    writeFileSync(join(large, name), "");
    truncateSync(join(large, name), bytes);
    expect(refusal(() => (name.endsWith("jinja") ? readTemplate(large) : readJson(large, name)))).toMatch(
      new RegExp(`^E507: .*${name} is larger than ${bound}$`),
    );
  }
});

test("keys of prototypes in settings and tokenizers change nothing", () => {
  const dir = directory({
    ...settings,
    "tokenizer_config.json":
      '{"__proto__": {"chat_template": "x", "polluted": 1}, "constructor": {"prototype": {"polluted": 1}}}',
  });
  expect(readTemplate(dir)).toBe("");
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
});

test.skipIf(process.platform === "win32")("a graph that is a pipe is refused: nobody waits for it", () => {
  const dir = directory(settings);
  execFileSync("mkfifo", [join(dir, "model.onnx")]);
  expect(refusal(() => graphFile(readDirectory(dir)))).toMatch(/^E513: .* is a pipe or a device$/);
});

test("graphs in graphs in graphs are refused", () => {
  let graph: Message = [holding(GRAPH.name, "x")];
  for (let depth = 0; depth < 2000; depth++)
    graph = node(holding(NODE.attribute, [holding(ATTRIBUTE.graph, graph)]));
  const dir = withGraph(graph);
  const endless = /^E513: .* has graphs in each other without an end$/;
  expect(refusal(() => graphParts(dir, "model.onnx"))).toMatch(endless);
  expect(refusal(() => outlineOf(join(dir, "model.onnx")))).toMatch(endless);
});

test("millions of nodes are refused by their number", () => {
  const dir = directory(settings);
  const empty = Buffer.alloc(2 * 2_000_001);
  for (let at = 0; at < empty.length; at += 2) empty[at] = GRAPH.node * 8 + 2;
  const graph = holding(MODEL.graph, new Uint8Array(empty));
  writeFileSync(join(dir, "model.onnx"), graph.bytes);
  expect(refusal(() => doesOf(dir, "model.onnx"))).toMatch(
    /^E513: .* more than 2,000,000 nodes and tensors$/,
  );
});

test("a constant of 200 MB in a node is stepped over by whoever looks", () => {
  const raw = holding(9, new Uint8Array(200e6));
  const dir = withGraph(node(holding(NODE.attribute, [holding(ATTRIBUTE.t, [number(1, 200e6), raw])])));
  const began = performance.now();
  const { graph } = outlineOf(join(dir, "model.onnx"));
  expect(graph.reduce((sum, { bytes }) => sum + bytes.length, 0)).toBeLessThan(1000);
  expect(performance.now() - began).toBeLessThan(2000);
});

test("a cache of absurd dimensions is described, and does not fit", () => {
  const size = 2 ** 40;
  const past = (which: "input" | "output", name: string) =>
    makeStated(which, name, "float32", ["batch", size, which === "input" ? "past" : "total", size]);
  const dir = withGraph([
    makeStated("input", "input_ids", "int64", ["batch", "sequence"]),
    past("input", "past_key_values.0.key"),
    past("input", "past_key_values.0.value"),
    makeStated("output", "logits", "float32", ["batch", "sequence", size]),
    past("output", "present.0.key"),
    past("output", "present.0.value"),
  ]);
  const found = inspect(dir);
  expect(found.cache?.perToken).toBe(2 * 4 * size * size);
  expect(found.memory.tokens).toBe(0);
});
