// Notes about each paragraph, votes with their ties, and first tokens that nobody has taken yet.
import fc from "fast-check";
import { expect, test } from "vitest";
import { selfConsistency } from "../../../runtime/reasoning/consistency.ts";
import { readingNotes } from "../../../runtime/reasoning/notes.ts";
import { unexplored } from "../../../runtime/reasoning/unexplored.ts";
import type { Operator } from "../../../runtime/operator.ts";
import type { Value } from "../../../runtime/value.ts";
import { call, reach } from "../call.ts";

async function told(operator: Operator, args: { readonly [name: string]: Value }) {
  const seen = reach();
  return [await operator.run(args, seen), Object.fromEntries(seen.notes)] as const;
}

test("a note for each paragraph, then the answer; what is missing or too much is counted", async () => {
  const among = ["a", "b", "c"];
  expect(
    await told(readingNotes, {
      output: "Note 1: It says a.\nMore.\nNote 3:\nNote 1: again\nNote 9: what\nAnswer: a\nindeed\n",
      among,
    }),
  ).toEqual([
    { notes: ["It says a.\nMore.", null, ""], answer: "a\nindeed" },
    {
      "reading_notes: second notes about a paragraph, left out": 1,
      "reading_notes: notes about a paragraph that is not there, left out": 1,
      "reading_notes: paragraphs without a note": 1,
    },
  ]);
  for (const output of [
    "Well.\nNote 1: a\nAnswer: b",
    "Note 1: a",
    "Answer: a\nNote 1: b",
    "Answer: a\nAnswer: b",
    "",
  ])
    expect(await told(readingNotes, { output, among })).toEqual([
      { notes: [null, null, null], answer: null },
      { "reading_notes: outputs of another form, which have no answer": 1 },
    ]);
});

test("the most frequent answer, the first of a tie, and all counts", async () => {
  expect(await told(selfConsistency, { answers: ["7", null, "8", " 8", "8"] })).toEqual([
    {
      answer: "8",
      n: 2,
      tied: false,
      votes: [
        { answer: "8", n: 2 },
        { answer: "7", n: 1 },
        { answer: " 8", n: 1 },
      ],
    },
    { "self_consistency: answers that are null, which have no vote": 1 },
  ]);
  expect(await told(selfConsistency, { answers: ["b", "a", "a ", "B."], form: "squad" })).toEqual([
    // an article is nothing in SQuAD's form, so both are one answer
    {
      answer: "b",
      n: 2,
      tied: true,
      votes: [
        { answer: "b", n: 2 },
        { answer: "a", n: 2 },
      ],
    },
    { "self_consistency: ties, of which the first answer to come is taken": 1 },
  ]);
  expect(await call(selfConsistency, { answers: [] })).toEqual({
    answer: null,
    n: 0,
    tied: false,
    votes: [],
  });
});

test("for any answers: as many votes as answers, and none comes more often than the one taken", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.option(fc.constantFrom("a", "b", "c"))), async (answers) => {
      const made = (await call(selfConsistency, { answers })) as {
        readonly answer: string | null;
        readonly n: number;
        readonly tied: boolean;
        readonly votes: readonly { readonly answer: string; readonly n: number }[];
      };
      const there = answers.filter((one) => one !== null);
      const times = (of: string | null): number => there.filter((one) => one === of).length;
      const most = Math.max(0, ...there.map(times));
      expect(made.votes.reduce((sum, { n }) => sum + n, 0)).toBe(there.length);
      expect([made.n, times(made.answer)]).toEqual([most, most]);
      expect(made.answer).toBe(there.find((one) => times(one) === most) ?? null);
      expect(made.tied).toBe(new Set(there.filter((one) => times(one) === most)).size > 1);
    }),
  );
});

const top = ["red", "blue", "", "red", "green"].map((token, id) => ({ token, id, logprob: -id }));

test("the likeliest first tokens that are not explored; what cannot be told apart by its text is left out", async () => {
  expect(await told(unexplored, { top, n: 3 })).toEqual([
    [top[0], top[1], top[4]],
    { "unexplored: tokens that write nothing, or what another writes, left out": 2 },
  ]);
  expect(await call(unexplored, { top, explored: [0] })).toEqual([top[1]]);
  const [rest, notes] = await told(unexplored, { top, explored: [0, 1], n: 2 });
  expect(rest).toEqual([top[4]]);
  expect(notes).toMatchObject({ "unexplored: fewer tokens than wanted, ask for more logprobs": 1 });
});

test("where lists change nothing, rounds of one are the likeliest tokens in their order, none twice", async () => {
  const explored: number[] = [];
  for (let round = 0; round < 3; round++)
    for (const { id } of (await call(unexplored, { top, explored })) as readonly { readonly id: number }[])
      explored.push(id);
  expect(explored).toEqual([0, 1, 4]);
});
