// Devices: what was asked for, what was tried, what is used. No provider falls back by itself.
import { ModelError, reason } from "./error.ts";
import { plainly } from "./backend/words.ts";

export type DeviceKind = "cpu" | "cuda" | "webgpu" | "dml" | "coreml" | "tensorrt";

export interface Device {
  readonly kind: DeviceKind;
  readonly id?: number;
}

export interface Tried {
  readonly provider: string;
  readonly ok: boolean;
  readonly reason?: string;
}

const ALL = ["linux-x64", "linux-arm64", "darwin-arm64", "win32-x64", "win32-arm64"];

/** Platforms for which ONNX Runtime for Node has a provider; asking it elsewhere gives a less clear answer. */
export const platforms: {
  readonly [K in DeviceKind]: { readonly on: readonly string[]; readonly needs: string };
} = {
  cpu: { on: ALL, needs: "" },
  webgpu: { on: ALL.filter((one) => one !== "linux-arm64"), needs: "anything but Linux on arm64" },
  cuda: { on: ["linux-x64"], needs: "Linux on x64" },
  tensorrt: { on: ["linux-x64"], needs: "Linux on x64" },
  dml: { on: ["win32-x64", "win32-arm64"], needs: "Windows" },
  coreml: { on: ["darwin-arm64"], needs: "macOS on arm64" },
};

/** `cuda` or `cuda(1)`, as it is written in a notebook. */
export const deviceName = (device: Device): string =>
  device.id === undefined ? device.kind : `${device.kind}(${device.id})`;

/** Names of what a provider lacks on this machine, the most telling first. */
export type Lacking = (kind: DeviceKind) => Promise<readonly string[]>;

/**
 * Opens on the first device that works, in the written order, and keeps every reason.
 * @throws ModelError E503 with each device's reason; E513 when even the CPU refuses, as the graph is at fault then.
 */
export async function firstUsable<T>(
  devices: readonly Device[],
  open: (device: Device) => Promise<T>,
  lacking: Lacking,
  platform: string = `${process.platform}-${process.arch}`,
): Promise<{ readonly opened: T; readonly tried: readonly Tried[]; readonly provider: string }> {
  const tried: Tried[] = [];
  for (const device of devices) {
    const provider = deviceName(device);
    const impossible = never(device, platform);
    if (impossible !== undefined) {
      tried.push({ provider, ok: false, reason: impossible });
      continue;
    }
    try {
      const opened = await open(device);
      tried.push({ provider, ok: true });
      return { opened, tried, provider };
    } catch (thrown) {
      if (thrown instanceof ModelError) throw thrown;
      if (device.kind === "cpu")
        throw new ModelError(
          "E513",
          `graph not loadable: ${plainly(reason(thrown))}`,
          "check the file, or export it again",
        );
      const why = plainReason(device, reason(thrown), await lacking(device.kind));
      tried.push({ provider, ok: false, reason: why });
    }
  }
  const reasons = tried.map((t) => `${t.provider} (${t.reason ?? "unknown"})`).join(", ");
  throw new ModelError("E503", `no usable provider: ${reasons || "none was named"}`, "add 'else cpu'");
}

/**
 * Whether a failure of a pass means that the device is of no use to this process any more: it is gone, or its driver has given up.
 * In the words of CUDA (all failures but a lack of memory stay), DirectX, Vulkan and Dawn.
 */
export const isGone = (cause: string): boolean =>
  /CUDA failure (?!2\b)\d|CU(BLAS|DNN)_STATUS_(EXECUTION_FAILED|INTERNAL_ERROR|NOT_INITIALIZED)|DXGI_ERROR_DEVICE_(REMOVED|HUNG|RESET)|VK_ERROR_DEVICE_LOST|device (is|was) lost|device lost/i.test(
    cause,
  );

/** Kinds of which there can be several; the others take what the system prefers. */
const numbered: ReadonlySet<DeviceKind> = new Set(["cuda", "tensorrt", "dml"]);

/** Why a device cannot be on a platform, whatever is installed. */
function never({ kind, id = 0 }: Device, platform: string): string | undefined {
  const { on, needs } = platforms[kind];
  if (kind !== "cpu" && !on.includes(platform)) return `needs ${needs}, this is ${platform}`;
  if (id > 0 && !numbered.has(kind)) return `${kind} has no second device: write '${kind}'`;
  return undefined;
}

/** ONNX Runtime's message -> the words of the field; a text that is not known stays as it is. */
function plainReason({ kind }: Device, text: string, [first, ...more]: readonly string[]): string {
  const doctor = "'strux doctor' says how to get it";
  if (/Failed to load shared library/i.test(text)) {
    // ONNX Runtime does not say which of them is missing.
    if (first === undefined)
      return `library not loadable: onnxruntime_providers_${kind}, or a library of CUDA or cuDNN under it`;
    const others = more.length === 0 ? "" : ` and ${more.length} more`;
    return `library not loadable: ${first}${others} missing; ${doctor}`;
  }
  if (/no available backend found|backend not found/i.test(text))
    return `${kind} is not in this build of ONNX Runtime`;
  if (/Failed to get a WebGPU adapter/i.test(text)) return "no WebGPU adapter: a Vulkan driver is missing";
  return plainly(text);
}
