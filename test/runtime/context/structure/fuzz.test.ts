// Some damaged replies of each form; test/hostile/large has a hundred thousand.
import { expect, test } from "vitest";
import { readDamaged, UNREACHED } from "./damaged.ts";

test("damaged replies: a tree or a code, never an error", () => {
  const { unseen, trees } = readDamaged(2_500);
  expect(unseen).toEqual(expect.arrayContaining(UNREACHED));
  // nearly everything that can be wrong is met by so few too
  expect(unseen.length).toBeLessThan(UNREACHED.length + 3);
  expect(trees).toBeGreaterThan(0.05);
});
