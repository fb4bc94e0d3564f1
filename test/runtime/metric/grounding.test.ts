// What a reply cites, rests on, and whether it says that there is no answer: cases small enough to check by eye.
import { expect, test } from "vitest";
import { abstains } from "../../../runtime/metric/abstains.ts";
import { citation } from "../../../runtime/metric/citation.ts";
import { groundedness } from "../../../runtime/metric/groundedness.ts";
import type { Value } from "../../../runtime/value.ts";
import { call, failure, reach } from "../call.ts";

type Args = { readonly [name: string]: Value };

test("citation: F1, precision and recall of ids, each counted once", async () => {
  const of = (cited: Value, gold: Value, more: Args = {}) => call(citation, { cited, gold, ...more });
  const [cited, gold] = [
    ["a", "b", "b", "c"],
    ["b", "d"],
  ];
  expect(await of(cited, gold)).toBeCloseTo(0.4, 12);
  expect(await of(cited, gold, { of: "precision" })).toBeCloseTo(1 / 3, 12);
  expect(await of(cited, gold, { of: "recall" })).toBe(0.5);
  expect(await of([1, 2], ["2", "1"])).toBe(1);
});

test("citation: marks of a text, one number or several", async () => {
  const of = (cited: string, gold: Value, more: Args = {}) => call(citation, { cited, gold, ...more });
  expect(await of("It burnt [1], twice [2, 4][1].", [1, 2, 4])).toBe(1);
  expect(await of("It burnt [1][3] in [the] fire [3a].", [3])).toBeCloseTo(2 / 3, 12);
});

test("citation: none cited is 0 and counted, no evidence is an error", async () => {
  const there = reach();
  for (const cited of ["", "It burnt.", []])
    expect(await call(citation, { cited, gold: [1] }, there)).toBe(0);
  expect([...there.notes]).toEqual([["citation: replies that cite nothing, scored 0", 3]]);
  expect(await failure(call(citation, { cited: "[1]", gold: [] }))).toContain(
    "E204: 'citation' needs the ids of the evidence",
  );
  expect(await failure(call(citation, { cited: null, gold: [1] }))).toContain("E203: 'citation' takes cited");
  expect(await failure(call(citation, { cited: "[1]", gold: [1], of: "f2" }))).toContain(
    "E203: 'citation' takes of",
  );
});

const sources = ["The mill stands by the river. It burnt twice.", "It was built in 1802."];
const grounded = (output: string, more: Args = {}, there = reach()) =>
  call(groundedness, { output, sources, ...more }, there);

test("groundedness: the share of words that the sources hold, each as often as there (K-Precision)", async () => {
  expect(await grounded("The mill was built in 1802")).toBe(1);
  expect(await grounded("mill mill red")).toBeCloseTo(1 / 3, 12);
  expect(await call(groundedness, { output: "it", sources: "It burnt." })).toBe(1);
  expect(await call(groundedness, { output: "it", sources: [] })).toBe(0);
  const passage = { kind: "passage", id: "0", text: "It burnt.", source: 0 } as const;
  expect(await call(groundedness, { output: "it fell", sources: [passage] })).toBe(0.5);
});

test("groundedness: the share of sentences that one source holds, whole words only", async () => {
  const of = (output: string) => grounded(output, { variant: "sentences" });
  expect(await of("It burnt TWICE! It was blue.")).toBe(0.5);
  expect(await of("It burnt twice. It was built in 180.")).toBe(0.5);
  // the end of one source and the beginning of the next are no sentence
  expect(await of("It burnt twice. Burnt twice, it was")).toBe(0.5);
});

test("groundedness: by cited sources alone, marks are no words", async () => {
  const there = reach();
  expect(await grounded("It was built in 1802 [2].", { evidence: "cited" }, there)).toBe(1);
  expect(await grounded("It was built in 1802 [1].", { evidence: "cited" }, there)).toBe(1 / 5);
  expect(await grounded("It was built in 1802.", { evidence: "cited" }, there)).toBe(0);
  expect([...there.notes]).toEqual([]);
  expect(await grounded("1802 [2, 7][0]", { evidence: "cited" }, there)).toBe(1);
  expect([...there.notes]).toEqual([["groundedness: citations of sources that are not there", 2]]);
});

test("groundedness: a reply without words is 0 and counted", async () => {
  const there = reach();
  for (const output of ["", "[1]", "the"]) expect(await grounded(output, {}, there)).toBe(0);
  expect([...there.notes]).toEqual([["groundedness: replies without words, scored 0", 3]]);
});

test("abstains: the reply as a whole, or a part of it; an empty one abstains", async () => {
  const of = (output: string, variant = "whole") =>
    call(abstains, { output, none: ["Unknown", "no answer"], variant });
  expect(
    await Promise.all(["unknown.", "No  answer", "", "the", "It is unknown", "Paris"].map((one) => of(one))),
  ).toEqual([1, 1, 1, 1, 0, 0]);
  expect(
    await Promise.all(["It is unknown.", "unknowns", "no, answer"].map((one) => of(one, "part"))),
  ).toEqual([1, 0, 1]);
  for (const none of [[], ["the"]])
    expect(await failure(call(abstains, { output: "x", none }))).toContain("E204: 'abstains' takes texts");
});
