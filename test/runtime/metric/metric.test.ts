// Each metric and each of its variants on cases small enough to check by eye.
import { expect, test } from "vitest";
import { contains } from "../../../runtime/metric/contains.ts";
import { exact } from "../../../runtime/metric/exact.ts";
import { identity } from "../../../runtime/metric/identity.ts";
import { longbench } from "../../../runtime/metric/longbench.ts";
import { metrics } from "../../../runtime/metric/index.ts";
import { pieces, squadText, strip } from "../../../runtime/metric/normalize.ts";
import { regex } from "../../../runtime/metric/regex.ts";
import { tokenF1 } from "../../../runtime/metric/token-f1.ts";
import type { Value } from "../../../runtime/value.ts";
import { reach } from "../call.ts";
import { call } from "./help.ts";

test("normalising drops case, ASCII punctuation and articles, in this order", () => {
  expect(squadText("  The Eiffel-Tower, an  Icon! ")).toBe("eiffeltower icon");
  expect(squadText("a.n apple")).toBe("apple"); // the full stop goes first, so 'an' is an article
  expect(squadText("«The» U.S.A.")).toBe("« » usa"); // only ASCII punctuation
});

test("word borders and blanks are Python's", () => {
  expect(squadText("añ the\u0301 thé")).toBe("añ \u0301 thé"); // a combining mark is no word character in Python
  expect(pieces("a\u0085b\u001cc\ufeffd\u3000e")).toEqual(["a", "b", "c\ufeffd", "e"]);
  expect(strip("\u001c\n x y \u00a0")).toBe("x y");
});

test("exact: the best of the answers counts", () => {
  expect(call(exact, { output: "The Blue.", answers: ["red", "blue"] })).toBe(1);
  expect(call(exact, { output: "The Blue.", answers: ["red", "blue"], variant: "raw" })).toBe(0);
  expect(call(exact, { output: " blue\n", answers: "blue", variant: "raw" })).toBe(0);
  expect(call(exact, { output: " blue\n", answers: "blue", variant: "trim" })).toBe(1);
  expect(call(exact, { output: "Blue", answers: "blue", variant: "trim" })).toBe(0);
});

test("token_f1: bag of words, best answer", () => {
  expect(call(tokenF1, { output: "the cat sat", answers: "cat sat down" })).toBeCloseTo(0.8, 12);
  expect(call(tokenF1, { output: "cat cat", answers: ["dog", "cat"] })).toBeCloseTo(2 / 3, 12);
  expect(call(tokenF1, { output: "", answers: "cat" })).toBe(0);
});

test("token_f1: the variants differ where the published scorers differ", () => {
  const f1 = (output: string, answers: string[], variant: string) =>
    call(tokenF1, { output, answers, variant });
  expect(f1("the", ["a"], "squad1")).toBe(0);
  expect(f1("the", ["a"], "squad2")).toBe(1);
  expect(f1("", [], "squad2")).toBe(1);
  expect(f1("x", [], "squad2")).toBe(0);
  expect(f1("yes it is", ["yes"], "squad1")).toBeCloseTo(0.5, 12);
  expect(f1("yes it is", ["yes"], "hotpot")).toBe(0);
  expect(f1("Yes.", ["yes"], "hotpot")).toBe(1);
  expect(f1("x", [], "longbench")).toBe(0);
});

test("an item without answers has no score", () => {
  expect(() => call(tokenF1, { output: "x", answers: [] })).toThrow(/'token_f1' needs at least one answer/);
  expect(() => call(exact, { output: "x", answers: [] })).toThrow(expect.objectContaining({ code: "E204" }));
});

test("contains: share of the answers, or any of them", () => {
  const args = { output: "Numbers 12 and 34", answers: ["12", "34", "NUMBERS", "56"] };
  expect(call(contains, args)).toBe(0.75);
  expect(call(contains, { ...args, variant: "any" })).toBe(1);
});

test("contains: normalised, as best_subspan_em has it, an answer that is an article is everywhere, and counted", () => {
  const of = (output: string, answers: string[], there = reach()) =>
    contains.run({ output, answers, variant: "norm" }, there);
  expect(of("In the U.S.A.,  of course", ["USA of"])).toBe(1);
  expect(of("In the U.S.A.", ["Canada", "usa"])).toBe(1);
  expect(of("", ["usa"])).toBe(0);
  const there = reach();
  expect(of("x", ["The"], there)).toBe(1);
  expect([...there.notes]).toEqual([
    ["contains: answers empty after normalising, which every output contains", 1],
  ]);
});

test("identity names family, variant and version, the default variant too", () => {
  expect(identity(tokenF1.signature, {})).toBe("token_f1.squad1 v1");
  expect(identity(tokenF1.signature, { variant: "longbench" })).toBe("token_f1.longbench v1");
  expect(identity(exact.signature, { output: "not an option" })).toBe("exact.squad1 v1");
  // of what must be given, that which says what is measured; answers do not
  expect(identity(regex.signature, { pattern: "a+", output: "aa" })).toBe('regex.search v1 (pattern="a+")');
  expect(identity(longbench.signature, { dataset: "qasper" })).toBe('longbench v1 (dataset="qasper")');
  expect(identity(longbench.signature, {})).toBe("longbench v1");
  const ndcg = {
    ...exact.signature,
    name: "ndcg",
    params: [{ ...exact.signature.params[0]!, name: "k", optional: true }],
  };
  expect(identity(ndcg, { k: 10 })).toBe("ndcg v1 (k=10)");
});

test("the default variant is the first of the choices", async () => {
  const tree = { kind: "tree", scope: "", aspects: [] } as const;
  const compared = { output: "The a", answers: ["yes", "the a, b"] };
  const own: { readonly [metric: string]: { readonly [name: string]: Value } } = {
    perplexity: { logprob: -3, of: 2 },
    numeric: { output: "3 of 4", answers: [4] },
    choice: { output: "The correct answer is (B)", answers: ["B"] },
    regex: { output: "ab", pattern: "b" },
    groundedness: { output: "a mill", sources: "The mill." },
    abstains: { output: "unknown", none: ["unknown"] },
    compression: { text: "a", of: "ab" },
    parses: { output: "x", sentences: 2 },
    node_count: { tree },
    faithfulness: { tree, of: "x" },
    order_violations: { tree, of: "x" },
  };
  for (const metric of metrics.filter(({ signature }) =>
    signature.params.some(({ name }) => name === "variant"),
  )) {
    const cases = own[metric.signature.name] ?? compared;
    const named = identity(metric.signature, {}).split(" ")[0]!.split(".")[1]!;
    expect(await metric.run(cases, reach())).toBe(await metric.run({ ...cases, variant: named }, reach()));
  }
});
