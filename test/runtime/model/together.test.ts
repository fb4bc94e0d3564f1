// Rows that come and go give what each gives alone: mixed lengths, shared beginnings, a process that dies. See property.ts.
import { expect, test } from "vitest";
import { cases, threeWays } from "./property.ts";

test.each(cases)("%s: 24 random prompts", async (_, dir, how) => {
  const { together, alone, killed } = await threeWays(await dir(), how, 24);
  expect(together).toEqual(alone);
  expect(killed).toEqual(alone);
});
