// Requests of front ends besides running cells: help, history, completeness, and what a request may ask of its cell.
import { describe, expect, test } from "vitest";
import { front } from "./front.ts";

const types = (heard: readonly { readonly type: string }[]): string[] =>
  heard.map(({ type }) => type).filter((type) => type !== "status");

describe("help", () => {
  test("a question mark before or behind a name opens a page about it, and takes a number as any cell", async () => {
    const { reply } = await front();
    await reply("execute_request", { code: "/// How many\nlet n = 2" });
    for (const code of ["n?", "?n", "  n ?? "]) {
      const { payload } = await reply("execute_request", { code });
      expect(payload).toMatchObject([
        { source: "page", start: 0, data: { "text/plain": expect.stringMatching(/n: Int/) } },
      ]);
    }
    expect(await reply("execute_request", { code: "nobody?" })).toMatchObject({
      status: "ok",
      execution_count: 5,
      payload: [{ data: { "text/plain": "nothing is known of 'nobody'" } }],
    });
  });

  test("a name is inspected at the cursor, behind it, and as an operator without its brackets", async () => {
    const { reply } = await front();
    await reply("execute_request", { code: "let n = 2" });
    const at = async (code: string, cursor_pos = code.length) =>
      (await reply("inspect_request", { code, cursor_pos }))["found"];
    expect([await at("show n", 5), await at("show n"), await at("show len")]).toEqual([true, true, true]);
    expect([await at("show zz"), await at("")]).toEqual([false, false]);
  });
});

describe("history", () => {
  test("the last lines, a range of a session, and what fits a pattern; with outputs where wanted", async () => {
    const { reply } = await front();
    for (const code of ["let a = 1", "a + 1", "let b = 2", "a + 1"]) await reply("execute_request", { code });
    const lines = async (content: object): Promise<unknown> =>
      (await reply("history_request", { ...content }))["history"];
    expect(await lines({ hist_access_type: "tail", n: 1 })).toEqual([[1, 4, "a + 1"]]);
    expect(await lines({ hist_access_type: "range", session: 0, start: 2, stop: 4, output: true })).toEqual([
      [1, 2, ["a + 1", "2"]],
      [1, 3, ["let b = 2", null]],
    ]);
    expect(await lines({ hist_access_type: "range", session: 0, start: 4 })).toEqual([[1, 4, "a + 1"]]);
    expect(await lines({ hist_access_type: "search", pattern: "a*", unique: true })).toEqual([
      [1, 4, "a + 1"],
    ]);
    expect(await lines({ hist_access_type: "search", n: 2 })).toHaveLength(2);
    expect(await lines({})).toHaveLength(4);
  });
});

describe("a request to run a cell", () => {
  test("that is silent shows nothing, is not counted, and keeps what it defines", async () => {
    const { hear, reply } = await front();
    expect(types(await hear("execute_request", { code: "let a = 1\nshow a", silent: true }))).toEqual([
      "execute_reply",
    ]);
    expect(await reply("execute_request", { code: "a" })).toMatchObject({ execution_count: 1 });
    expect((await reply("history_request", { hist_access_type: "tail" }))["history"]).toHaveLength(1);
  });

  test("that is not to be stored is shown under the last number and is in no history", async () => {
    const { hear, reply } = await front();
    await hear("execute_request", { code: "let a = 1" });
    expect(types(await hear("execute_request", { code: "a", store_history: false }))).toEqual([
      ...["execute_input", "execute_result", "execute_reply"],
    ]);
    expect((await reply("history_request", { hist_access_type: "tail" }))["history"]).toHaveLength(1);
  });

  test("with expressions: each has its value or its failure, and leaves no trace", async () => {
    const { hear } = await front();
    const heard = await hear("execute_request", {
      code: "let a = 1",
      user_expressions: { good: "a + 1", bad: "zz" },
    });
    expect(types(heard)).toEqual(["execute_input", "execute_reply"]);
    const reply = heard.find(({ type }) => type === "execute_reply");
    expect(reply?.content["user_expressions"]).toMatchObject({
      good: { status: "ok", data: { "text/plain": "2" } },
      bad: { status: "error", ename: "StruxTypeError", evalue: "E101 unknown name 'zz'" },
    });
  });

  test("whose expressions are no record runs without them", async () => {
    const { reply } = await front();
    expect(await reply("execute_request", { code: "1", user_expressions: null })).toMatchObject({
      status: "ok",
      user_expressions: {},
    });
  });
});

test("whether a cell is whole; in a cell of TypeScript that nothing here reads it is", async () => {
  const { reply } = await front();
  expect(await reply("is_complete_request", { code: "let a = 1" })).toEqual({ status: "complete" });
  expect(await reply("is_complete_request", { code: "let a = [" })).toEqual({
    status: "incomplete",
    indent: "  ",
  });
  expect(await reply("is_complete_request", { code: "let = )" })).toEqual({ status: "invalid" });
  expect(await reply("is_complete_request", { code: "%%ts\nf(" })).toEqual({ status: "complete" });
});

test("without TypeScript, its cells are not helped with", async () => {
  const { reply } = await front();
  const code = "%%ts\nMath.ma";
  expect(await reply("complete_request", { code, cursor_pos: code.length })).toMatchObject({ matches: [] });
  expect(await reply("inspect_request", { code, cursor_pos: code.length })).toMatchObject({ found: false });
});
