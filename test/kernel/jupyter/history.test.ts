// The history of a kernel: what was run, over sessions, in a file that only its owner reads.
import { appendFileSync, mkdtempSync, readFileSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { history, matches } from "../../../kernel/jupyter/history.ts";

const quiet = (): void => undefined;
const codes = (lines: readonly { readonly code: string }[]): readonly string[] =>
  lines.map(({ code }) => code);

test("a later session sees what earlier ones ran, each by its number", async () => {
  const path = join(mkdtempSync(join(tmpdir(), "strux-history-")), "below", "history.jsonl");
  const first = await history(path, quiet);
  first.add(1, "let a = 1", null);
  first.add(2, "a", "1");
  await first.close();
  const second = await history(path, quiet);
  second.add(1, "let b = 2", null);
  expect(codes(second.range(0, 1, null))).toEqual(["let b = 2"]);
  expect(codes(second.range(-1, 1, 2))).toEqual(["let a = 1"]);
  expect(codes(second.range(1, 2, null))).toEqual(["a"]);
  expect(codes(second.tail(2))).toEqual(["a", "let b = 2"]);
  await second.close();
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(readFileSync(path, "utf8").split("\n")).toHaveLength(4);
});

test("damaged lines are left out, whole ones stay", async () => {
  const path = join(mkdtempSync(join(tmpdir(), "strux-history-")), "history.jsonl");
  appendFileSync(path, '[1,1,"good",null]\n[1,2,"cut off\n{"__proto__":1}\n[1,"2","x",null]\n');
  expect(codes((await history(path, quiet)).tail(10))).toEqual(["good"]);
});

test("a file that cannot be read or written is told, and the session goes on", async () => {
  const told: string[] = [];
  const kept = await history(tmpdir(), (text) => void told.push(text));
  kept.add(1, "let a = 1", null);
  await kept.close();
  expect(codes(kept.tail(1))).toEqual(["let a = 1"]);
  expect(told).toEqual([
    expect.stringContaining("cannot be read"),
    expect.stringContaining("cannot be written"),
  ]);
});

test("a search takes shell wildcards over the whole code", () => {
  expect(matches("*", "")).toBe(true);
  expect(matches("run *", "run a over b")).toBe(true);
  expect(matches("run ?", "run ab")).toBe(false);
  expect(matches("*a*b", "xxaxxb")).toBe(true);
  expect(matches("a.c", "abc")).toBe(false);
});

test("a pattern made to hang a search does not", () => {
  expect(matches(`${"*a".repeat(50)}*b`, "a".repeat(20_000))).toBe(false);
});
