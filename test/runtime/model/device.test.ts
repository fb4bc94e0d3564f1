// Devices in the written order: which is used, and in what words the others are told; what opens them is the test's own.
import { describe, expect, test } from "vitest";
import { type Device, type DeviceKind, firstUsable } from "../../../runtime/model/device.ts";
import type { ModelError } from "../../../runtime/model/error.ts";
import { refusal } from "./help.ts";

const linux = "linux-x64";

/** Opens nothing but what has no message here. */
const opening =
  (messages: Partial<Record<DeviceKind, string>>) =>
  async ({ kind }: Device): Promise<DeviceKind> => {
    const message = messages[kind];
    if (message !== undefined) throw new Error(message);
    return kind;
  };

/** Why a device cannot be used, by the error of a program that names no other. */
async function why(
  device: Device,
  message: string,
  missing: readonly string[] = [],
  platform = linux,
): Promise<string> {
  const error: ModelError = await refusal(
    firstUsable([device], opening({ [device.kind]: message }), async () => missing, platform),
  );
  expect(error).toMatchObject({ code: "E503", fix: "add 'else cpu'" });
  return /^no usable provider: \S+ \((.*)\)$/.exec(error.cause)?.[1] ?? error.cause;
}

test("each is tried in the written order, elsewhere's are not tried at all, none after the first that works", async () => {
  const tried: string[] = [];
  const open = opening({ webgpu: "no adapter\nat x.cc" });
  const devices = (["dml", "webgpu", "cpu", "cuda"] as const).map((kind) => ({ kind }));
  const found = await firstUsable(
    devices,
    (device) => {
      tried.push(device.kind);
      return open(device);
    },
    async () => [],
    linux,
  );
  expect(tried).toEqual(["webgpu", "cpu"]);
  expect(found).toEqual({
    opened: "cpu",
    provider: "cpu",
    tried: [
      { provider: "dml", ok: false, reason: "needs Windows, this is linux-x64" },
      { provider: "webgpu", ok: false, reason: "no adapter" },
      { provider: "cpu", ok: true },
    ],
  });
});

test.each<[DeviceKind, string, string]>([
  ["dml", "linux-x64", "needs Windows, this is linux-x64"],
  ["dml", "darwin-arm64", "needs Windows, this is darwin-arm64"],
  ["coreml", "win32-x64", "needs macOS on arm64, this is win32-x64"],
  ["coreml", "darwin-x64", "needs macOS on arm64, this is darwin-x64"],
  ["cuda", "win32-x64", "needs Linux on x64, this is win32-x64"],
  ["tensorrt", "linux-arm64", "needs Linux on x64, this is linux-arm64"],
  ["webgpu", "linux-arm64", "needs anything but Linux on arm64, this is linux-arm64"],
])("%s on %s cannot be", async (kind, platform, expected) => {
  expect(await why({ kind }, "not asked", [], platform)).toBe(expected);
});

describe("what is missing of cuda and tensorrt", () => {
  const unloadable = (name: string) =>
    `OrtSessionOptionsAppendExecutionProvider_${name}: Failed to load shared library`;

  test("is named: the first, and how many more", async () => {
    const missing = ["libonnxruntime_providers_cuda.so", "libcuda.so.1", "libcudart.so.12"];
    expect(await why({ kind: "cuda" }, unloadable("Cuda"), missing)).toBe(
      "library not loadable: libonnxruntime_providers_cuda.so and 2 more missing; 'strux doctor' says how to get it",
    );
    expect(await why({ kind: "tensorrt", id: 1 }, unloadable("TensorRT"), ["libnvinfer.so.10"])).toBe(
      "library not loadable: libnvinfer.so.10 missing; 'strux doctor' says how to get it",
    );
  });

  test("where all of it is there, no more is known", async () => {
    expect(await why({ kind: "cuda" }, unloadable("Cuda"))).toBe(
      "library not loadable: onnxruntime_providers_cuda, or a library of CUDA or cuDNN under it",
    );
  });
});

test("an adapter that is missing, a provider that is not built in, and what nobody knows", async () => {
  const adapter = "webgpu_context.cc:136 Failed to get a WebGPU adapter: No supported adapters";
  expect(await why({ kind: "webgpu" }, adapter)).toBe("no WebGPU adapter: a Vulkan driver is missing");
  const lost = "no available backend found. ERR: [dml] backend not found.";
  expect(await why({ kind: "dml" }, lost, [], "win32-x64")).toBe("dml is not in this build of ONNX Runtime");
  expect(await why({ kind: "coreml" }, "Error in building plan", [], "darwin-arm64")).toBe(
    "Error in building plan",
  );
});

test("numbers are for kinds of which there can be several", async () => {
  for (const kind of ["webgpu", "cpu"] as const)
    expect(await why({ kind, id: 1 }, "not asked")).toBe(`${kind} has no second device: write '${kind}'`);
  const second = { kind: "cuda", id: 1 } as const;
  const first = { kind: "cpu", id: 0 } as const;
  for (const device of [second, first])
    expect((await firstUsable([device], opening({}), async () => [], linux)).opened).toBe(device.kind);
});

test("a graph that even the CPU refuses is at fault itself", async () => {
  const error = await refusal(
    firstUsable([{ kind: "cpu" }], opening({ cpu: "bad model" }), async () => [], linux),
  );
  expect(error).toMatchObject({ code: "E513", cause: "graph not loadable: bad model" });
});
