// How far a run is, on a terminal: one line that is drawn anew; where nobody watches, a line now and then.
import { progressText } from "../runtime/show/progress.ts";
import { cut, printable } from "../runtime/show/bundle.ts";
import type { Progress } from "../runtime/progress.ts";

/** What it needs of stderr. */
export interface Terminal {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** Where nobody watches, ms between two lines of a run. */
const EVERY = 10_000;
/** Of a terminal that does not say how wide it is, and how little is still worth a line. */
const WIDTH = 80;
const MOST_CUT = 20;
/** Back to the start of the line, and away with what stands there. */
const AWAY = "\r\u001b[K";

export interface ProgressLine {
  readonly draw: (progress: Progress) => void;
  /** To be called before anything else is written. */
  readonly clear: () => void;
}

export function progressLine(terminal: Terminal, clock: () => number): ProgressLine {
  const { draw, clear } = textLine(terminal, clock);
  return { clear, draw: (progress) => draw(progressText(progress), progress.last) };
}

export interface TextLine {
  /** `last`: it stays. */
  readonly draw: (text: string, last: boolean) => void;
  readonly clear: () => void;
}

export function textLine(terminal: Terminal, clock: () => number): TextLine {
  let drawn = false;
  let told = clock();
  const clear = (): void => {
    if (drawn) terminal.write(AWAY);
    drawn = false;
  };
  return {
    clear,
    draw(said, last) {
      const text = printable(said.replaceAll(/\s+/g, " "));
      if (!terminal.isTTY) {
        if (!last && clock() - told < EVERY) return;
        told = clock();
        terminal.write(`${text}\n`);
      } else if (last) {
        clear();
        terminal.write(`${text}\n`);
      } else {
        terminal.write(`${AWAY}${cut(text, Math.max(MOST_CUT, (terminal.columns || WIDTH) - 1))}`);
        drawn = true;
      }
    },
  };
}
