// What a cell shows, on its way out: gathered, in order, bounded, and nothing left out in silence.
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Content } from "../../../kernel/jupyter/message.ts";
import { output, type Output } from "../../../kernel/jupyter/output.ts";
import { outbox } from "../../../kernel/jupyter/outbox.ts";
import { text } from "../../../runtime/show.ts";
import { moment } from "../../runtime/moment.ts";

let sent: [type: string, content: Content][] = [];
let cell: Output;
beforeEach(() => {
  vi.useFakeTimers();
  sent = [];
  cell = output((type, content) => void sent.push([type, content]), 7);
});
afterEach(() => vi.useRealTimers());

const stream = (name: string, words: string): readonly [string, Content] => ["stream", { name, text: words }];
const types = (): readonly string[] => sent.map(([type]) => type);

describe("prints", () => {
  test("are gathered for 25 ms, then sent as one", () => {
    for (const each of ["a", "b", "c"]) cell.stream("stdout", each);
    expect(sent).toEqual([]);
    vi.advanceTimersByTime(25);
    expect(sent).toEqual([stream("stdout", "abc")]);
  });

  test("are sent at once when 64 Ki characters wait", () => {
    cell.stream("stdout", "x".repeat(65_536));
    expect(types()).toEqual(["stream"]);
  });

  test("keep their order between the two streams, and before what is shown", () => {
    cell.stream("stdout", "1");
    cell.stream("stderr", "2");
    cell.stream("stdout", "3");
    cell.hear({ kind: "display", step: "s", bundle: text("4"), volatile: false });
    expect(sent).toEqual([
      stream("stdout", "1"),
      stream("stderr", "2"),
      stream("stdout", "3"),
      ["display_data", { data: { "text/plain": "4" }, metadata: {}, transient: {} }],
    ]);
  });

  test("are cleared with what was shown, in their order", () => {
    cell.stream("stdout", "1");
    cell.hear({ kind: "clear" });
    cell.stream("stdout", "2");
    cell.flush();
    expect(sent).toEqual([stream("stdout", "1"), ["clear_output", { wait: false }], stream("stdout", "2")]);
  });

  test("beyond 10 Mi characters are left out, and counted", () => {
    const block = "x".repeat(2 ** 20);
    for (let i = 0; i < 12; i++) cell.stream("stdout", block);
    cell.flush();
    const characters = sent
      .filter(([, { name }]) => name === "stdout")
      .reduce((sum, [, { text: words }]) => sum + String(words).length, 0);
    expect(characters).toBe(10 * 2 ** 20);
    const notes = sent
      .filter(([, { name }]) => name === "stderr")
      .map(([, { text: words }]) => String(words));
    const left = notes.reduce((sum, note) => sum + Number(/(\d+) more characters/.exec(note)?.[1]), 0);
    expect(left).toBe(2 * 2 ** 20);
  });

  test("of a timer, after the cell is done, still go out under the cell", () => {
    cell.flush();
    cell.stream("stdout", "late");
    vi.advanceTimersByTime(25);
    expect(sent).toEqual([stream("stdout", "late")]);
  });
});

describe("a run", () => {
  const progress = (done: number): void =>
    cell.hear({ kind: "progress", step: "answers", ...moment({ done, total: 100 }) });

  test("has one area, written over at most five times a second, and never behind in the end", () => {
    for (let done = 0; done <= 100; done++) {
      progress(done);
      vi.advanceTimersByTime(10);
    }
    cell.flush();
    const [first, ...updates] = sent;
    expect(first?.[0]).toBe("display_data");
    expect(new Set(updates.map(([type]) => type))).toEqual(new Set(["update_display_data"]));
    expect(updates.length).toBeLessThanOrEqual(6);
    expect(
      new Set(sent.map(([, { transient }]) => (transient as { display_id: string }).display_id)).size,
    ).toBe(1);
    expect(updates.at(-1)?.[1]["data"]).toMatchObject({ "text/plain": expect.stringContaining("100") });
  });

  test("what it took stands where it showed how far it was; its table comes below", () => {
    progress(1);
    cell.hear({ kind: "display", step: "answers", bundle: text("100 calls"), volatile: true });
    cell.hear({ kind: "display", step: "answers", bundle: text("the table"), volatile: false });
    expect(types()).toEqual(["display_data", "update_display_data", "display_data"]);
    expect(sent[1]?.[1]["data"]).toEqual({ "text/plain": "100 calls" });
  });
});

test("the value of the cell carries its number", () => {
  cell.hear({ kind: "result", bundle: text("42") });
  expect(sent).toEqual([
    ["execute_result", { data: { "text/plain": "42" }, metadata: {}, execution_count: 7 }],
  ]);
});

test("an error is one message with its name, its words and its frame", () => {
  cell.stream("stdout", "before");
  cell.hear({ kind: "error", name: "DataError", value: "E110 gone", traceback: ["a", "b"] });
  expect(sent).toEqual([
    stream("stdout", "before"),
    ["error", { ename: "DataError", evalue: "E110 gone", traceback: ["a", "b"] }],
  ]);
});

describe("the queue of a socket", () => {
  beforeEach(() => void vi.useRealTimers());
  /** A socket that takes one message when it is told to, and refuses a second meanwhile, as zeromq does. */
  function slow(): {
    readonly send: (frames: readonly Uint8Array[]) => Promise<void>;
    readonly taken: string[];
    release(): void;
  } {
    const taken: string[] = [];
    let free: (() => void) | null = null;
    return {
      taken,
      send: (frames) => {
        if (free) throw new Error("EBUSY");
        taken.push(Buffer.from(frames[0]!).toString());
        return new Promise((resolve) => {
          free = () => {
            free = null;
            resolve();
          };
        });
      },
      release: () => free?.(),
    };
  }

  test("sends one at a time, in order, however many wait", async () => {
    const socket = slow();
    const box = outbox(socket.send, () => undefined);
    for (let i = 0; i < 1000; i++) box.push([Buffer.from(String(i))]);
    const empty = box.empty();
    const turn = setInterval(socket.release);
    await empty;
    clearInterval(turn);
    expect(socket.taken).toEqual(Array.from({ length: 1000 }, (_, i) => String(i)));
  });

  test("leaves out what is spare when too much waits, and says how much; never the rest", async () => {
    const socket = slow();
    const lost: number[] = [];
    const box = outbox(socket.send, (count) => void lost.push(count), 10);
    box.push([Buffer.from("first message")], true);
    box.push([Buffer.from("a print")], true);
    box.push([Buffer.from("the reply")]);
    const turn = setInterval(socket.release);
    await box.empty();
    clearInterval(turn);
    expect(socket.taken).toEqual(["first message", "the reply"]);
    expect(lost).toEqual([1]);
  });
});
