// Lists of passages: one answers, the hard negatives nearly do, and nothing else does.
import { expect, test } from "vitest";
import { candidates } from "../../../models/world/records/candidates.ts";
import { item } from "../../../models/world/records/items.ts";

const wanted = { facts: 16, split: "test", seed: 5 } as const;
const lists = Array.from({ length: 40 }, (_, at) => ({
  ...candidates(wanted, 12, "t", at),
  one: item({ ...wanted, task: "single" }, "candidates", "t", at),
}));

test("the first passage has entity and value, and no other has both", () => {
  for (const { passages, one, question } of lists) {
    expect(question).toBe(one.question);
    const query = one.query as { readonly entity: string };
    const [answer = ""] = one.answers;
    const both = ({ text }: { readonly text: string }): boolean =>
      text.includes(query.entity) && text.includes(answer);
    expect(passages).toHaveLength(12);
    expect(both(passages[0]!)).toBe(true);
    expect(passages.slice(1, 7).filter(both)).toEqual([]);
  }
});

test("hard negatives are of the same aspect or of the same entity, and the same arguments give the same list", () => {
  for (const { passages, aspect, one } of lists) {
    const { entity } = one.query as { readonly entity: string };
    expect(passages[0]!.aspect).toBe(aspect);
    const near = passages.slice(1).filter((other) => other.aspect === aspect || other.text.includes(entity));
    expect(near.length).toBeGreaterThan(0);
    for (const other of passages.slice(1))
      expect(other.aspect === aspect && other.text.includes(`${entity} `)).toBe(false);
  }
  expect(candidates(wanted, 12, "t", 0)).toEqual(candidates(wanted, 12, "t", 0));
});
