// Shapes of tests, as a program declares them.
import { compile } from "../../../../dsl/compile.ts";
import { library } from "../../../../runtime/library.ts";
import type { ShapeValue } from "../../../../runtime/value.ts";
import { sourceOf } from "../../../dsl/small.ts";

/** The shape that the first of these declarations is, as an operator gets it. */
export function shapeOf(...declared: readonly string[]): ShapeValue {
  const [, name = ""] = /^shape (\w+)/.exec(declared[0] ?? "") ?? [];
  const source = sourceOf([...declared, `let it = ${name}`].join("\n"));
  const { plan, diagnostics } = compile(source, library);
  const [step] = plan.steps.flatMap((one) => (one.kind === "let" ? [one.value] : []));
  if (step?.op !== "shape") throw new Error(JSON.stringify(diagnostics));
  return { kind: "shape", ...step.shape };
}

export const meeting = shapeOf(
  "shape Meeting { topic: Text  decisions: Decision[] [1..3] { what: Text  by: Text? } }",
);
/** A part that holds itself. */
export const node = shapeOf("shape Node { name: Text  children: Node[] [0..2] }");
/** Every type that a field may be of. */
export const all = shapeOf(
  'shape All { n: Int  x: Num  ok: Bool  mood: "glad" | "sad"  note: Text?  lines: Text[][]  odd: Int | Text  pair: Int[] [2..2]  one: Part { of: "a" } }',
);
