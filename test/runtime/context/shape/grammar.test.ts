// Shapes as grammars: whatever the logits are, a reply that comes to its end fills the shape.
import { expect, test } from "vitest";
import { shapeGrammar } from "../../../../runtime/context/shape/grammar.ts";
import { readShape } from "../../../../runtime/context/shape/read.ts";
import { babbler, reader } from "../structure/babbler.ts";
import { all, meeting, node, shapeOf } from "./shapes.ts";

const { said, allows } = babbler(reader);

test("what knows nothing fills a shape, one that holds itself included", async () => {
  let whole = 0;
  for (const shape of [meeting, all, node])
    for (let seed = 1; seed <= 2; seed++) {
      const reply = await said(shapeGrammar(shape), seed, 1500);
      if (reply === null) continue;
      whole++;
      expect(readShape(reply, shape)).toMatchObject({ faults: [], around: false });
    }
  console.log(`${whole} of 6 replies of noise came to their end`);
  expect(whole).toBeGreaterThan(3);
}, 60_000);

test("what a reader should write is allowed; a field too many, an item too many and another type are not", async () => {
  const form = shapeGrammar(meeting);
  const decision = '{"what": "buy a boat", "by": null}';
  const written = (...decisions: readonly string[]): string =>
    `{"topic": "Boats", "decisions": [${decisions.join(", ")}]}`;
  expect(await allows(form, written(decision))).toBe(true);
  expect(
    await allows(form, written(decision, decision, decision.replace("null", '"Ann \\"Bo\\" Lee"'))),
  ).toBe(true);
  expect(await allows(form, written())).toBe(false);
  expect(await allows(form, written(decision, decision, decision, decision))).toBe(false);
  expect(await allows(form, written('{"what": "buy a boat"}'))).toBe(false);
  expect(await allows(form, written('{"what": 1, "by": null}'))).toBe(false);
  expect(await allows(form, written(decision).replace("Boats", "磨坊"))).toBe(true);
  expect(await allows(form, written(decision).replace("Boats", ""))).toBe(false);
});

test("a shape that holds itself has an end: two levels more than it has parts", async () => {
  const form = shapeGrammar(node);
  const nested = (depth: number): string =>
    `{"name": "a", "children": [${depth === 0 ? "" : nested(depth - 1)}]}`;
  expect(await allows(form, nested(2))).toBe(true);
  expect(await allows(form, nested(3))).toBe(false);
  // parts in each other that do not hold themselves are all there
  const chain = shapeOf("shape A { b: B { c: C { d: D { e: E[] [1..1] { f: Text } } } } }");
  expect(await allows(shapeGrammar(chain), '{"b": {"c": {"d": {"e": [{"f": "x"}]}}}}')).toBe(true);
});

test("on the last level what need not be there is not, and what must be there is", async () => {
  const ring = shapeOf("shape A { next: B? }", "shape B { back: A  more: B[]  kind: A | Text }");
  const form = shapeGrammar(ring);
  expect(await allows(form, '{"next": null}')).toBe(true);
  expect(await allows(form, '{"next": {"back": {"next": null}, "more": [], "kind": "x"}}')).toBe(true);
});

test("numbers are written as JSON has them", async () => {
  const form = shapeGrammar(shapeOf("shape N { n: Int  x: Num }"));
  const numbers = (n: string, x: string): Promise<boolean> => allows(form, `{"n": ${n}, "x": ${x}}`);
  expect(await numbers("0", "0.25")).toBe(true);
  expect(await numbers("-12", "-3.5")).toBe(true);
  expect(await numbers("007", "1")).toBe(false);
  expect(await numbers("1.5", "1")).toBe(false);
  expect(await numbers("1", ".5")).toBe(false);
});
