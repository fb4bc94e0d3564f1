// Laws of types, over random ones: what may stand for what is an order, and "one of these" takes in each of its parts.
import fc from "fast-check";
import { expect, test } from "vitest";
import { fits, keyed, merge, nullable, oneOf, present, show, type Type } from "../../../dsl/types/types.ts";

const SEED = Number(process.env["FUZZ_SEED"] ?? 20_261_126);
const settings = { seed: SEED, numRuns: Number(process.env["FUZZ_RUNS"] ?? 1_000) };

const base = (...kinds: ("text" | "int" | "num" | "bool" | "tokens" | "id")[]): fc.Arbitrary<Type> =>
  fc.constantFrom(...kinds.map((kind): Type => ({ kind })));
const word = fc.constantFrom("a", "b", "c").map((value): Type => ({ kind: "literal", value }));

/** Types as the checker makes them: no union in a union, null outside of it. */
const typesOver = (leaf: fc.Arbitrary<Type>): fc.Arbitrary<Type> => {
  const { any } = fc.letrec<{ any: Type; sure: Type }>((tie) => ({
    sure: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      leaf,
      word,
      tie("any").map((of): Type => ({ kind: "list", of })),
      fc
        .dictionary(fc.constantFrom("x", "y", "z"), tie("any"), { maxKeys: 2, noNullPrototype: true })
        .map((fields): Type => ({ kind: "record", fields })),
      tie("any").map(keyed),
    ),
    any: fc
      .tuple(fc.uniqueArray(tie("sure"), { minLength: 1, maxLength: 3, selector: show }), fc.boolean())
      .map(([of, maybe]) => (maybe ? nullable(oneOf(of)) : oneOf(of))),
  }));
  return any;
};
const type = typesOver(base("text", "int", "num", "bool", "tokens", "id"));
const nil: Type = { kind: "null" };

test(`a type stands for itself, and for itself or null (seed ${SEED})`, () => {
  const property = fc.property(type, (a) => {
    expect([fits(a, a), fits(a, nullable(a)), fits(nil, nullable(a))]).toEqual([true, true, true]);
  });
  fc.assert(property, settings);
});

test(`what stands for b stands wherever b may stand; ids apart, which are numbers as well as names (seed ${SEED})`, () => {
  const some = typesOver(base("text", "int", "num", "bool", "tokens"));
  const property = fc.property(some, some, some, (a, more, other) => {
    const b = merge([a, more]);
    const c = merge([b, other]);
    expect([fits(a, b), fits(b, c), fits(a, c)]).toEqual([true, true, true]);
  });
  fc.assert(property, settings);
});

test(`one of these takes in each of them, in any order (seed ${SEED})`, () => {
  const property = fc.property(fc.array(type, { minLength: 1, maxLength: 4 }), (all) => {
    for (const whole of [merge(all), merge(all.toReversed())])
      expect(all.filter((one) => !fits(one, whole)).map(show)).toEqual([]);
  });
  fc.assert(property, settings);
});

test(`one of a type and itself is that type (seed ${SEED})`, () => {
  fc.assert(
    fc.property(type, (a) => {
      expect(show(merge([a, a]))).toBe(show(merge([a])));
    }),
    settings,
  );
});

test(`behind a test for null, null is gone and nothing else (seed ${SEED})`, () => {
  const property = fc.property(type, (a) => {
    expect(fits(nil, present(a))).toBe(false);
    expect(show(nullable(present(a)))).toBe(show(nullable(a)));
  });
  fc.assert(property, settings);
});
