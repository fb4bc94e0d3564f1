// The models of a program: what they are asked goes on when their process dies.
import { expect, test } from "vitest";
import { ModelError, type Runner } from "../../runtime/model/index.ts";
import { models } from "../../runtime/models.ts";

test("a death is counted once, however many calls were under way", async () => {
  let pid = 100;
  const dying = new ModelError("E510", "the process died", "run again");
  const made = models({ pid: () => pid } as Runner);
  const call = async (): Promise<string> => {
    const own = pid;
    await new Promise((resolve) => setTimeout(resolve, 5));
    if (own > 100) return "answer";
    pid = 101;
    throw dying;
  };
  const answers = await Promise.all(Array.from({ length: 12 }, () => made.again(call)));
  expect(new Set(answers)).toEqual(new Set(["answer"]));
  expect(made.restarts()).toBe(1);
});
