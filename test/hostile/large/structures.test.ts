// A hundred thousand replies that no model should write.
import { expect, test } from "vitest";
import { readDamaged, UNREACHED } from "../../runtime/context/structure/damaged.ts";

test("100,000 damaged replies: a tree or a code, never an error", () => {
  const { unseen, trees } = readDamaged(50_000);
  expect(unseen).toEqual(UNREACHED);
  expect(trees).toBeGreaterThan(0.05);
}, 600_000);
