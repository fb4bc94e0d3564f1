// Memory of long work. V8 looks for old garbage when there is several times as much of it as is held, where a machine has memory for
// that: here it is looked for earlier, whenever others are let in between.
import { getHeapStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Garbage is looked for when the heap has grown by half of what it held, and by so many bytes. */
const GROWN = 1.5;
const LEAST = 150_000_000;

const heap = (): number => getHeapStatistics().used_heap_size;
/** V8's own collector, which a flag puts into contexts that are made afterwards. */
function collector(): () => void {
  setFlagsFromString("--expose-gc");
  return runInNewContext("gc") as () => void;
}

let held = 0;
let collect: (() => void) | undefined;

/** To be called now and then. */
export function tidy(): void {
  if (heap() < Math.max(GROWN * held, held + LEAST)) return;
  (collect ??= collector())();
  held = heap();
}
