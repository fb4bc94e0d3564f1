// What follows by itself where a notebook is reactive: what only computes, and nothing that would ask a model.
import { expect, test } from "vitest";
import { calm, type Piece } from "../../dsl/cells.ts";
import { compile } from "../../dsl/compile.ts";
import { library } from "../../runtime/library.ts";

/** Names of the stale values that follow, where those of `there` are at hand. */
function follow(text: string, ...there: readonly string[]): string[] {
  const { plan } = compile({ cells: [{ id: "c", label: "c", text }] }, library);
  const pieces = plan.steps.map(
    ({ id }) => ({ state: "stale", step: id, failed: false, name: id, in: "c" }) as unknown as Piece,
  );
  return calm(pieces, { plan, known: library }, ({ id }) => there.includes(id)).flatMap(
    ({ step }) => step ?? [],
  );
}

const words = `let all = passages(table([{ id: "a", text: "x" }]), id: .id, text: .text)\n`;

test("an index by words follows, and what is searched in it", () => {
  expect(follow(`${words}let idx = index(all, by: bm25())\nlet hits = retrieve(idx, "x", k: 1)`)).toEqual([
    "all",
    "idx",
    "hits",
  ]);
});

test("an index by vectors asks a model, wherever its way to score was made, and so does searching it", () => {
  const program = `${words}model e = onnx("e")
let near = embedding(with: e)
let idx = index(all, by: near)
let hits = retrieve(idx, "x", k: 1)
let first = hits[0].text`;
  expect(follow(program, "near")).toEqual(["all", "e", "near"]);
  // what rests on what was asked, and asks nobody itself, does follow
  expect(follow(program, "near", "idx", "hits")).toEqual(["all", "e", "near", "idx", "hits", "first"]);
});

test("an operator that may ask does where a model is given to it, and follows where none is", () => {
  const program = `model e = onnx("e")
let words = structurize("One. Two.")
let meaning = structurize("One. Two.", by: "embedding", with: e)
let written = structurize("One. Two.", with: e)`;
  expect(follow(program)).toEqual(["e", "words"]);
  const two = `${words}model e = onnx("e")
let far = diversify(all, "x")
let farther = diversify(all, "x", with: e)`;
  expect(follow(two)).toEqual(["all", "e", "far"]);
});
