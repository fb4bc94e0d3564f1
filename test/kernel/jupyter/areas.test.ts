// The area in which a run shows how far it is: shown once, written over a few times a second, and in the end for good.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { areas } from "../../../kernel/jupyter/areas.ts";
import { bundle } from "../../../runtime/show/bundle.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Areas, and what was put: `new a`, `over b`; the number tells areas apart. */
function page() {
  const put: string[] = [];
  const ids: string[] = [];
  const all = areas(({ data }, id, again) => {
    if (!ids.includes(id)) ids.push(id);
    put.push(`${again ? "over" : "new"} ${ids.indexOf(id) + 1} ${String(data["text/plain"])}`);
  });
  const show = (step: string, text: string): void => all.show(step, bundle(text));
  return { put, show, all };
}

test("what comes at once is gathered: the last of it is shown when the pause is over", () => {
  const { put, show } = page();
  for (const text of ["1 of 9", "2 of 9", "3 of 9"]) show("r", text);
  expect(put).toEqual(["new 1 1 of 9"]);
  vi.advanceTimersByTime(200);
  expect(put).toEqual(["new 1 1 of 9", "over 1 3 of 9"]);
  vi.advanceTimersByTime(500);
  show("r", "8 of 9");
  expect(put.at(-1)).toBe("over 1 8 of 9");
});

test("each step has an area of its own; its end takes it, and nothing comes after", () => {
  const { put, show, all } = page();
  show("a", "half");
  show("b", "begun");
  show("a", "more");
  expect(all.end("a", bundle("done"))).toBe(true);
  vi.advanceTimersByTime(500);
  expect(put).toEqual(["new 1 half", "new 2 begun", "over 1 done"]);
  expect(all.end("a", bundle("again"))).toBe(false);
});

test("an error settles what waits, so that it stands before it; a cleared cell starts anew", () => {
  const { put, show, all } = page();
  show("r", "1");
  show("r", "2");
  all.settle();
  expect(put).toEqual(["new 1 1", "over 1 2"]);
  show("r", "3");
  all.clear();
  vi.advanceTimersByTime(500);
  show("r", "4");
  expect(put).toEqual(["new 1 1", "over 1 2", "new 2 4"]);
});
