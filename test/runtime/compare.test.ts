// Two runs: as an axis of one run, and compared directly, item by item.
import { expect, test } from "vitest";
import { ran } from "./program.ts";

const rows = Array.from({ length: 24 }, (_, i) => `{ id: "q${i}", q: "w${i % 4}", g: ["w${i % 3}"] }`).join(
  ", ",
);
const runs = `data qa = table([${rows}])
run plain over qa vary k in [1, 2] { step output = .q + (if k == 1 then "" else "") step odd = 1 when .q != "w3" }
run good over qa vary k in [1, 2] { step output = .g[0] step odd = 2 when k == 1 }\n`;

test("union: which run a row is of is an axis, the axes and ids stay", async () => {
  const { shown, failed } = await ran(`${runs}
run both over union(plain: plain, good: good, as: "of") { step right = exact(.output, .g) }
score s of both by [of] { metric right = .right }
show s |> delta(right, of: ["good", "plain"])`);
  expect(failed).toEqual([]);
  const score = shown.find((text) => text.startsWith("s\n")) ?? "";
  expect(score).toMatch(/^good +1\.000 .* 24 /m);
  expect(score).toMatch(/^plain +0\.250 .* 24 /m);
  expect(score).toContain("averaged per item over k");
  expect(shown.at(-1)).toMatch(/^estimate: 0\.750 .* n = 24 /);
});

test("compare gives what delta gives over the union", async () => {
  const { shown, failed } = await ran(`${runs}
score s of union(plain: plain, good: good, as: "of") by [of] { metric em = exact(.output, .g) }
show s |> delta(em, of: ["good", "plain"])
show compare(good, plain, metric: exact(.output, .g))`);
  expect(failed).toEqual([]);
  const [delta, compared] = shown
    .filter((text) => text.startsWith("estimate"))
    .map((text) => text.split("\n")[0]);
  expect(compared).toBe(delta);
  expect(shown.join("\n")).toContain(
    "note: compare: 'good' has several rows per item; they are averaged first",
  );
});

test("rows without a value are left out and counted, on either side", async () => {
  const { shown, failed } = await ran(`${runs}show compare(good, plain, metric: .odd)`);
  expect(failed).toEqual([]);
  expect(shown).toContain("note: compare: 24 rows of 'good' have no value and are left out");
  expect(shown).toContain("note: compare: 12 rows of 'plain' have no value and are left out");
  expect(shown.join("\n")).toContain(
    "6 items are not in both 'good' and 'plain' and are left out of their difference",
  );
});

test("predictions made elsewhere: any column names the item", async () => {
  const { shown, failed, checks } = await ran(`data preds = table([
  { item: 1, system: "a", right: true }, { item: 2, system: "a", right: true }, { item: 3, system: "a", right: false },
  { item: 1, system: "b", right: true }, { item: 2, system: "b", right: false }, { item: 3, system: "b", right: false },
])
score s of preds by [.system] { metric right = .right ci: bootstrap(500, paired: .item) }
check s |> delta(right, system: ["a", "b"]).mean > 0 as "a is right more often"
show compare(preds |> where(.system == "a"), preds |> where(.system == "b"), metric: .right, paired: .item)`);
  expect(failed).toEqual([]);
  expect(checks.map(([pass]) => pass)).toEqual([true]);
  expect(shown.filter((text) => text.startsWith("estimate"))[0]).toMatch(/^estimate: 0\.333 .* n = 3 /);
});

test("a run over a run tells the notes of the first again, and so does its score", async () => {
  const { shown, failed } = await ran(`${runs}
run first over qa { step head = (.q + " and more") |> truncate(2, tokenizer: "words") }
run second over first { step size = len(.head) }
score s of second { metric m = .size }`);
  expect(failed).toEqual([]);
  const [score = ""] = shown.filter((text) => text.startsWith("s\n"));
  expect(score).toMatch(/^note: first: .*truncate.*$/m);
});
