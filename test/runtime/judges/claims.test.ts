// FActScore and AttrScore: worked values, the published formulas, and a run that splits, verifies and scores.
import { expect, test } from "vitest";
import { attrscore } from "../../../runtime/judges/attrscore.ts";
import { fact_report, factscore } from "../../../runtime/judges/factscore.ts";
import { lengthPenalty } from "../../../runtime/stats/factscore.ts";
import type { Row, Value } from "../../../runtime/value.ts";
import { call, failure, plain, reach, table } from "../call.ts";
import { ran } from "../program.ts";

const many = (yes: number, no: number): boolean[] => [
  ...Array<boolean>(yes).fill(true),
  ...Array<boolean>(no).fill(false),
];

test("the penalty is exp(1 - gamma / n) up to gamma claims, and none above, as in get_score of FActScore", () => {
  expect([1, 5, 9, 10, 11].map((n) => lengthPenalty(n, 10))).toEqual([
    Math.exp(-9),
    Math.exp(-1),
    Math.exp(1 - 10 / 9),
    1,
    1,
  ]);
  expect(lengthPenalty(1, 0)).toBe(1);
});

test("an answer: the share of its claims, with the penalty; none where it abstains or a claim is unparsed, and both are counted", async () => {
  const score = (supported: Value, gamma = 10): Promise<Value> => call(factscore, { supported, gamma });
  expect(await score(many(9, 3))).toBe(0.75);
  expect(await score(many(3, 2))).toBe(0.6 * Math.exp(-1));
  expect(await score(many(3, 2), 0)).toBe(0.6);
  const given = reach();
  for (const supported of [[], null, [true, null]])
    expect(await factscore.run({ supported }, given)).toBeNull();
  expect([...given.notes]).toEqual([
    ["factscore: answers without a claim have no score", 2],
    ["factscore: answers with an unparsed claim have no score", 1],
  ]);
});

test("over answers: the figures of get_score by its names, abstentions and unparsed ones apart", async () => {
  const rows = table(
    { id: 1, s: many(9, 3) },
    { id: 2, s: many(3, 2) },
    { id: 3, s: null },
    { id: 4, s: [] },
    { id: 5, s: [true, null] },
  );
  const found = await call(fact_report, {
    rows,
    supported: async (row: Row) => row["s"] ?? null,
    resamples: 100,
  });
  expect(found).toMatchObject({
    score: (0.75 + 0.6 * Math.exp(-1)) / 2,
    init_score: (0.75 + 0.6) / 2,
    respond_ratio: 3 / 5,
    num_facts_per_response: (12 + 5 + 2) / 3,
    n: 2,
    abstained: 2,
    unparsed: 1,
  });
  expect(await failure(call(fact_report, { rows, supported: async () => "yes" }))).toMatch(/^E204: /);
  expect(await failure(call(fact_report, { rows, supported: async () => [] }))).toMatch(/^E113: /);
});

const [A, E, C] = ["Attributable", "Extrapolatory", "Contradictory"];
const pairs = table(
  ...[
    [A, A],
    [A, A],
    [A, E],
    [E, E],
    [E, "unparsed"],
    [C, A],
    [C, null],
  ].map(([gold = null, said = null]) => ({ gold, said })),
);
const columns = {
  gold: async (row: Row) => row["gold"] ?? null,
  said: async (row: Row) => row["said"] ?? null,
  resamples: 100,
};

test("AttrScore: an unparsed reply finds no class; left out, the figures are those of the source", async () => {
  const f1 = async (unparsed: string): Promise<Value[]> =>
    plain(await call(attrscore, { rows: pairs, ...columns, unparsed })).map((row) => row["f1"] ?? null);
  // of 7: A has 2 of 3 found and 2 of 3 said rightly, E 1 of 2 and 1 of 2, C none
  expect(await f1("miss")).toEqual([2 / 3, 1 / 2, 0, (2 / 3 + 1 / 2) / 3, 3 / 7]);
  // of 5: E has 1 of 1 found, which is what scikit-learn's confusion_matrix(labels=...) makes of it
  expect(await f1("drop")).toEqual([2 / 3, 2 / 3, 0, 4 / 9, 3 / 5]);
  const lost = plain(await call(attrscore, { rows: pairs, ...columns })).map((row) => row["unparsed"]);
  expect(lost).toEqual([0, 1, 1, 2, 2]);
});

test("AttrScore of other labels, or of nothing, is refused", async () => {
  const other = table({ gold: "attributable", said: A ?? "" });
  expect(await failure(call(attrscore, { rows: other, ...columns }))).toMatch(/^E302: .*"attributable"/);
  const none = table({ gold: A ?? "", said: null });
  expect(await failure(call(attrscore, { rows: none, ...columns, unparsed: "drop" }))).toMatch(/^E113: /);
});

test("splitting and verifying are runs: an answer's claims are rows, and come back to it", async () => {
  const { failed, checks } = await ran(`
data answers = table([
  { id: "a", text: "Ada was born in 1815 and died in 1900." }, { id: "b", text: "No idea." }, { id: "c", text: "She wrote." },
])
model splitter = scripted(p => if has(p, "Ada") then "- Ada was born in 1815.\\n- Ada died in 1900." else if has(p, "wrote") then "- She wrote." else "None.")
model verifier = scripted(p => if has(p, "1815") then "True" else if has(p, "1900") then "False" else "Who knows?")
prompt split_up(text: Text) -> Text { user """List the claims of: {{ text }}""" }
prompt verify(claim: Text) -> Text { user """{{ claim }} True or False?""" }
run parts over answers {
  step listed = ask split_up(.text) with splitter
  step claim = claims(.listed)
}
run verified over parts |> select(.id, .claim) |> unroll(.claim) {
  step said = ask verify(.claim) with verifier
  step read = supported(.said, rule: "strict")
}
data facts = answers |> left_join(verified |> derive(yes: .read.supported) |> aggregate(.id, yes: .yes), .id)
let all = fact_report(facts, .yes, gamma: 0, resamples: 100)
check all.score == 0.5
check all.n == 1
check all.abstained == 1
check all.unparsed == 1
check all.respond_ratio == 2 / 3`);
  expect(failed).toEqual([]);
  expect(checks.map(([pass]) => pass)).toEqual([true, true, true, true, true]);
});
