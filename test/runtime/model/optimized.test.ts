// Optimised graphs: made once beside the work, tried before they are kept, used by the next load, never trusted blindly.
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { Precision } from "../../../bench/decoder/shape.ts";
import { decoder } from "../../../bench/decoder/write.ts";
import { filesDigest } from "../../../runtime/model/digest.ts";
import { graphFiles } from "../../../runtime/model/directory.ts";
import {
  folderOf,
  graphsPlace,
  LONGEST,
  makeOptimized,
  optimized,
  type Source,
} from "../../../runtime/model/optimized.ts";
import { lean } from "../../../runtime/model/lean.ts";
import type { LoadedModel } from "../../../runtime/model/protocol.ts";
import { answers, folder, greedy, refusal, testRunner } from "./help.ts";

const cpu = [{ kind: "cpu" }] as const;
const prompt = [{ tokens: [5, 7, 11, 2, 400], seed: 0 }];

async function sourceOf(dir: string, graph: string): Promise<Source> {
  const files = graphFiles(dir, graph);
  const bytes = files.reduce((sum, { path }) => sum + statSync(path).size, 0);
  return { file: join(dir, graph), digest: await filesDigest(files), bytes };
}

const made = (precision: Precision): Promise<string> =>
  decoder({ size: "tiny", variant: "gqa", precisions: [precision] }, folder());

/** Loads in a process of its own, and answers. */
async function loaded(
  dir: string,
  optimizeFrom: number,
): Promise<{ model: LoadedModel; tokens: readonly number[] }> {
  const runner = await testRunner({ optimizeFrom, threads: 1 });
  const model = await runner.load({ dir, providers: cpu });
  const [answer] = await answers(runner, model, prompt, { ...greedy, maxTokens: 12 });
  await runner.close();
  return { model, tokens: answer!.tokens };
}
const never = 1e9;

/** What lies in the cache of graphs. */
const graphs = (): string[] => readdirSync(graphsPlace()).sort();

beforeEach(() => {
  vi.stubEnv("STRUX_STORE", folder());
});
afterAll(() => {
  vi.unstubAllEnvs();
});

describe("of a decoder in fp32", () => {
  let dir = "";
  let source: Source;
  beforeAll(async () => {
    dir = await made("fp32");
  });
  // what is run of a directory lies below the store, too
  beforeEach(async () => {
    source = await lean(await sourceOf(dir, join("onnx", "model.onnx")), true);
  });

  test("the first load makes it in the background, a later one uses it and says so; answers are the same", async () => {
    const first = await loaded(dir, 0);
    expect(first.model.optimized).toBeUndefined();
    await vi.waitFor(() => expect(optimized(source)).toBe(join(folderOf(source), "model.onnx")), 60_000);
    const later = await loaded(dir, 0);
    expect(later.model.optimized).toBe(true);
    expect(later.tokens).toEqual(first.tokens);
    expect(later.model.digest).toBe(first.model.digest);
  }, 120_000);

  test("below the size from which it pays none is made, and none is used", async () => {
    await makeOptimized(source);
    expect((await loaded(dir, never)).model.optimized).toBeUndefined();
  });

  test.each([
    ["is damaged", (file: string) => writeFileSync(file, Buffer.alloc(statSync(file).size, 7))],
    ["ends early", (file: string) => truncateSync(`${file}_data`, 5000)],
  ])(
    "one that %s is not used: the graph itself is loaded, and another one made",
    async (_, harm) => {
      await makeOptimized(source);
      const before = await loaded(dir, 0);
      harm(join(folderOf(source), "model.onnx"));
      const after = await loaded(dir, 0);
      expect([before.model.optimized, after.model.optimized]).toEqual([true, undefined]);
      expect(after.tokens).toEqual(before.tokens);
      await vi.waitFor(() => expect(optimized(source)).toBeTypeOf("string"), 60_000);
      expect((await loaded(dir, 0)).model.optimized).toBe(true);
    },
    120_000,
  );

  test("two makers: the second leaves it to the first", async () => {
    await Promise.all([makeOptimized(source), makeOptimized(source)]);
    expect(graphs()).toEqual([basename(folderOf(source)), basename(dirname(source.file))].sort());
    expect(readdirSync(folderOf(source)).sort()).toEqual(["model.onnx", "model.onnx_data", "sizes.txt"]);
  });

  test("another model, or another version of it, has another one", () => {
    const other = { ...source, digest: "0".repeat(64) };
    expect(folderOf(other)).not.toBe(folderOf(source));
    expect(optimized(other)).toBeUndefined();
  });

  test("what killed processes left goes when the next one is made", async () => {
    const place = dirname(folderOf(source));
    mkdirSync(join(place, "old.1234.part"), { recursive: true });
    mkdirSync(join(place, "new.1234.part"));
    const then = (Date.now() - 2 * LONGEST) / 1000;
    utimesSync(join(place, "old.1234.part"), then, then);
    await makeOptimized(source);
    const own = [basename(folderOf(source)), basename(dirname(source.file))];
    expect(graphs()).toEqual([...own, "new.1234.part"].sort());
  });
});

test("one that computes something else is noted as unfit and never used", async () => {
  // ONNX Runtime 1.30 packs weights of four bits and then writes them wrongly
  const dir = await made("int4");
  const source = await lean(await sourceOf(dir, join("onnx", "model_q4.onnx")), true);
  await makeOptimized(source);
  expect(optimized(source)).toBeNull();
  expect(readdirSync(folderOf(source))).toEqual(["unfit.txt"]);
  expect(readFileSync(join(folderOf(source), "unfit.txt"), "utf8")).toMatch(
    /^its logits are \w+ and not \w+\n$/,
  );
  expect((await loaded(dir, 0)).model.optimized).toBeUndefined();
});

test("a graph that ONNX Runtime refuses is noted with its words", async () => {
  const dir = folder();
  // a version and no graph
  writeFileSync(join(dir, "model.onnx"), Buffer.from([0x08, 0x07]));
  const source = await sourceOf(dir, "model.onnx");
  await makeOptimized(source);
  expect(optimized(source)).toBeNull();
  expect(existsSync(join(folderOf(source), "model.onnx"))).toBe(false);
});

test("a model that was released is not known any more; the next one has another handle", async () => {
  const dir = await made("fp32");
  const runner = await testRunner();
  const first = await runner.load({ dir, providers: cpu });
  await runner.release(first.handle);
  const error = await refusal(answers(runner, first, prompt, { ...greedy, maxTokens: 1 }));
  expect(error).toMatchObject({ code: "E515", cause: `no model has the handle ${first.handle}` });
  expect((await refusal(runner.release(first.handle))).code).toBe("E515");
  const second = await runner.load({ dir, providers: cpu });
  expect((await answers(runner, second, prompt, { ...greedy, maxTokens: 3 })).length).toBe(1);
});
