// Which backend opens a graph: the C interface where it is there and passes its self-test, else the Node binding with the reason.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Device } from "../device.ts";
import { reason } from "../error.ts";
import { openBinding } from "./binding.ts";
import { makeRuntime, openFfi, type Runtime, speaks } from "./ffi.ts";
import type { Backend, Choice, Graph } from "./graph.ts";
import { loadLibrary } from "./library.ts";
import { tryOut } from "./trial.ts";

export interface Opened {
  readonly graph: Graph;
  readonly backend: Backend;
  /** Why it is not the C interface, where that was not asked for. */
  readonly reason?: string;
}

/** A graph to open, and how. */
export interface Opening {
  readonly file: string;
  /** The folder of its external data, where they do not lie beside it. */
  readonly data?: string;
  readonly device: Device;
  readonly threads: number;
}

let runtime: Promise<Runtime> | undefined;

/** The C interface, loaded and tried out once per process. */
function trusted(): Promise<Runtime> {
  runtime ??= (async () => {
    const made = makeRuntime(await loadLibrary());
    const { version } = made.library;
    if (version !== packageVersion()) throw new Error(`its library is version ${version}`);
    await tryOut(made);
    return made;
  })();
  return runtime;
}

/** `onnxruntime-node 1.30.0`: both backends run what comes in this package. */
export const runtimeName = (): string => `onnxruntime-node ${packageVersion()}`;

function packageVersion(): string {
  const entry = createRequire(import.meta.url).resolve("onnxruntime-node");
  const about: unknown = JSON.parse(readFileSync(join(dirname(entry), "../package.json"), "utf8"));
  return (about as { readonly version: string }).version;
}

/**
 * Opens an ONNX file on one device. With `auto`, what the C interface cannot open is tried through the binding too.
 * @throws Error in ONNX Runtime's words.
 */
export async function openGraph({ file, data, device, threads }: Opening, choice: Choice): Promise<Opened> {
  const binding = async (why?: string): Promise<Opened> => ({
    graph: await openBinding(file, device, threads, data),
    backend: "binding",
    ...(why !== undefined && { reason: why }),
  });
  if (choice.backend === "binding") return binding(choice.reason);
  try {
    if (!speaks(device)) throw new Error(`${device.kind} goes through the binding`);
    return { graph: openFfi(await trusted(), file, device, threads, data), backend: "ffi" };
  } catch (thrown) {
    if (choice.backend === "ffi") throw thrown;
    return binding(reason(thrown));
  }
}
