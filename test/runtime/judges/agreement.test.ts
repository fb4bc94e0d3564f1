// Agreement of a judge with gold: unparsed is a class of its own, labels must be the same, LLMBar's figures as they should be.
import { describe, expect, test } from "vitest";
import { JUDGES, llmbar, strict, verdicts } from "../../../bench/published/llmbar.ts";
import { agreement } from "../../../runtime/judges/agreement.ts";
import type { Row, Value } from "../../../runtime/value.ts";
import { shared } from "../../shared.ts";
import { call, failure, plain, reach, table } from "../call.ts";

const said = async (row: Row): Promise<Value> => row["said"] ?? null;
const gold = async (row: Row): Promise<Value> => row["gold"] ?? null;
const by: readonly Value[] = [];

async function figures(
  rows: readonly Row[],
  more: { readonly [name: string]: Value } = {},
): Promise<{ [figure: string]: Value }> {
  const found = plain(
    await call(agreement, { rows: table(...rows), said, gold, by, resamples: 200, ...more }),
  );
  return Object.fromEntries(found.map((row) => [String(row["figure"]), row["value"] ?? null]));
}

const rows: readonly Row[] = [
  { id: 1, said: "a", gold: "a" },
  { id: 2, said: "b", gold: "b" },
  { id: 3, said: "a", gold: "b" },
  { id: 4, said: null, gold: "a" },
];

test("an unparsed reply is in n and agrees with nothing", async () => {
  // by hand: seen 2/4; chance (2*2 + 1*2) / 16 with the class unparsed on one side
  expect(await figures(rows)).toMatchObject({
    unparsed: 0.25,
    same: 0.5,
    kappa: (0.5 - 0.375) / (1 - 0.375),
  });
  expect(await figures(rows.map((row) => ({ ...row, said: row["said"] ?? "unparsed" })))).toEqual(
    await figures(rows),
  );
});

test("labels that only one side has are refused; one class only has no kappa", async () => {
  const coded = rows.map((row) => ({ ...row, said: row["said"] === "a" ? 1 : 0 }));
  expect(await failure(figures(coded))).toMatch(/^E302: .*different labels: "0", "1" on one side, "a", "b"/);
  const one = [
    { id: 1, said: "a", gold: "a" },
    { id: 2, said: "a", gold: "a" },
  ];
  expect(await figures(one)).toEqual({ unparsed: 0, same: 1, kappa: null, alpha: null });
  const silent = one.map((row) => ({ ...row, said: null }));
  expect(await figures(silent)).toMatchObject({ unparsed: 1, same: 0, kappa: 0 });
});

test("grades: alpha by distance, over those that were read; NaN is refused", async () => {
  const grades = [
    { id: 1, said: 1, gold: 1 },
    { id: 2, said: 5, gold: 4 },
    { id: 3, said: 9, gold: 9 },
    { id: 4, said: null, gold: 2 },
  ];
  const found = await figures(grades, { scale: "interval" });
  expect(found).toMatchObject({ unparsed: 0.25, same: 0.5 });
  expect(found["kappa"]).toBeUndefined();
  expect(found["alpha"]).toBeGreaterThan(0.9);
  expect(await failure(figures([{ id: 1, said: NaN, gold: 1 }], { scale: "interval" }))).toMatch(
    /^E204: .*NaN/,
  );
});

test("rows without gold, and items with several rows, are told", async () => {
  const given = reach();
  const twice = table(
    { id: 1, said: "a", gold: "a" },
    { id: 1, said: "b", gold: "b" },
    { id: 2, said: "b", gold: null },
  );
  await agreement.run({ rows: twice, said, gold, by, resamples: 100 }, given);
  expect([...given.notes.keys()].join("\n")).toMatch(/rows without gold left out\n.*items have several rows/);
});

const root = shared(`data/${llmbar.folder}`) && shared("data");

describe.skipIf(!root)("LLMBar Natural: strict kappas with the label", () => {
  test.for(JUDGES)("%s %s", async ([judge, prompt]) => {
    const all = await verdicts(root!, judge, prompt);
    const of = async (order: readonly string[]): Promise<Value> =>
      (
        await figures(
          order.map((one, id) => ({ id, said: one === "none" ? "unparsed" : one, gold: all.gold[id] ?? "" })),
        )
      )["kappa"] ?? null;
    const [plainly, swapped] = strict(all);
    expect(await of(all.plain)).toBeCloseTo(plainly, 12);
    expect(await of(all.swapped)).toBeCloseTo(swapped, 12);
  });
});
