// How long a context is beside its source.
import { expect, test } from "vitest";
import { compression } from "../../../runtime/metric/compression.ts";
import type { Value } from "../../../runtime/value.ts";
import { call, failure } from "../call.ts";

const of = (text: string, source: string, more: { readonly [name: string]: Value } = {}) =>
  call(compression, { text, of: source, ...more });
const words = { variant: "tokens", tokenizer: "words" } as const;

test("in characters, which are code points, or in tokens", async () => {
  expect(await of("😀a", "😀bcdefgh")).toBe(0.25);
  expect(await of("one two", "one two three four", words)).toBe(0.5);
  expect(await of("", "abc")).toBe(0);
  expect(await of("abcd", "ab")).toBe(2);
});

test("what cannot be", async () => {
  expect(await failure(of("a", ""))).toContain("E204: 'compression' has nothing to compare with");
  expect(await failure(of("a", " ", words))).toContain("E204");
  expect(await failure(of("a", "b", { variant: "tokens" }))).toContain(
    "E203: 'compression' in tokens takes a tokenizer",
  );
  expect(await failure(of("a", "b", { tokenizer: "words" }))).toContain("E203");
  expect(await failure(of("a", "b", { variant: "bytes" }))).toContain("E203");
});
