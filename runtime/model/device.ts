// Devices: what was asked for, what was tried, what is used. No provider falls back by itself.
import { ModelError, reason } from "./error.ts";

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

/** Where a provider can exist at all; asking ONNX Runtime elsewhere gives a less clear answer. */
const platforms: Readonly<
  Record<DeviceKind, { readonly on: readonly string[] | "any"; readonly not: string }>
> = {
  cpu: { on: "any", not: "" },
  webgpu: { on: "any", not: "" },
  cuda: { on: ["linux", "win32"], not: "needs Linux or Windows" },
  tensorrt: { on: ["linux", "win32"], not: "needs Linux or Windows" },
  dml: { on: ["win32"], not: "needs Windows" },
  coreml: { on: ["darwin"], not: "needs macOS" },
};

/** `cuda` or `cuda(1)`, as it is written in a notebook. */
export const deviceName = (device: Device): string =>
  device.id === undefined ? device.kind : `${device.kind}(${device.id})`;

/**
 * Opens on the first device that works, in the written order, and keeps every reason.
 * @throws ModelError E503 with each device's reason; E513 when even the CPU refuses, as the graph is at fault then.
 */
export async function firstUsable<T>(
  devices: readonly Device[],
  open: (device: Device) => Promise<T>,
  platform: string = process.platform,
): Promise<{ readonly opened: T; readonly tried: readonly Tried[]; readonly provider: string }> {
  const tried: Tried[] = [];
  for (const device of devices) {
    const provider = deviceName(device);
    const { on, not } = platforms[device.kind] ?? { on: [], not: "unknown provider" };
    if (on !== "any" && !on.includes(platform)) {
      tried.push({ provider, ok: false, reason: not });
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
          `graph not loadable: ${reason(thrown)}`,
          "check the file, or export it again",
        );
      tried.push({ provider, ok: false, reason: plainReason(device, reason(thrown)) });
    }
  }
  const reasons = tried.map((t) => `${t.provider} (${t.reason ?? "unknown"})`).join(", ");
  throw new ModelError("E503", `no usable provider: ${reasons || "none was named"}`, "add 'else cpu'");
}

/** ONNX Runtime's message -> the words of the field; a text that is not known stays as it is. */
function plainReason(device: Device, text: string): string {
  if (/Failed to load shared library/i.test(text)) {
    // ONNX Runtime does not say which of them is missing.
    return `library not loadable: onnxruntime_providers_${device.kind}, or CUDA 12 or cuDNN 9 under it`;
  }
  if (/no available backend found|backend not found/i.test(text))
    return `${device.kind} is not in this build of ONNX Runtime`;
  if (/Failed to get a WebGPU adapter/i.test(text)) return "no WebGPU adapter: a Vulkan driver is missing";
  return text;
}
