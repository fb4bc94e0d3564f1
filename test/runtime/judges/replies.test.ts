// What judges' replies are read as: every rule, every fault, and the verdicts of LLMBar read off its published replies.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { JUDGES, llmbar } from "../../../bench/published/llmbar.ts";
import { attribution } from "../../../runtime/judges/attribution.ts";
import { claims, supported } from "../../../runtime/judges/claims.ts";
import { rating } from "../../../runtime/judges/rating.ts";
import { verdict } from "../../../runtime/judges/verdict.ts";
import type { Operator } from "../../../runtime/operator.ts";
import { shared } from "../../shared.ts";
import { call, failure, reach } from "../call.ts";

/** The two fields of what a reply is read as. */
async function read(operator: Operator, args: Parameters<typeof call>[1]): Promise<readonly unknown[]> {
  return Object.values((await call(operator, args)) as object) as unknown[];
}

const verdicts: readonly (readonly [rule: string, reply: string, is: string, fault: string | null])[] = [
  ["brackets", "At first [[A]], but on reflection [[B]].", "second", null],
  ["brackets", "[[C]]", "tie", null],
  ["brackets", "[A] is better", "unparsed", "unmatched"],
  ["mtbench", "At first [[B]], but on reflection [[A]]. Not [[C]].", "first", null],
  ["mtbench", "A", "unparsed", "unmatched"],
  ["letter", " B\n", "second", null],
  ["letter", "B.", "unparsed", "unmatched"],
  ["output", "Therefore, Output (b) is better.", "second", null],
  ["output", "Output (a) or Output (b)", "unparsed", "several"],
  ["output", "output (a)", "unparsed", "unmatched"],
  ["llmbar", "Output (a)", "first", null],
  ["llmbar", "I say:\n Output (b)\nOutput (a)", "first", null],
  ["llmbar", "The better one is Output (b)", "unparsed", "unmatched"],
  ["llmbar_cot", "Therefore, Output (b) is better.", "second", null],
  ["llmbar_cot", "Output (b) is better", "unparsed", "unmatched"],
];

test.each(verdicts)("verdict by %s of %j: %s", async (rule, reply, is, fault) => {
  expect(await read(verdict, { reply, rule })).toEqual([is, fault]);
});

const ratings: readonly (readonly [rule: string, reply: string, is: number | null, fault: string | null])[] =
  [
    ["brackets", "[[3]], no: Rating: [[7.5]]", 7.5, null],
    ["brackets", "[7]", null, "unmatched"],
    ["brackets", "[[11]]", null, "out of range"],
    ["number", " 10\n", 10, null],
    ["number", "10/10", null, "unmatched"],
    ["last", "8 of 10, so 8", 8, null],
    ["last", "-3", null, "out of range"],
    ["mtbench", "[[3]] and [[7]]", 3, null],
    ["mtbench", "[5]", 5, null],
    ["mtbench", "5", null, "unmatched"],
  ];

test.each(ratings)("rating by %s of %j: %s", async (rule, reply, is, fault) => {
  expect(await read(rating, { reply, rule, least: 1, most: 10 })).toEqual([is, fault]);
});

test("a scale has two ends", async () => {
  expect(await failure(call(rating, { reply: "1", rule: "number", least: 5, most: 5 }))).toMatch(
    /^E203: .*least below most/,
  );
});

test("no reply and an empty one are faults of every rule, and all are counted", async () => {
  const given = reach();
  for (const said of [null, " \n", "?"])
    expect(await verdict.run({ reply: said, rule: "brackets" }, given)).toMatchObject({
      verdict: "unparsed",
    });
  expect([...given.notes.keys()].map((note) => /\((.*)\)/.exec(note)?.[1])).toEqual([
    "no answer",
    "empty",
    "unmatched",
  ]);
});

const support: readonly (readonly [rule: string, reply: string, is: boolean | null, fault: string | null])[] =
  [
    ["strict", "True.", true, null],
    ["strict", "It is false", false, null],
    ["strict", "True or False? True", null, "several"],
    ["strict", "untrue", null, "unmatched"],
    ["factscore", "True", true, null],
    ["factscore", "False.", false, null],
    ["factscore", "False? No: true", true, null],
    ["factscore", "True or false? True", false, null],
    ["struxgpt", "True or false? True", true, null],
    ["factscore", "This cannot be said.", false, null],
    ["factscore", "There is no such information, he said", false, null],
    ["factscore", "Surely", true, null],
  ];

test.each(support)("supported by %s of %j: %s", async (rule, reply, is, fault) => {
  expect(await read(supported, { reply, rule })).toEqual([is, fault]);
});

const attributions: readonly (readonly [options: string, reply: string, is: string])[] = [
  ["attribution", "ATTRIBUTABLE", "Attributable"],
  ["attribution", "It is contradictory, not attributable.", "Contradictory"],
  ["attribution", "I do not know", "unparsed"],
  ["fact_checking", "Not Enough Information", "Extrapolatory"],
  ["fact_checking", "Refuted", "Contradictory"],
  ["nli", "neutral", "Extrapolatory"],
  ["summarization", "Contradict", "Contradictory"],
];

test.each(attributions)("attribution, options %s, of %j: %s", async (options, reply, is) => {
  expect((await read(attribution, { reply, options }))[0]).toBe(is);
});

test("claims are the items of a list; other lines are counted", async () => {
  const given = reach();
  const text = "Here they are:\n- He was born in 1809.\n 2) He lived in Ulm.\n\n* He died.\n-\nThat is all.";
  expect(await claims.run({ reply: text }, given)).toEqual([
    "He was born in 1809.",
    "He lived in Ulm.",
    "He died.",
  ]);
  expect(given.notes.get("claims: lines that are no item of a list left out")).toBe(3);
  expect(await call(claims, { reply: "I cannot answer that." })).toEqual([]);
});

const root = shared(`data/${llmbar.folder}`) && shared("data");

describe.skipIf(!root)("LLMBar Natural: 1,600 published verdicts from their replies", () => {
  test.for(JUDGES)("%s %s", async ([judge, prompt]) => {
    const file = join(
      root!,
      llmbar.folder,
      "Dataset/LLMBar/Natural/evaluators",
      judge,
      prompt,
      "result.json",
    );
    const pairs = JSON.parse(await readFile(file, "utf8")) as readonly {
      readonly results: readonly Asked[];
    }[];
    const reasons = prompt === "CoT" || prompt === "Swap";
    const wrong = await Promise.all(
      pairs.flatMap(({ results }) =>
        (["swap = False", "swap = True"] as const).map(async (order) => {
          const { completion, winner } = results.at(-1)![order];
          // asked again after a split, the judge gives no reasons
          const rule = reasons && results.length === 1 ? "llmbar_cot" : "llmbar";
          const [said] = await read(verdict, { reply: completion[0], rule });
          const named = order === "swap = False" ? ["first", "second"] : ["second", "first"];
          return said === (winner === null ? "unparsed" : named[Number(winner) - 1]) ? 0 : 1;
        }),
      ),
    );
    expect(wrong).toHaveLength(200);
    expect(wrong.filter(Boolean)).toEqual([]);
  });
});

type Asked = {
  readonly [swap in "swap = False" | "swap = True"]: {
    readonly completion: readonly [string, string];
    readonly winner: string | null;
  };
};
