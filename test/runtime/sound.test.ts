// What the checker says of an expression is so: over random ones, what has no error is computed, and its value is of the type told.
import fc from "fast-check";
import { expect, test } from "vitest";
import { analyse } from "../../dsl/compile.ts";
import { show, type Type } from "../../dsl/types/types.ts";
import { library } from "../../runtime/library.ts";
import { inward } from "../../runtime/module/border.ts";
import { worth } from "./program.ts";

const SEED = Number(process.env["FUZZ_SEED"] ?? 20_261_126);
const settings = { seed: SEED, numRuns: Number(process.env["FUZZ_RUNS"] ?? 300) };

type Kind = "num" | "text" | "bool" | "nums" | "texts" | "row" | "maybe";
const of = (build: (...parts: string[]) => string, ...parts: fc.Arbitrary<string>[]): fc.Arbitrary<string> =>
  fc.tuple(...parts).map((texts) => build(...texts));

/** Expressions as they are written, by what they are meant to be. */
const { any } = fc.letrec<{ [K in Kind | "any"]: string }>((tie) => {
  const [num, text, bool, nums, texts, row, maybe] = (
    ["num", "text", "bool", "nums", "texts", "row", "maybe"] as const
  ).map((kind) => tie(kind)) as [
    fc.Arbitrary<string>,
    fc.Arbitrary<string>,
    fc.Arbitrary<string>,
    fc.Arbitrary<string>,
    fc.Arbitrary<string>,
    fc.Arbitrary<string>,
    fc.Arbitrary<string>,
  ];
  const one = (first: fc.Arbitrary<string>, ...more: fc.Arbitrary<string>[]) =>
    fc.oneof({ maxDepth: 4, withCrossShrink: true }, first, ...more);
  return {
    num: one(
      fc.constantFrom("0", "1", "2.5", "40%", "8Ki"),
      of((a, op, b) => `(${a} ${op} ${b})`, num, fc.constantFrom("+", "-", "*"), num),
      of((a) => `-(${a})`, num),
      of((a, b, c) => `(if ${a} then ${b} else ${c})`, bool, num, num),
      of((a) => `len(${a})`, fc.oneof(text, nums, texts)),
      of((f, a) => `${f}([${a}, 1])`, fc.constantFrom("sum", "max", "min", "mean", "median"), num),
      of((a) => `(${a} |> abs |> round(1))`, num),
      of((a) => `[${a}, 3][0]`, num),
      of((a) => `${a}.n`, row),
      of((a) => `(${a} ?? 0)`, maybe),
    ),
    text: one(
      fc.constantFrom('"a"', '"two words"', '""'),
      of((a, b) => `(${a} + ${b})`, text, text),
      of((f, a) => `${f}(${a})`, fc.constantFrom("lower", "trim"), text),
      of((a, b) => `"""{{ ${a} }}{{#if ${b}}}x{{#end}}"""`, fc.oneof(num, text, bool), bool),
      of((a) => `join(${a}, ", ")`, texts),
      of((a) => `${a}.t`, row),
      of((a, b, c) => `(if ${a} then ${b} else ${c})`, bool, text, text),
    ),
    bool: one(
      fc.constantFrom("true", "false"),
      of((a, op, b) => `(${a} ${op} ${b})`, num, fc.constantFrom("<", ">=", "==", "!="), num),
      of((a, b) => `(${a} in ${b})`, num, nums),
      of((a, b) => `has(${a}, ${b})`, text, text),
      of((a, op, b) => `(${a} ${op} not ${b})`, bool, fc.constantFrom("and", "or"), bool),
      of((a, b) => `any(${a}, x => x > ${b})`, nums, num),
      of((a) => `(${a} == null)`, maybe),
    ),
    nums: one(
      fc.constant("[1, 2]"),
      of((a, b) => `[${a}, ${b}]`, num, num),
      of((a, b) => `(${a} |> map(x => x + ${b}))`, nums, num),
      of((a, b) => `(${a} |> where(x => x < ${b}))`, nums, num),
      of((a) => `(${a} |> map(x => if x > 1 then x else 0))`, nums),
      of((a) => `sort(${a})`, nums),
      of((a) => `${a}[0 .. 1]`, nums),
    ),
    texts: one(
      fc.constant('["a", "b"]'),
      of((a) => `split(${a}, " ")`, text),
      of((a) => `(${a} |> map(x => """{{ x }}."""))`, fc.oneof(nums, texts)),
      of((a, b) => `[${a}, ${b}]`, text, text),
    ),
    row: one(
      of((a, b) => `{ n: ${a}, t: ${b} }`, num, text),
      of((a, b) => `[${a}, ${b}][1]`, row, row),
      of((a, b, c) => `(if ${a} then ${b} else ${c})`, bool, row, row),
    ),
    maybe: one(
      fc.constant("null"),
      of((a, b) => `(if ${a} then ${b} else null)`, bool, num),
      of((a) => `[null, ${a}][0]`, num),
    ),
    any: fc.oneof(num, text, bool, nums, texts, row, maybe),
  };
});

function typeOf(expression: string): { readonly type: Type; readonly errors: readonly string[] } {
  const source = { cells: [{ id: "1", label: "cell 1", text: `let it = ${expression}` }] };
  const { checked, diagnostics } = analyse(source, library);
  const errors = diagnostics.filter(({ severity }) => severity === "error").map(({ message }) => message);
  return { type: checked.guesses.get("it") ?? { kind: "unknown" }, errors };
}

test(`what is sound is computed, to a value of its type (seed ${SEED})`, async () => {
  let tried = 0;
  const property = fc.asyncProperty(any, async (expression) => {
    const { type, errors } = typeOf(expression);
    if (errors.length > 0) return;
    tried++;
    const value = await worth(expression);
    const taken = inward(value, type);
    expect("wrong" in taken ? `${expression}: ${show(type)}: ${taken.wrong}` : "").toBe("");
  });
  await fc.assert(property, settings);
  // most of what is written this way is sound
  expect(tried).toBeGreaterThan(0.8 * settings.numRuns);
}, 60_000);
