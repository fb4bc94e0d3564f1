// Progress on stderr: one line drawn anew for who watches, a line now and then for a log.
import { expect, test } from "vitest";
import { progressLine } from "../../cli/progress-line.ts";
import type { Progress } from "../../runtime/progress.ts";
import { moment } from "../runtime/moment.ts";

const at = (done: number, last = false): Progress => moment({ done, total: 10, made: done, last });

/** What is written, and a clock turned by hand. */
function terminal(isTTY: boolean, columns = 80) {
  const written: string[] = [];
  const time = { now: 0 };
  const line = progressLine({ isTTY, columns, write: (text: string) => written.push(text) }, () => time.now);
  return { written, time, line };
}

test("a terminal: the line is drawn over itself, cut to its width, and ends with a line break", () => {
  const { written, line } = terminal(true, 30);
  line.draw(at(1));
  line.draw(at(2));
  line.draw(at(10, true));
  expect(written).toEqual([
    "\r\u001b[Kr: 1 of 10 rows (10 %), 0 fr…",
    "\r\u001b[Kr: 2 of 10 rows (20 %), 0 fr…",
    "\r\u001b[K",
    "r: 10 of 10 rows (100 %), 0 from the store, 10 made\n",
  ]);
});

test("a terminal that does not say how wide it is has eighty columns", () => {
  const { written, line } = terminal(true, 0);
  line.draw(at(1));
  expect(written).toEqual(["\r\u001b[Kr: 1 of 10 rows (10 %), 0 from the store, 1 made"]);
});

test("a terminal: what else is written starts on a clean line", () => {
  const { written, line } = terminal(true);
  line.clear();
  expect(written).toEqual([]);
  line.draw(at(1));
  line.clear();
  expect(written.at(-1)).toBe("\r\u001b[K");
});

test("a log: a plain line every ten seconds, and the last one", () => {
  const { written, time, line } = terminal(false);
  for (const seconds of [1, 5, 9, 11, 15, 22]) {
    time.now = seconds * 1000;
    line.draw(at(seconds > 9 ? 9 : seconds));
  }
  line.draw(at(10, true));
  expect(written).toHaveLength(3);
  expect(written.join("")).toBe(
    "r: 9 of 10 rows (90 %), 0 from the store, 9 made\n".repeat(2) +
      "r: 10 of 10 rows (100 %), 0 from the store, 10 made\n",
  );
});
