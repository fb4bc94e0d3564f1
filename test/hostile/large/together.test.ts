// The property of the decode loop over many prompts; the quick suite has a few.
import { expect, test } from "vitest";
import { cases, threeWays } from "../../runtime/model/property.ts";

test.each(cases)("%s: 200 random prompts", { timeout: 600_000 }, async (_, dir, how) => {
  const { together, alone, killed } = await threeWays(await dir(), how, 200);
  expect(together).toEqual(alone);
  expect(killed).toEqual(alone);
});
