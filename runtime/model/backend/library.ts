// The only importer of koffi: ONNX Runtime's shared library, its functions called by their slots, its memory read.
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type * as Koffi from "koffi";
import { type Api, functions, type Kind, type Pointer, type Result, type Row, since } from "./table.ts";

export interface Library extends Api {
  /** `1.30.0`. */
  readonly version: string;
  /** `Run` on a thread of its own. */
  runAsync(...given: Parameters<Api["Run"]>): Promise<void>;
  /** `RunWithBinding` on a thread of its own. */
  runBoundAsync(...given: Parameters<Api["RunWithBinding"]>): Promise<void>;
  /** The address of memory that does not move; it must be kept as long as the address is used. */
  address(memory: ArrayBuffer): bigint;
  /** The text at an address, to its closing zero. */
  text(pointer: bigint): string;
  /** A copy of memory that is not ours. */
  copy(pointer: bigint, bytes: number): ArrayBuffer;
}

type Native = ((...given: unknown[]) => unknown) & {
  async(...given: [...unknown[], (error: Error | null, result: unknown) => void]): void;
};

/** Where onnxruntime-node keeps the library that its binding loads: the same file, so it is in memory once. */
export function libraryFile(platform: string = process.platform, arch: string = process.arch): string {
  const names: Readonly<Record<string, string>> = {
    linux: "libonnxruntime.so.1",
    darwin: "libonnxruntime.1.dylib",
    win32: "onnxruntime.dll",
  };
  const name = names[platform];
  if (name === undefined) throw new Error(`onnxruntime-node has no library for ${platform}`);
  const entry = createRequire(import.meta.url).resolve("onnxruntime-node");
  return join(dirname(entry), "../bin/napi-v6", platform, arch, name);
}

/** Bytes of stack that a pass on a thread of its own has: what the main thread has on Linux. */
const STACK = 8 * 2 ** 20;

/** Functions found by their slot do not hold their library, and koffi closes one that nothing holds. */
const open: Koffi.LibraryHandle[] = [];

/** @throws Error where koffi or the library is not there for this platform, or the library is older than the table. */
export async function loadLibrary(file: string = libraryFile()): Promise<Library> {
  const koffi = await import("koffi");
  // Calls of their own thread get 128 KiB by default, which compilers of shaders overrun.
  koffi.config({ async_stack_size: STACK });
  const library = koffi.load(file);
  open.push(library);
  const base = library.func("OrtGetApiBase", "void *", [])() as bigint;
  const at = (table: bigint, slot: number, result: string, takes: readonly string[]): Native =>
    koffi.decode(
      koffi.decode(table, slot * koffi.sizeof("void *"), "void *"),
      koffi.proto(result, [...takes]),
    ) as Native;
  const table = at(base, 0, "void *", ["uint32_t"])(since) as bigint | null;
  const version = at(base, 1, "str", [])() as string;
  if (table === null) throw new Error(`ONNX Runtime ${version} lacks version ${since} of its C interface`);
  const native = Object.fromEntries(
    Object.entries<Row>(functions).map(([name, [slot, , result, ...takes]]) => [
      name,
      at(table, slot, results[result], takes.map(typeName)),
    ]),
  ) as Record<keyof Api, Native>;
  return { ...checked(native), ...memory(koffi), version };
}

const results: Readonly<Record<Result, string>> = { status: "void *", text: "str", nothing: "void" };

const typeName = (kind: Kind): string =>
  ({
    pointer: "void *",
    text: "str",
    path: process.platform === "win32" ? "str16" : "str",
    int: "int",
    size: "size_t",
  })[kind];

/** A status other than null is thrown as its message. */
function checked(
  native: Readonly<Record<keyof Api, Native>>,
): Api & Pick<Library, "runAsync" | "runBoundAsync"> {
  const check = (status: unknown): void => {
    if (status === null) return;
    const message = native.GetErrorMessage(status) as string;
    native.ReleaseStatus(status);
    throw new Error(message);
  };
  const wrapped = Object.entries<Native>(native).map(([name, call]) => {
    const [, , result] = functions[name as keyof Api];
    return [name, result === "status" ? (...given: unknown[]) => check(call(...given)) : call];
  });
  const apart =
    (call: Native) =>
    (...given: unknown[]): Promise<void> =>
      new Promise((resolve, reject) => {
        call.async(...given, (error, status) => {
          try {
            if (error) throw error;
            resolve(check(status));
          } catch (thrown) {
            reject(thrown as Error);
          }
        });
      });
  const api = Object.fromEntries(wrapped) as unknown as Api;
  return { ...api, runAsync: apart(native.Run), runBoundAsync: apart(native.RunWithBinding) };
}

function memory(koffi: typeof Koffi): Pick<Library, "address" | "text" | "copy"> {
  return {
    address: (buffer) => koffi.address(buffer),
    text: (pointer) => koffi.decode.string(pointer),
    copy: (pointer, bytes) => (bytes === 0 ? new ArrayBuffer(0) : koffi.view(pointer, bytes).slice(0)),
  };
}

const place = new BigUint64Array(new ArrayBuffer(8));

/** Calls something that writes one pointer or size, and gives it. Not to be nested: there is one place. */
export function written(call: (place: Pointer) => void): bigint {
  place[0] = 0n; // an int takes half of it
  call(place);
  return place[0];
}
