// Asking the reader: one question at a time, answered or ended by an interrupt.
import { expect, test } from "vitest";
import type { Content, Message } from "../../../kernel/jupyter/message.ts";
import { asking } from "../../../kernel/jupyter/stdin.ts";

const message = (type: string, content: Content = {}): Message => ({
  identities: [],
  header: { msg_id: "m", session: "front", username: "f", date: "", msg_type: type, version: "5.5" },
  parent: {},
  metadata: {},
  content,
  buffers: [],
});
const cell = message("execute_request");

/** The reader, and the questions that reached them so far. */
function reader() {
  const questions: Content[] = [];
  const desk = asking((_, content) => void questions.push(content));
  const stop = new AbortController();
  const ask = (prompt: string, password = false) => desk.ask(cell, prompt, password, stop.signal);
  const type = (value: unknown) => desk.hear(message("input_reply", { value }));
  return { questions, ask, type, stop, desk };
}
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("the second question is asked when the first is answered", async () => {
  const { questions, ask, type } = reader();
  const [first, second] = [ask("name? "), ask("word? ", true)];
  await turn();
  expect(questions).toEqual([{ prompt: "name? ", password: false }]);
  type("Ada");
  expect(await first).toBe("Ada");
  await turn();
  expect(questions[1]).toEqual({ prompt: "word? ", password: true });
  type("secret");
  expect(await second).toBe("secret");
});

test("an interrupt ends the question that waits and those behind it; a later cell may ask again", async () => {
  const { ask, stop, type, desk } = reader();
  const [first, second] = [ask("a"), ask("b")];
  const ended = Promise.allSettled([first, second]);
  await turn();
  stop.abort();
  expect((await ended).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  const again = desk.ask(cell, "c", false, new AbortController().signal);
  await turn();
  type("typed");
  expect(await again).toBe("typed");
});

test("what nobody asked for is left alone, and an answer that is no text is an empty line", async () => {
  const { ask, type, desk } = reader();
  type("too early");
  const answer = ask("name? ");
  await turn();
  desk.hear(message("comm_msg", { value: "no answer" }));
  type(null);
  expect(await answer).toBe("");
});
