// The generated world as a table: sizes, views that agree, and the outline as a tree that renders as the reader knows it.
import { expect, test } from "vitest";
import { renderOutline } from "../../models/world/world.ts";
import { rendered } from "../../runtime/context/render.ts";
import type { Tree } from "../../runtime/value.ts";
import { world } from "../../runtime/world.ts";
import { call, failure, plain } from "./call.ts";

const args = { n: 4, facts: [4, 8], draws: [1, 2], split: "test", seed: 7 };

test("n documents per draw and number of facts, the same each time", async () => {
  const rows = plain(await call(world, args));
  expect(rows).toHaveLength(16);
  expect(new Set(rows.map((row) => row["id"])).size).toBe(16);
  expect(plain(await call(world, args))).toEqual(rows);
});

test("the answer stands in every view; the outline is a tree that render writes as the reader was trained", async () => {
  for (const row of plain(await call(world, args))) {
    const [answer] = row["answers"] as readonly string[];
    const tree = row["outline"] as Tree;
    const views = [row["prose"], row["linked"], row["list"], rendered(tree, "markdown")];
    expect(views.every((view) => String(view).includes(answer ?? "?"))).toBe(true);
    expect(rendered(tree, "markdown")).toBe(renderOutline(tree));
  }
});

test("what is out of range is refused", async () => {
  expect(await failure(call(world, { ...args, facts: 0 }))).toBe(
    "E203: 'world' takes facts: 1 to 128, but got 0",
  );
  expect(await failure(call(world, { ...args, n: 1e9 }))).toMatch(/^E203/);
  expect(await failure(call(world, { ...args, domain: "nowhere" }))).toMatch(/^E213/);
});
