// What each provider needs on a machine, which of it is there, and how the rest is to be had.
import { execFile } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";
import { libraryFile } from "./backend/library.ts";
import type { DeviceKind } from "./device.ts";

/** What is looked at: names of files and of libraries, no more. */
export interface Machine {
  /** `linux-x64`. */
  readonly platform: string;
  /** onnxruntime-node's folder of this platform, and the files in it; null where it has none. */
  readonly folder: string | null;
  readonly files: ReadonlySet<string>;
  /** Libraries that the system's loader finds. */
  readonly libraries: ReadonlySet<string>;
}

export interface Presence {
  /** ONNX Runtime's own part of it is installed. */
  readonly present: boolean;
  /** Files and libraries that are not there, ONNX Runtime's first. */
  readonly missing: readonly string[];
  /** How to get what is missing, or `""`. */
  readonly how: string;
}

interface Need {
  /** Platforms for which ONNX Runtime has it at all. */
  readonly on: readonly string[];
  /** Files beside the library of ONNX Runtime, and how to get them. */
  readonly files?: readonly string[];
  readonly install?: (folder: string) => string;
  /** Libraries of the system, and how to get them. */
  readonly libraries?: readonly (readonly [how: string, ...names: readonly string[]])[];
}

const ALL = ["linux-x64", "linux-arm64", "darwin-arm64", "win32-x64", "win32-arm64"];
const own = "install onnxruntime-node again on this platform";
/** Its installer is for Node 20 too, and lies three folders above the library's. */
const download = (folder: string): string =>
  `ONNXRUNTIME_NODE_INSTALL=cuda12 node ${join(folder, "../../../../script/install.js")}`;
const driver = ["install NVIDIA's driver", "libcuda.so.1"] as const;
const toolkit = [
  "install CUDA 12 and cuDNN 9, and name their folders in LD_LIBRARY_PATH",
  "libcudart.so.12",
  "libcublasLt.so.12",
  "libcublas.so.12",
  "libcurand.so.10",
  "libcufft.so.11",
  "libcudnn.so.9",
] as const;
const shared = "libonnxruntime_providers_shared.so";

const needs: { readonly [K in DeviceKind]: Need } = {
  cpu: { on: ALL },
  webgpu: {
    on: ALL.filter((platform) => platform !== "linux-arm64"),
    libraries: [
      [
        "install Vulkan and a driver for it: the GPU's own, or for software Mesa 25 or newer (libvulkan1 and mesa-vulkan-drivers on Debian 13)",
        "libvulkan.so.1",
      ],
    ],
  },
  cuda: {
    on: ["linux-x64"],
    files: [shared, "libonnxruntime_providers_cuda.so"],
    install: download,
    libraries: [driver, toolkit],
  },
  tensorrt: {
    on: ["linux-x64"],
    files: [shared, "libonnxruntime_providers_tensorrt.so"],
    install: download,
    libraries: [
      driver,
      toolkit,
      [
        "install TensorRT 10, and name its folder in LD_LIBRARY_PATH",
        "libnvinfer.so.10",
        "libnvonnxparser.so.10",
      ],
    ],
  },
  dml: { on: ["win32-x64", "win32-arm64"], files: ["DirectML.dll"], install: () => own },
  coreml: { on: ["darwin-arm64"] },
};

/** What of a provider is on a machine. Nothing is loaded: that everything is there does not say that it works. */
export function presence(kind: DeviceKind, machine: Machine): Presence {
  const { on, files = [], install, libraries = [] } = needs[kind];
  const { platform, folder } = machine;
  if (!on.includes(platform))
    return {
      present: false,
      missing: [],
      how: `ONNX Runtime for Node has ${kind} on ${on.join(", ")} only`,
    };
  if (folder === null || machine.files.size === 0) return { present: false, missing: [], how: own };
  const absent = files.filter((name) => !machine.files.has(name));
  // only Linux names its libraries like this
  const lost = platform.startsWith("linux")
    ? libraries.map(([how, ...names]) => ({ how, names: names.filter((one) => !machine.libraries.has(one)) }))
    : [];
  const hows = [
    ...(absent.length > 0 && install ? [install(folder)] : []),
    ...lost.filter(({ names }) => names.length > 0).map(({ how }) => how),
  ];
  return {
    present: absent.length === 0,
    missing: [...absent, ...lost.flatMap(({ names }) => names)],
    how: hows.join("; "),
  };
}

/** This machine. */
export async function thisMachine(): Promise<Machine> {
  const folder = ownFolder();
  return {
    platform: `${process.platform}-${process.arch}`,
    folder,
    files: new Set(folder !== null && existsSync(folder) ? readdirSync(folder) : []),
    libraries: new Set(process.platform === "linux" ? await libraries() : []),
  };
}

function ownFolder(): string | null {
  try {
    return dirname(libraryFile());
  } catch {
    // a platform without one, or a package that is not installed
    return null;
  }
}

/** Names that the loader of Linux finds: its cache, and the folders of LD_LIBRARY_PATH. */
async function libraries(): Promise<string[]> {
  const folders = (process.env["LD_LIBRARY_PATH"] ?? "").split(delimiter).filter((path) => existsSync(path));
  const cached = await promisify(execFile)("/sbin/ldconfig", ["-p"]).then(
    ({ stdout }) => [...stdout.matchAll(/^\s+(\S+) \(/gm)].map(([, name = ""]) => name),
    // no such program: musl has no cache
    () => [],
  );
  return [...cached, ...folders.flatMap((path) => readdirSync(path))];
}
