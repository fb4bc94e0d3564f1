// Weights in another form, and patched graphs as files: what lies where, and that ONNX Runtime finds it there.
import { copyFileSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { digest } from "../../../runtime/digest.ts";
import type { Value, Values } from "../../../runtime/model/backend/graph.ts";
import { openGraph } from "../../../runtime/model/backend/open.ts";
import { makeModel, makeTensor, tensors, writeModel } from "../../../runtime/onnx/graph.ts";
import { toHalf } from "../../../runtime/onnx/half.ts";
import { type Home, homeOf, rehomed } from "../../../runtime/onnx/home.ts";
import { keptModel, openModel } from "../../../runtime/onnx/kept.ts";
import { POSITIONS, chosenLogits } from "../../../runtime/onnx/logits.ts";
import { expose } from "../../../runtime/onnx/patch.ts";
import { bytesOf, halfStored, movedOut } from "../../../runtime/onnx/weights.ts";
import { decoders, folder, folderOf, fromHalf, gap, nano, numbersOf, prompt, run } from "./help.ts";

const ids = [5, 17, 3, 40];
const logits = async (model: Parameters<typeof run>[0], feeds: Parameters<typeof run>[1]) =>
  numbersOf((await run(model, feeds, ["logits"]))["logits"]);

describe("float16", () => {
  test.each([
    [0, 0x0000],
    [-0, 0x8000],
    [1, 0x3c00],
    [-2, 0xc000],
    [65504, 0x7bff],
    [65519, 0x7bff],
    [65520, 0x7c00],
    [1e9, 0x7c00],
    [2 ** -14, 0x0400],
    [2 ** -24, 0x0001],
    [2 ** -25, 0x0000],
    [2 ** -25 * 1.0001, 0x0001],
    [-1e-30, 0x8000],
    [1 + 2 ** -11, 0x3c00],
    [1 + 3 * 2 ** -11, 0x3c02],
    [Infinity, 0x7c00],
    [Number.NaN, 0x7e00],
  ])("of %d", (value, bits) => {
    expect(toHalf(value)).toBe(bits);
  });

  test("every one of them is its own, and none is nearer to a number", () => {
    const all = Array.from({ length: 0x7c00 }, (_, bits) => bits);
    expect(all.filter((bits) => toHalf(fromHalf(bits)) !== bits)).toEqual([]);
    fc.assert(
      fc.property(fc.float({ min: -65000, max: 65000, noNaN: true }), (value) => {
        const bits = toHalf(value);
        const miss = (at: number): number => Math.abs(fromHalf(at) - value);
        const near = [bits - 1, bits + 1].filter((at) => at >= 0 && (at & 0x7fff) < 0x7c00);
        expect(miss(bits)).toBeLessThanOrEqual(Math.min(...near.map(miss)));
      }),
    );
  });
});

const trained = decoders.get("stories260K");
test.skipIf(trained === undefined)("weights stored in half: half the file, and logits as near", async () => {
  const model = openModel(trained!);
  const { model: half, stored, beyond } = halfStored(model, folderOf(trained!));
  expect([stored.length, beyond]).toEqual([38, []]);
  expect(writeModel(half).length / statSync(trained!).size).toBeLessThan(0.6);
  const feeds = prompt(trained!, ids);
  const [before, after] = [await logits(model, feeds), await logits(half, feeds)];
  expect(gap(before, after)).toBeGreaterThan(0);
  expect(gap(before, after)).toBeLessThan(0.02);
});

test("a weight beyond the largest float16 stays as it is, and is named", () => {
  const values = new Float32Array(2048).fill(1);
  values[7] = 70_000;
  const large = makeTensor("large", "float32", [2048], new Uint8Array(values.buffer));
  const small = makeTensor("small", "float32", [8], new Uint8Array(32));
  const { model, stored, beyond } = halfStored(makeModel("m", [large, small], { "": 17 }), "");
  expect([stored, beyond]).toEqual([[], ["large"]]);
  expect(tensors(model.graph).map(({ name, type }) => [name, type])).toEqual([
    ["large", "float32"],
    ["small", "float32"],
  ]);
});

describe("a patched graph as a file", () => {
  const patched = () => expose(openModel(nano), "t0");
  const never = () => {
    throw new Error("patched again");
  };

  test("lies under the digest of what it is made of, and is made once", async () => {
    const place = folder();
    const first = await keptModel(["graph 1", "expose t0"], place, patched);
    const again = await keptModel(["graph 1", "expose t0"], place, never);
    const other = await keptModel(["graph 2", "expose t0"], place, patched);
    expect(first).toBe(join(place, digest("graph 1\nexpose t0"), "model.onnx"));
    expect(again).toBe(first);
    expect(other).not.toBe(first);
    expect(readdirSync(place).length).toBe(2);
    expect(readFileSync(first).equals(writeModel(patched()))).toBe(true);
  });

  test("two who write it at once leave one, and nothing else", async () => {
    const place = folder();
    const files = await Promise.all(Array.from({ length: 8 }, () => keptModel(["graph"], place, patched)));
    expect(new Set(files).size).toBe(1);
    expect(readdirSync(place)).toEqual([dirname(files[0]!).slice(place.length + 1)]);
  });

  test("a patch that fails leaves nothing", async () => {
    const place = folder();
    await expect(keptModel(["graph"], place, never)).rejects.toThrow("patched again");
    expect(readdirSync(place)).toEqual([]);
  });
});

describe("external data of a patched graph", () => {
  const external = decoders.get("llama, external data");
  const patched = (file: string, home: Home) => () => chosenLogits(rehomed(openModel(file), home));
  /** The last logits of a graph whose data lie in another folder, as both backends load it. */
  async function lastOf(file: string, data: string, feeds: Values): Promise<number[][]> {
    const found: number[][] = [];
    for (const backend of ["ffi", "binding"] as const) {
      const { graph } = await openGraph({ file, data, device: { kind: "cpu" }, threads: 1 }, { backend });
      const { logits: said } = await graph.run(feeds, { logits: null });
      found.push([...(said!.data as Uint16Array)].map(fromHalf));
      await graph.release();
    }
    return found;
  }
  const at: Value = { type: "int64", dims: [1, 1], data: BigInt64Array.of(BigInt(ids.length - 1)) };

  test.skipIf(external === undefined)("stay where they are, and get no second name", async () => {
    const dir = folder();
    for (const name of ["model.onnx", "model.onnx.data"])
      copyFileSync(join(folderOf(external!), name), join(dir, name));
    const own = join(dir, "model.onnx");
    const home = await homeOf(own, openModel(own).graph);
    expect(home).toEqual({ folder: dir, names: new Map() });
    const file = await keptModel(["llama"], folder(), patched(own, home!));
    expect(readdirSync(dirname(file))).toEqual(["model.onnx"]);
    expect(statSync(join(dir, "model.onnx.data")).nlink).toBe(1);
    const all = await logits(external!, prompt(external!, ids));
    for (const last of await lastOf(file, dir, { ...valuesOf(prompt(external!, ids)), [POSITIONS]: at }))
      expect(gap(last, all.slice(-last.length))).toBeLessThan(1e-3);
  });

  test.skipIf(external === undefined)(
    "are called as they are called where a link leads, as in the cache of a hub",
    async () => {
      const [dir, blobs] = [folder(), folder()];
      copyFileSync(join(folderOf(external!), "model.onnx.data"), join(blobs, "0a1b"));
      copyFileSync(external!, join(dir, "model.onnx"));
      symlinkSync(join(blobs, "0a1b"), join(dir, "model.onnx.data"));
      const own = join(dir, "model.onnx");
      const home = await homeOf(own, openModel(own).graph);
      expect(home).toEqual({ folder: blobs, names: new Map([["model.onnx.data", "0a1b"]]) });
      const file = await keptModel(["llama"], folder(), patched(own, home!));
      const all = await logits(external!, prompt(external!, ids));
      for (const last of await lastOf(file, blobs, { ...valuesOf(prompt(external!, ids)), [POSITIONS]: at }))
        expect(gap(last, all.slice(-last.length))).toBeLessThan(1e-3);
    },
  );

  test("that lie outside of the folder are refused", async () => {
    const away = makeTensor("w", "float32", [1], { location: "../../secret", offset: 0, length: 4 });
    const { graph } = makeModel("m", [away], { "": 17 });
    await expect(homeOf(join(folder(), "model.onnx"), graph)).rejects.toMatchObject({
      code: "E519",
      cause: "the graph names data outside of its folder: '../../secret'",
    });
  });

  test("are not looked for where all weights are in the graph", async () => {
    expect(await homeOf(nano, openModel(nano).graph)).toBeUndefined();
  });
});

/** Tensors of ONNX Runtime's binding as the backends take them. */
const valuesOf = (feeds: ReturnType<typeof prompt>): Values =>
  Object.fromEntries(
    Object.entries(feeds).map(([name, { type, dims, data }]) => [name, { type, dims, data } as Value]),
  );

describe("weights moved into a file beside the graph", () => {
  const whole = openModel(nano);
  const { model, data } = movedOut(whole, "model.onnx_data");

  test("begin at pages, and are read from there by ONNX Runtime", async () => {
    const dir = folder();
    writeFileSync(join(dir, "model.onnx"), writeModel(model));
    writeFileSync(join(dir, "model.onnx_data"), Buffer.concat(data));
    expect(statSync(join(dir, "model.onnx")).size).toBeLessThan(60_000);
    const moved = tensors(model.graph).flatMap(({ external }) => external ?? []);
    expect(moved.length).toBeGreaterThan(20);
    expect(moved.filter(({ offset }) => offset % 4096 !== 0)).toEqual([]);
    const feeds = prompt(nano, ids);
    expect(await logits(join(dir, "model.onnx"), feeds)).toEqual(await logits(nano, feeds));
  });

  test("are the bytes that they were; a file that ends early is told", () => {
    const dir = folder();
    writeFileSync(join(dir, "model.onnx_data"), Buffer.concat(data));
    const [before, after] = [whole, model].map(({ graph }) =>
      tensors(graph).map((tensor) => digest(bytesOf(tensor, dir))),
    );
    expect(after).toEqual(before);
    writeFileSync(join(dir, "model.onnx_data"), Buffer.concat(data).subarray(0, 5000));
    expect(() => tensors(model.graph).map((tensor) => bytesOf(tensor, dir))).toThrow(
      /model\.onnx_data ends inside 'c\d+'/,
    );
  });
});
