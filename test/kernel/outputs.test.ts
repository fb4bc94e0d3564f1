// Outputs of a notebook: what is shown anew stands in its first place, what is cleared is gone.
import { expect, test } from "vitest";
import type { Output } from "../../kernel/notebook.ts";
import { clear, type Places, put } from "../../kernel/outputs.ts";
import { text } from "../../runtime/show.ts";

const show = (words: string, id: string, update: boolean) =>
  ({ kind: "display", step: "", bundle: text(words), volatile: false, shown: { id, update } }) as const;
const shown = (outputs: readonly Output[]): unknown[] =>
  outputs.map((one) => ("data" in one ? one.data["text/plain"] : one.output_type));

test("what is shown anew takes its first place, also from another cell", () => {
  const places: Places = new Map();
  const [first, second]: [Output[], Output[]] = [[], []];
  put(show("one", "a", false), first, 1, places);
  put(show("other", "b", false), first, 1, places);
  put(show("two", "a", true), second, 2, places);
  expect([shown(first), shown(second)]).toEqual([["two", "other"], []]);
});

test("what a cell cleared has no place any more: it is shown where it comes next", () => {
  const places: Places = new Map();
  const [first, second]: [Output[], Output[]] = [[], []];
  put(show("kept", "k", false), second, 2, places);
  put(show("one", "a", false), first, 1, places);
  clear(first, places);
  put(show("two", "a", true), first, 1, places);
  put(show("still kept", "k", true), first, 1, places);
  expect([shown(first), shown(second)]).toEqual([["two"], ["still kept"]]);
});
