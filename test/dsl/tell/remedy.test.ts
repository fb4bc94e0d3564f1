// A model of another kind: what it does, what takes it, and what is wanted instead.
import { expect, test } from "vitest";
import { models, remedy } from "../../../dsl/tell/remedy.ts";
import { needKey } from "../../../dsl/types/known.ts";
import { compile } from "../../../dsl/compile.ts";
import { DOES, doesToo } from "../../../dsl/types/types.ts";
import { library } from "../../../runtime/library.ts";
import { sourceOf } from "../small.ts";

test("every kind of model is named with the operators that take it, and no others", () => {
  expect(Object.keys(models)).toEqual([...DOES]);
  const takes = (does: string): string[] =>
    Object.values(library.operators)
      .filter(({ params }) =>
        params.some(({ type }) => type.kind === "model" && type.does !== null && doesToo(does, type.does)),
      )
      .map(({ name }) => name)
      .toSorted();
  for (const does of DOES.filter((one) => one !== "gen"))
    expect([does, models[does]?.[1].split(", ").toSorted()]).toEqual([does, takes(does)]);
});

test("a model of another kind is not declared once more", () => {
  expect(remedy("Model<embed>", "Model<rerank>")).toBe(
    "this one scores two texts: rerank; name one that gives vectors (strux models inspect DIR tells)",
  );
  expect(remedy("Model<embed>", "Text")).toBe('declare one: model m = onnx("...")');
});

test("a server writes, and nothing else: who wants another model refuses it before a run", () => {
  const program = `
    model far = http("http://localhost:8000/v1", name: "m")
    model enc = onnx("encoder")
    data t = table([{ q: "a" }])
    prompt p(q: Text) { user """{{ q }}""" }
    let v = embed("the mill", with: far)
    run r over t { ask p(.q) with enc }`;
  const models = {
    [needKey("onnx", { folder: "encoder" })]: { found: true, window: 64, does: "embed" } as const,
  };
  const { diagnostics } = compile(sourceOf(program), library, { models });
  expect(diagnostics.map(({ code, message, hint }) => [code, message, hint])).toEqual([
    [
      "E203",
      "'embed' takes with: Model<embed>, but got Model<gen>",
      "this one writes: ask ... with; name one that gives vectors (strux models inspect DIR tells)",
    ],
    [
      "E204",
      "what answers must be Model<gen>, got Model<embed>",
      "this one gives vectors: embed, embedding, nearest; name one that writes (strux models inspect DIR tells)",
    ],
  ]);
});
