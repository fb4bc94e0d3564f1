// Graphs through ONNX Runtime's C interface: memory stays where it lies, a pass runs on a thread of its own and can be stopped.
import { readFileSync } from "node:fs";
import { deviceName, type Device } from "../device.ts";
import { ModelError, reason } from "../error.ts";
import { homing, Shelf } from "./away.ts";
import { boundPass } from "./bound.ts";
import { atHome, DATA_FOLDER, type Graph, type Values } from "./graph.ts";
import { type Library, written } from "./library.ts";
import { Names, pass } from "./pass.ts";
import { ports } from "./ports.ts";
import { plainly } from "./words.ts";

/** What every session shares; lives as long as the process. */
export interface Runtime {
  readonly library: Library;
  readonly env: bigint;
  /** Describes memory of this process, in which all tensors of ours lie. */
  readonly memory: bigint;
  /** Names that ONNX Runtime hands out are its own, and go back to it. */
  readonly allocator: bigint;
}

/** fatal only: what fails is thrown as well. */
const SEVERITY = 4;
const [DEVICE_ALLOCATOR, DEFAULT_MEMORY] = [0, 0];

export function makeRuntime(library: Library): Runtime {
  return {
    library,
    env: written((out) => library.CreateEnv(SEVERITY, "strux", out)),
    memory: written((out) => library.CreateCpuMemoryInfo(DEVICE_ALLOCATOR, DEFAULT_MEMORY, out)),
    allocator: written((out) => library.GetAllocatorWithDefaultOptions(out)),
  };
}

/** Providers that this backend can name; the others are the binding's. */
export const speaks = ({ kind }: Device): boolean => kind === "cpu" || kind === "cuda" || kind === "webgpu";

/**
 * Opens an ONNX file by its path, so that external data beside it is found, or one from its bytes, on one provider and no second.
 * @param data the folder of external data that do not lie beside the file
 * @throws Error in ONNX Runtime's words.
 */
export function openFfi(
  runtime: Runtime,
  source: string | Uint8Array<ArrayBuffer>,
  device: Device,
  threads: number,
  data?: string,
): Graph {
  const { library, env } = runtime;
  const given = data !== undefined && typeof source === "string" ? bytesOf(source) : source;
  const options = written((out) => library.CreateSessionOptions(out));
  try {
    library.SetIntraOpNumThreads(options, threads);
    library.SetInterOpNumThreads(options, 1);
    library.SetSessionLogSeverityLevel(options, SEVERITY);
    if (data !== undefined) library.AddSessionConfigEntry(options, DATA_FOLDER, data);
    appendProvider(library, options, device);
    const session = written((out) =>
      typeof given === "string"
        ? library.CreateSession(env, given, options, out)
        : library.CreateSessionFromArray(env, given, BigInt(given.length), options, out),
    );
    return graphOf(runtime, session, device);
  } finally {
    library.ReleaseSessionOptions(options);
  }
}

const bytesOf = (file: string): Uint8Array<ArrayBuffer> => {
  const read = readFileSync(file);
  const bytes = new Uint8Array(new ArrayBuffer(read.length));
  bytes.set(read);
  return bytes;
};

function appendProvider(library: Library, options: bigint, { kind, id }: Device): void {
  const [keys, values] = [new Names(library), new Names(library)];
  if (kind === "webgpu")
    library.SessionOptionsAppendExecutionProvider(options, "WebGPU", keys.list([]), values.list([]), 0n);
  if (kind !== "cuda") return;
  const cuda = written((out) => library.CreateCUDAProviderOptions(out));
  try {
    library.UpdateCUDAProviderOptions(cuda, keys.list(["device_id"]), values.list([String(id ?? 0)]), 1n);
    library.SessionOptionsAppendExecutionProvider_CUDA_V2(options, cuda);
  } finally {
    library.ReleaseCUDAProviderOptions(cuda);
  }
}

/** The name that ONNX Runtime has for the memory of a device; the CPU's is memory of ours. */
const memories: Partial<Record<Device["kind"], string>> = { webgpu: "WebGPU_Buffer", cuda: "Cuda" };

function graphOf(runtime: Runtime, session: bigint, device: Device): Graph {
  const { library } = runtime;
  const names = new Names(library);
  const running = new Set<Promise<Values>>();
  const [inputs, outputs] = [ports(runtime, session, "Input"), ports(runtime, session, "Output")];
  const memory = memories[device.kind];
  const away =
    memory === undefined
      ? undefined
      : farAway(runtime, session, device, memory, new Map(outputs.map(({ name, type }) => [name, type])));
  let open = true;
  return {
    inputs,
    outputs,
    local: device.kind === "cpu",
    inPlace: away === undefined,
    ...(away ?? atHome),
    async run(feeds, wanted, signal) {
      signal?.throwIfAborted();
      const run = away
        ? away.pass(feeds, wanted, signal)
        : pass(runtime, session, names, { feeds, wanted }, signal);
      running.add(run);
      try {
        return await run;
      } catch (thrown) {
        signal?.throwIfAborted();
        throw new ModelError(
          "E513",
          `${deviceName(device)} failed: ${plainly(reason(thrown))}`,
          "try a smaller batch or window, or 'cpu'",
        );
      } finally {
        running.delete(run);
      }
    },
    async release() {
      await Promise.allSettled(running);
      if (!open) return;
      open = false;
      away?.clear();
      await away?.release();
      library.ReleaseSession(session);
    },
  };
}

/** A session whose states stay in a device's memory. */
function farAway(
  runtime: Runtime,
  session: bigint,
  device: Device,
  memory: string,
  types: ReadonlyMap<string, string>,
) {
  const { library } = runtime;
  const shelf = new Shelf<bigint>((value) => library.ReleaseValue(value));
  const place = written((out) =>
    library.CreateMemoryInfo(memory, DEVICE_ALLOCATOR, device.id ?? 0, DEFAULT_MEMORY, out),
  );
  const { home, release } = homing(async (model) => openFfi(runtime, model, device, 1));
  return {
    away: true,
    home,
    async release() {
      await release();
      library.ReleaseMemoryInfo(place);
    },
    clear: () => shelf.clear(),
    pass: (...[feeds, wanted, signal]: Parameters<Graph["run"]>) =>
      boundPass(runtime, { session, place, shelf, types }, feeds, wanted, signal),
  };
}
