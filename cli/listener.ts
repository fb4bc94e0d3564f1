// Where what a program shows and says goes on a terminal.
import type { Listener } from "../kernel/headless.ts";
import { progressLine } from "./progress-line.ts";

/** Results to stdout, everything about the run to stderr; with --json stdout holds the summary alone. */
export function listener(json: boolean): Listener {
  const line = progressLine(process.stderr, () => performance.now());
  return {
    print(text) {
      line.clear();
      if (!json) process.stdout.write(`${text}\n`);
    },
    tell(text) {
      line.clear();
      process.stderr.write(`${text}\n`);
    },
    stream(name, text) {
      line.clear();
      process[json ? "stderr" : name].write(text);
    },
    progress: (progress) => line.draw(progress),
  };
}
