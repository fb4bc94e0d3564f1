// A pairwise judge as a real run, scripted so that every figure is known: both orders, canaries, what is settled, what is reported.
import { describe, expect, test } from "vitest";
import { root } from "../../../bin/build.mjs";
import { nodeFiles } from "../../../runtime/files-node.ts";
import { wilson } from "../../../runtime/stats/wilson.ts";
import { testRunner } from "../model/help.ts";
import { ran } from "../program.ts";

/** Six pairs are easy; of four hard ones the judge takes what it is shown first; one leaves it without words, one is even. */
const KINDS = [...Array<string>(6).fill("easy"), ...Array<string>(4).fill("hard"), "mumble", "even"];
const rows = KINDS.map(
  (kind, id) => `{ id: ${id}, question: "${kind}", good: "good ${id}", bad: "bad ${id}", gold: "good" }`,
);
const pairs = `data pairs = table([${rows.join(", ")}])\n`;

const judges = `
fn biased(p: Text) -> Text = if has(p, "hard") then "Both are fine. [[A]]"
  else if has(p, "mumble") then "Hm." else if has(p, "even") then "[[C]]"
  else if has(p, "A: good") then "[[B]]? No: [[A]]" else "[[B]]"
fn fair(p: Text) -> Text = if extract(p, "A: (.*)", group: 1) == extract(p, "B: (.*)", group: 1) then "[[C]]"
  else if has(p, "A: good") then "[[A]]" else if has(p, "B: good") then "[[B]]"
  else if has(p, "A: bad") then "[[A]]" else "[[B]]"
model partial = scripted(biased)
model just = scripted(fair)
model first = scripted(p => "[[A]]")
prompt compare(question: Text, a: Text, b: Text) -> Text {
  user """
    {{ question }}
    A: {{ a }}
    B: {{ b }}
  """
}
`;

const judged = (over: string): string => `${pairs}${judges}
run verdicts over ${over}
  vary judge in [partial, just, first]
{
  step said = ask compare(.question, .first, .second) with judge
  step read = verdict(.said, rule: "brackets")
}
data by_item = settled(verdicts, .read.verdict, .judge)
data report = pairwise_report(by_item, .judge, resamples: 200)
`;

const figure = (judge: string, name: string): string =>
  `(report |> where(.judge == "${judge}" and .figure == "${name}"))[0]`;

/** What does not hold, or fails, in a program with these checks; and all that it shows. */
async function told(
  source: string,
  checks: readonly string[],
): Promise<{ readonly wrong: readonly string[]; readonly text: string }> {
  const done = await ran(`${source}\n${checks.map((check) => `check ${check}`).join("\n")}`);
  const fails = done.checks.filter(([pass]) => !pass).map(([, text]) => text);
  const lost = done.checks.length < checks.length ? ["checks that were not reached"] : [];
  return { wrong: [...done.failed, ...fails, ...lost], text: done.shown.join("\n") };
}

describe("a judge whose bias is known", () => {
  test("who wins, what splits, what cannot be read: every figure is the one that the script makes", async () => {
    const bounds = wilson(4, 4, 0.95);
    const { wrong } = await told(judged("both_orders(pairs, good: .good, bad: .bad)"), [
      "count(verdicts)[0].n == 72",
      ...["good wins:6", "bad wins:0", "split:4", "tie:1", "unparsed:1"].map((line) => {
        const [name = "", k] = line.split(":");
        return `${figure("partial", name)}.value == ${k} / 12`;
      }),
      `${figure("partial", "win rate of good")}.value == 8.5 / 11`,
      `${figure("partial", "win rate of good")}.n == 11`,
      `${figure("partial", "consistent")}.value == 7 / 11`,
      `${figure("partial", "first shown")}.value == 14 / 20`,
      `${figure("partial", "first shown in splits")}.value == 1`,
      `${figure("partial", "first shown in splits")}.lo == ${bounds.lo}`,
      `${figure("just", "good wins")}.value == 1`,
      `${figure("just", "first shown")}.value == 0.5`,
      `${figure("just", "first shown")}.hi == 0.5`,
      `${figure("just", "first shown in splits")}.value == null`,
      `${figure("first", "first shown")}.value == 1`,
      `${figure("first", "consistent")}.value == 0`,
    ]);
    expect(wrong).toEqual([]);
  });

  test("what is settled stands beside the gold label, by whatever joins them", async () => {
    const { wrong } = await told(
      `${judged("both_orders(pairs, good: .good, bad: .bad)")}
data known = by_item |> join(pairs, .id)
data told = agreement(known, .winner, .gold, .judge, labels: ["good", "bad", "tie"])`,
      [
        'count(by_item |> where(.outcome == "split" and .winner == null and .judge == "partial"))[0].n == 4',
        '(by_item |> where(.id == 10 and .judge == "partial"))[0].given == "unparsed"',
        '(told |> where(.judge == "partial" and .figure == "same"))[0].value == 0.5',
        '(told |> where(.judge == "just" and .figure == "kappa"))[0].value == null',
      ],
    );
    expect(wrong).toEqual([]);
  });

  test("canaries: by kind and judge, how many did not pass; the figures of the others do not move", async () => {
    const { wrong, text } = await told(
      `${judged("both_orders(pairs, good: .good, bad: .bad) |> canaries(12, seed: 3)")}
data birds = canary_report(verdicts, .read.verdict, .judge)`,
      [
        "count(verdicts)[0].n == 3 * (24 + 24 + 24 + 12)",
        ...["null", "identical", "swapped"].flatMap((kind) => [
          `(birds |> where(.judge == "just" and .canary == "${kind}"))[0].share == 0`,
          `(birds |> where(.judge == "first" and .canary == "${kind}"))[0].failed == 12`,
        ]),
        // once more swapped: the hard ones go over to the other answer, the mumbled one stays without
        '(birds |> where(.judge == "partial" and .canary == "swapped"))[0].failed == 4',
        '(birds |> where(.judge == "partial" and .canary == "swapped"))[0].unparsed == 1',
        // alike: all but the even one and the one without words are called for one side
        '(birds |> where(.judge == "partial" and .canary == "identical"))[0].passed == 1',
        '(birds |> where(.judge == "partial" and .canary == "identical"))[0].failed == 10',
        `${figure("partial", "split")}.value == 4 / 12`,
      ],
    );
    expect(wrong).toEqual([]);
    expect(text).toContain("settled: canary rows left out; canary_report tells of them");
  });

  test("over two runs: items pair by id; of a run it is a run, whose axis is the order", async () => {
    const { wrong, text } = await told(
      `${pairs}${judges}
model yes = scripted(p => "good")
model no = scripted(p => "bad")
prompt ask_it(question: Text) -> Text { user """{{ question }}""" }
run one over pairs { ask ask_it(.question) with yes }
run two over pairs |> where(.id > 1) { ask ask_it(.question) with no }
let shown = both_orders(one, with: two, one: .output, two: .output)
run verdicts over shown {
  step said = ask compare(.question, .first, .second) with just
  step one_wins = (verdict(.said, rule: "brackets").verdict == "first") == (.first_is == "one")
}
score wins of verdicts { metric one = .one_wins }
score orders of verdicts by [order] { metric one = .one_wins }
show wins
show orders |> delta(one, order: ["given", "swapped"])`,
      ["count(verdicts)[0].n == 20"],
    );
    expect(wrong).toEqual([]);
    expect(text).toContain("both_orders: 2 items of 'one' without one of 'two' left out, the first: 0");
    expect(text).toContain("note: averaged per item over order");
    expect(text).toContain("estimate: 0.000");
    expect(text).toContain("note: one and two: 'no' is scripted");
  });
});

test("items with one order only, an order twice, other verdicts, other ids: named", async () => {
  const shown = `${pairs}data shown = both_orders(pairs, good: .good, bad: .bad)\n`;
  const half = await ran(`${shown}show settled(shown |> where(.order == "given" or .id > 3), "first")`);
  expect(half.failed).toEqual([]);
  expect(half.shown.join()).toContain("settled: 4 items with one order only left out, the first: 0");
  const fails = async (text: string): Promise<string> => (await ran(`${shown}${text}`)).failed.join();
  expect(await fails(`show settled(shown |> where(.order == "given"), "first")`)).toMatch(
    /E303.*no item with both/,
  );
  expect(await fails(`show settled(union(a: shown, b: shown), "first")`)).toMatch(
    /E303.*item 0.*several times/,
  );
  expect(await fails(`show settled(shown, "A")`)).toMatch(/E204.*verdicts.*got "A"/);
  expect(await fails(`show both_orders(pairs, with: table([{ id: 99, x: "" }]), a: .good, b: "b")`)).toMatch(
    /E303.*no item of 'a' is one of 'b'/,
  );
  expect(await fails(`show both_orders(pairs, with: pairs |> derive(id: 1), a: .good, b: .bad)`)).toMatch(
    /E303.*'b' has several/,
  );
  expect(
    await fails(`show canary_report(canaries(shown, 1, seed: 1) |> where(.canary != null), "first")`),
  ).toMatch(/E303.*is not among the rows/);
  expect(await fails(`show canaries(pairs |> derive(good: ""), 2, seed: 1, answer: .good)`)).toMatch(
    /E113.*no item whose answers say something/,
  );
});

test("one answer each: an answer that says nothing must not get a good grade", async () => {
  const { wrong } = await told(
    `${pairs}
model grader = scripted(p => if has(p, "good") then "Rating: [[9]]" else if has(p, "bad") then "no" else "[[2]]")
prompt grade(answer: Text) -> Text { user """{{ answer }}""" }
run graded over pairs |> canaries(5, seed: 1, answer: .good) {
  step said = ask grade(.good) with grader
  step read = rating(.said, rule: "brackets", least: 1, most: 10)
}
data strict = canary_report(graded, .read.rating, most: 1)
data mild = canary_report(graded, .read.rating, most: 2)`,
    ["strict[0].failed == 5", "strict[0].share == 1", "mild[0].passed == 5", "mild[0].n == 5"],
  );
  expect(wrong).toEqual([]);
});

test("the reader of the package as a judge: by likelihood it always answers, in words it is mostly unparsed", async () => {
  const done = await ran(
    `${pairs}${judges}
model reader = onnx("models/strux-nano") on cpu
prompt which(question: Text, a: Text, b: Text) -> "A" | "B" { user """{{ question }} A: {{ a }} B: {{ b }} Better:""" }
run chosen over both_orders(pairs, good: .good, bad: .bad) {
  step said = ask which(.question, .first, .second) with reader { choose: "raw" }
  step read = verdict(.said, rule: "letter")
}
run written over both_orders(pairs, good: .good, bad: .bad) {
  step said = ask compare(.question, .first, .second) with reader { max_tokens: 4 }
  step read = verdict(.said, rule: "brackets")
}
check count(settled(chosen, .read.verdict) |> where(.outcome == "unparsed"))[0].n == 0
check (pairwise_report(settled(written, .read.verdict)) |> where(.figure == "unparsed"))[0].value == 1
show written`,
    { deps: { runner: await testRunner(), files: nodeFiles({ folder: root, env: {} }) } },
  );
  expect(done.failed).toEqual([]);
  expect(done.checks.map(([pass]) => pass)).toEqual([true, true]);
  expect(done.shown.join("\n")).toMatch(/note: verdict: replies that cannot be read \((?:unmatched|empty)\)/);
}, 60_000);
