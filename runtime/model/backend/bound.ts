// One run of a session whose states stay on the device: what is fed may lie there, and what is made is told where to lie.
import { Away, consumed, type Shelf, stays } from "./away.ts";
import type { Values, Wanted } from "./graph.ts";
import { type Library, written } from "./library.ts";
import { formOf, inUse, read, tensor } from "./pass.ts";

/** A session, and what describes the memory of its device. */
export interface Bound {
  readonly session: bigint;
  readonly place: bigint;
  readonly shelf: Shelf<bigint>;
  /** The types of its outputs, by their names. */
  readonly types: ReadonlyMap<string, string>;
}

interface Host {
  readonly library: Library;
  readonly memory: bigint;
  readonly allocator: bigint;
}

/** As {@link pass}; what is fed from the device is let go, and wanted places in memory of ours are not used. */
export async function boundPass(
  { library, memory, allocator }: Host,
  { session, place, shelf, types }: Bound,
  feeds: Values,
  wanted: Wanted,
  signal: AbortSignal | undefined,
): Promise<Values> {
  const options = written((out) => library.CreateRunOptions(out));
  const binding = written((out) => library.CreateIoBinding(session, out));
  const stop = (): void => library.RunOptionsSetTerminate(options);
  const given: bigint[] = [];
  inUse.add(feeds);
  try {
    for (const [name, value] of Object.entries(feeds)) {
      if (!(value instanceof Away)) given.push(tensor(library, memory, value));
      library.BindInput(binding, name, value instanceof Away ? (value.held as bigint) : given.at(-1)!);
    }
    const names = Object.keys(wanted);
    const staying = names.map((name) => stays({ name, type: types.get(name) ?? "" }));
    for (const [at, name] of names.entries())
      library.BindOutputToDevice(binding, name, staying[at] ? place : memory);
    signal?.addEventListener("abort", stop);
    await library.runBoundAsync(session, options, binding);
    const made = outputs(library, allocator, binding);
    return Object.fromEntries(
      names.map((name, at) => [
        name,
        staying[at] ? kept(library, shelf, made[at]!) : taken(library, made[at]!),
      ]),
    );
  } finally {
    signal?.removeEventListener("abort", stop);
    for (const value of given) library.ReleaseValue(value);
    consumed(feeds);
    library.ReleaseIoBinding(binding);
    library.ReleaseRunOptions(options);
    inUse.delete(feeds);
  }
}

/** What a run has made, in the order in which its outputs were bound. */
function outputs(library: Library, allocator: bigint, binding: bigint): BigUint64Array {
  const count = new BigUint64Array(new ArrayBuffer(8));
  const list = written((out) => library.GetBoundOutputValues(binding, allocator, out, count));
  const made = new BigUint64Array(library.copy(list, 8 * Number(count[0])));
  library.AllocatorFree(allocator, list);
  return made;
}

function kept(library: Library, shelf: Shelf<bigint>, value: bigint): Away<bigint> {
  const { type, dims } = formOf(library, value);
  return shelf.put(type, dims, value);
}

function taken(library: Library, value: bigint): ReturnType<typeof read> {
  try {
    return read(library, value);
  } finally {
    library.ReleaseValue(value);
  }
}
