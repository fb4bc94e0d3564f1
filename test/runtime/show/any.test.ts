// Whatever a value holds, its output keeps the rules: random values of every kind that data can make, with hostile texts in them.
import fc from "fast-check";
import { expect, test } from "vitest";
import { show } from "../../../runtime/show.ts";
import { fromRows } from "../../../runtime/table.ts";
import type { Aspect, Row, Tree, Value } from "../../../runtime/value.ts";
import { bare } from "../../../runtime/value.ts";
import { faults, hostile } from "./help.ts";

const words = fc.oneof(
  fc.constantFrom(...hostile),
  fc.string({ unit: "binary", maxLength: 30 }),
  fc.string({ unit: fc.constantFrom("\ud800", "<", '"', "&", "\u0000", "日", " "), maxLength: 200 }),
);
const scalars: fc.Arbitrary<Value> = fc.oneof(
  fc.constantFrom<Value>(null, true, false, 0, -1, NaN, Infinity, 1e300),
  fc.double(),
  fc.integer(),
  words,
);
const names = words.filter((name) => !["__proto__", "constructor", "prototype"].includes(name));

const aspects = (levels: number): fc.Arbitrary<Aspect[]> =>
  fc.array(
    fc.record({
      name: words,
      descriptions: fc.array(words, { maxLength: 3 }),
      aspects: levels === 0 ? fc.constant([]) : aspects(levels - 1),
    }),
    { maxLength: 3 },
  );
const trees = fc.record({ scope: words, aspects: aspects(2) }).map((one): Tree => ({ kind: "tree", ...one }));
const passages = fc.record({ id: words, text: words }).map((one): Value => ({ kind: "passage", ...one }));

/** Values with others inside, so many levels of them. */
function values(levels: number): fc.Arbitrary<Value> {
  if (levels === 0) return fc.oneof(scalars, trees, passages);
  const inner = values(levels - 1);
  const lists = fc.array(inner, { maxLength: 6 });
  const records = fc.array(fc.tuple(names, inner), { maxLength: 6 }).map((fields) => bare(fields));
  const columns = fc.uniqueArray(names, { minLength: 1, maxLength: 6 });
  const cells = fc.array(fc.array(inner, { minLength: 6, maxLength: 6 }), { maxLength: 8 });
  const tables = fc.tuple(columns, cells).map(([head, rows]) =>
    fromRows(
      rows.map((row): Row => bare(head.map((name, at) => [name, row[at] ?? null]))),
      head,
    ),
  );
  return fc.oneof(inner, lists, records, tables);
}

test("random values under random names", () => {
  fc.assert(
    fc.property(values(3), words, (value, name) => {
      expect(faults(() => show(value, { name }))).toEqual([]);
    }),
    { numRuns: 150, seed: 7 },
  );
});
