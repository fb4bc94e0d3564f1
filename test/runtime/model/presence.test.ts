// Providers on machines that are described by the names of their files: what is there, what is missing, how to get it.
import { describe, expect, test } from "vitest";
import { type Machine, presence, thisMachine } from "../../../runtime/model/presence.ts";

const FOLDER = "/n/onnxruntime-node/bin/napi-v6/linux/x64";
const CUDA = ["libonnxruntime_providers_shared.so", "libonnxruntime_providers_cuda.so"];
const TOOLKIT = [
  "cudart.so.12",
  "cublasLt.so.12",
  "cublas.so.12",
  "curand.so.10",
  "cufft.so.11",
  "cudnn.so.9",
];
const toolkit = TOOLKIT.map((name) => `lib${name}`);

const machine = (platform: string, files: readonly string[], libraries: readonly string[] = []): Machine => ({
  platform,
  folder: FOLDER,
  files: new Set(["libonnxruntime.so.1", ...files]),
  libraries: new Set(libraries),
  cuda: 12,
});

describe("cuda on Linux", () => {
  test("nothing of it: ONNX Runtime's part is named first, then the driver, then the toolkit", () => {
    const { present, missing, how } = presence("cuda", machine("linux-x64", []));
    expect(present).toBe(false);
    expect(missing).toEqual([...CUDA, "libcuda.so.1", ...toolkit]);
    expect(how.split("; ")).toEqual([
      "strux models gpu install",
      "install NVIDIA's driver",
      "install CUDA 12 and cuDNN 9, and name their folders in LD_LIBRARY_PATH",
    ]);
  });

  test("a machine with a driver and the toolkit lacks the download alone", () => {
    const { missing, how } = presence("cuda", machine("linux-x64", [], ["libcuda.so.1", ...toolkit]));
    expect(missing).toEqual(CUDA);
    expect(how).not.toContain(";");
  });

  test("one library that is missing is named, with where it comes from", () => {
    const all = ["libcuda.so.1", ...toolkit.filter((name) => !name.includes("cudnn"))];
    expect(presence("cuda", machine("linux-x64", CUDA, all))).toEqual({
      present: true,
      missing: ["libcudnn.so.9"],
      how: "install CUDA 12 and cuDNN 9, and name their folders in LD_LIBRARY_PATH",
    });
  });

  test("files that are built for CUDA 13 need its libraries", () => {
    const { missing, how } = presence("cuda", { ...machine("linux-x64", CUDA, toolkit), cuda: 13 });
    const thirteen = ["cudart.so.13", "cublasLt.so.13", "cublas.so.13", "cufft.so.12"];
    expect(missing).toEqual(["libcuda.so.1", ...thirteen.map((name) => `lib${name}`)]);
    expect(how).toContain("install CUDA 13 and cuDNN 9");
  });

  test("all of it", () => {
    const found = presence("cuda", machine("linux-x64", CUDA, ["libcuda.so.1", ...toolkit]));
    expect(found).toEqual({ present: true, missing: [], how: "" });
  });
});

test("tensorrt needs its own libraries besides those of cuda", () => {
  const files = ["libonnxruntime_providers_shared.so", "libonnxruntime_providers_tensorrt.so"];
  const found = presence("tensorrt", machine("linux-x64", files, ["libcuda.so.1", ...toolkit]));
  expect(found).toMatchObject({ present: true, missing: ["libnvinfer.so.10", "libnvonnxparser.so.10"] });
});

test("webgpu comes with ONNX Runtime, and on Linux needs Vulkan", () => {
  expect(presence("webgpu", machine("linux-x64", []))).toMatchObject({
    present: true,
    missing: ["libvulkan.so.1"],
  });
  expect(presence("webgpu", machine("linux-x64", [], ["libvulkan.so.1"])).how).toBe("");
  expect(presence("webgpu", machine("win32-x64", []))).toEqual({ present: true, missing: [], how: "" });
});

test.each([
  ["dml", "linux-x64", "ONNX Runtime for Node has dml on win32-x64, win32-arm64 only"],
  ["coreml", "win32-x64", "ONNX Runtime for Node has coreml on darwin-arm64 only"],
  ["cuda", "darwin-arm64", "ONNX Runtime for Node has cuda on linux-x64 only"],
  ["webgpu", "linux-arm64", /^ONNX Runtime for Node has webgpu on linux-x64, darwin-arm64/],
] as const)("%s on %s: where it is to be had", (kind, platform, how) => {
  const found = presence(kind, machine(platform, []));
  expect([found.present, found.missing]).toEqual([false, []]);
  expect(found.how).toMatch(how);
});

test("dml comes with its library", () => {
  expect(presence("dml", machine("win32-x64", ["DirectML.dll"]))).toEqual({
    present: true,
    missing: [],
    how: "",
  });
  expect(presence("dml", machine("win32-x64", [])).missing).toEqual(["DirectML.dll"]);
});

test("a package without this platform's files is to be installed again", () => {
  const { files: _, ...rest } = machine("linux-x64", []);
  expect(presence("cpu", { ...rest, files: new Set() })).toEqual({
    present: false,
    missing: [],
    how: "install onnxruntime-node again on this platform",
  });
});

test("here, the CPU is at hand", async () => {
  const here = await thisMachine();
  expect(here.platform).toBe(`${process.platform}-${process.arch}`);
  expect(presence("cpu", here)).toEqual({ present: true, missing: [], how: "" });
});
