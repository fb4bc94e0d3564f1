// What each provider needs on a machine, which of it is there, and how the rest is to be had.
import { execFile } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";
import { libraryFile } from "./backend/library.ts";
import { type DeviceKind, platforms } from "./device.ts";
import { neededBy } from "./elf.ts";

/** What is looked at: names of files and of libraries, no more. */
export interface Machine {
  /** `linux-x64`. */
  readonly platform: string;
  /** onnxruntime-node's folder of this platform, and the files in it; null where it has none. */
  readonly folder: string | null;
  readonly files: ReadonlySet<string>;
  /** Libraries that the system's loader finds. */
  readonly libraries: ReadonlySet<string>;
  /** The version of CUDA that the files there are built for, 12 where they are not. */
  readonly cuda: number;
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
  /** Files beside the library of ONNX Runtime, and how to get them. */
  readonly files?: readonly string[];
  readonly install?: string;
  /** Libraries of the system, and how to get them. */
  readonly libraries?: (cuda: number) => readonly Source[];
}
type Source = readonly [how: string, ...names: readonly string[]];

const own = "install onnxruntime-node again on this platform";
const download = "strux models gpu install";
const driver: Source = ["install NVIDIA's driver", "libcuda.so.1"];
/** cuFFT counts its versions otherwise. */
const toolkit = (cuda: number): Source => [
  `install CUDA ${cuda} and cuDNN 9, and name their folders in LD_LIBRARY_PATH`,
  `libcudart.so.${cuda}`,
  `libcublasLt.so.${cuda}`,
  `libcublas.so.${cuda}`,
  "libcurand.so.10",
  `libcufft.so.${cuda - 1}`,
  "libcudnn.so.9",
];
const tensorrt: Source = [
  "install TensorRT 10, and name its folder in LD_LIBRARY_PATH",
  "libnvinfer.so.10",
  "libnvonnxparser.so.10",
];
const vulkan: Source = [
  "install Vulkan and a driver for it: the GPU's own, or for software Mesa 25 or newer (libvulkan1 and mesa-vulkan-drivers on Debian 13)",
  "libvulkan.so.1",
];
const shared = "libonnxruntime_providers_shared.so";

const needs: { readonly [K in DeviceKind]: Need } = {
  cpu: {},
  webgpu: { libraries: () => [vulkan] },
  cuda: {
    files: [shared, "libonnxruntime_providers_cuda.so"],
    install: download,
    libraries: (cuda) => [driver, toolkit(cuda)],
  },
  tensorrt: {
    files: [shared, "libonnxruntime_providers_tensorrt.so"],
    install: download,
    libraries: (cuda) => [driver, toolkit(cuda), tensorrt],
  },
  dml: { files: ["DirectML.dll"], install: own },
  coreml: {},
};

/** What of a provider is on a machine. Nothing is loaded: that everything is there does not say that it works. */
export function presence(kind: DeviceKind, machine: Machine): Presence {
  const { files = [], install, libraries = () => [] } = needs[kind];
  const { platform, folder, cuda } = machine;
  const { on } = platforms[kind];
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
    ? libraries(cuda).map(([how, ...names]) => ({
        how,
        names: names.filter((one) => !machine.libraries.has(one)),
      }))
    : [];
  const hows = [
    ...(absent.length > 0 && install ? [install] : []),
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
    cuda: cudaOf(folder),
  };
}

/** The version that the provider's library asks the loader for; what the download brings is for 12. */
function cudaOf(folder: string | null): number {
  try {
    const needed = neededBy(join(folder ?? "", "libonnxruntime_providers_cuda.so"));
    return Number(/libcudart\.so\.(\d+)/.exec(needed.join(" "))?.[1] ?? 12);
  } catch {
    // not there, or not whole: loading it says so
    return 12;
  }
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
