// What is remembered of TypeScript: by the texts it follows from, and not without end.
import { readdirSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { modulesPlace, recalled, remembered, thinned } from "../../../runtime/module/cache.ts";
import { folder } from "./help.ts";

test("a fact is recalled by its question alone, and the oldest go when there are too many", async () => {
  process.env["XDG_CACHE_HOME"] = folder({});
  const questions = ["a", "b", "c", "d", "e"];
  for (const [at, question] of questions.entries()) {
    const before = new Set(at === 0 ? [] : readdirSync(modulesPlace()));
    await remembered("outline", question, { at });
    for (const name of readdirSync(modulesPlace()))
      if (!before.has(name)) utimesSync(join(modulesPlace(), name), at, at);
  }
  expect(await recalled("outline", "b")).toEqual({ at: 1 });
  expect(await recalled("script", "b")).toBeNull();
  await thinned(5);
  expect(readdirSync(modulesPlace())).toHaveLength(5);
  await thinned(4);
  expect(readdirSync(modulesPlace())).toHaveLength(2);
  expect(await recalled("outline", "c")).toBeNull();
  expect(await recalled("outline", "e")).toEqual({ at: 4 });
});
