// What the commands of the store share: it is opened and closed, an interrupt is heard, how far a long one is stands on stderr.
import { printable } from "../runtime/show/bundle.ts";
import { many } from "../dsl/tell/count.ts";
import type { Going } from "../runtime/store/every.ts";
import { openWhole, storePlace, type Whole } from "../runtime/store/open.ts";
import { textLine } from "./progress-line.ts";

export interface Telling extends Going {
  /** A line on stdout; what would command a terminal is written out. */
  readonly say: (text: string) => void;
  /** A line on stderr. */
  readonly warn: (text: string) => void;
}

/** Time between two tellings of how far it is, in ms. */
const EVERY = 200;

/** @returns what `look` says, 130 when it was interrupted */
export async function atStore(
  name: string,
  look: (whole: Whole, telling: Telling) => Promise<number>,
): Promise<number> {
  const whole = openWhole(storePlace(process.env));
  const stop = new AbortController();
  const interrupt = (): void => stop.abort();
  process.once("SIGINT", interrupt);
  const line = textLine(process.stderr, () => performance.now());
  let told = performance.now();
  const write = (to: NodeJS.WriteStream, text: string): void => {
    line.clear();
    to.write(`${printable(text)}\n`);
  };
  try {
    return await look(whole, {
      signal: stop.signal,
      say: (text) => write(process.stdout, text),
      warn: (text) => write(process.stderr, text),
      heard(done, share) {
        if (performance.now() - told < EVERY) return;
        told = performance.now();
        line.draw(`store ${name}: ${many(done)} looked at, ${Math.floor(100 * share)} %`, false);
      },
    });
  } catch (error) {
    if (stop.signal.aborted) return 130;
    throw error;
  } finally {
    line.clear();
    process.off("SIGINT", interrupt);
    await whole.store.close();
  }
}
