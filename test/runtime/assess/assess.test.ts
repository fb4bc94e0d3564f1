// The statistics of the standard library as programs use them: what they give, what they refuse, what they note.
import { expect, test } from "vitest";
import { ran } from "../program.ts";

const votes = `data votes = table([
  { id: 1, a: "yes", b: "yes", c: "yes", sure: 0.9, ok: true }, { id: 2, a: "yes", b: "no", c: "yes", sure: 0.9, ok: true },
  { id: 3, a: "no", b: "no", c: "no", sure: 0.6, ok: false }, { id: 4, a: "no", b: "no", c: "yes", sure: 0.6, ok: true },
  { id: 5, a: "yes", b: "yes", c: "yes", sure: 0.2, ok: false }, { id: 6, a: "no", b: "yes", c: "no", sure: 0.2, ok: null },
])\n`;

/** What a program shows, and the codes with the words of what fails in it. */
async function told(source: string): Promise<{ readonly text: string; readonly failed: readonly string[] }> {
  const { shown, failed } = await ran(source);
  return { text: shown.join("\n"), failed: failed.map((one) => JSON.stringify(one)) };
}

test("kappas and alpha, with n and an interval", async () => {
  const { text, failed } = await told(`${votes}
check cohen_kappa(votes, .a, .b).kappa - 1 / 3 < 1e-12 as "cohen"
show cohen_kappa(votes, .a, .b)
show fleiss_kappa(votes, .a, .b, .c, resamples: 200)
show krippendorff_alpha(votes, .a, .b, .c, resamples: 200)`);
  expect(failed).toEqual([]);
  expect(text).toContain('"kappa": 0.333');
  expect(text).toContain('"n": 6');
  expect(text).toContain('"alpha": ');
});

test("labels that only one side has are refused, unless they are declared", async () => {
  const numbers = `data judged = table([{ said: "1", gold: 1 }, { said: "0", gold: 2 }, { said: "1", gold: 1 }])\n`;
  const { failed } = await told(`${numbers}show cohen_kappa(judged, .said, .gold)`);
  expect(failed.join()).toMatch(/E302.*different labels: .*0.*1.* on one side, .*1.*2.* on the other/);
  const declared = await told(`${numbers}show cohen_kappa(judged, .said, .gold, labels: [0, 1, 2])`);
  expect(declared.failed).toEqual([]);
  const strange = await told(`${numbers}show cohen_kappa(judged, .said, .gold, labels: [0, 1])`);
  expect(strange.failed.join()).toMatch(/E302.*which 'labels' lacks/);
});

test("one class only has no kappa, no correlation", async () => {
  const one = `data one = table([{ a: "x", b: "x" }, { a: "x", b: "x" }])\n`;
  for (const call of [
    "cohen_kappa(one, .a, .b)",
    "fleiss_kappa(one, .a, .b)",
    "mcc(one, .a, .b)",
    "krippendorff_alpha(one, .a, .b)",
  ])
    expect((await told(`${one}show ${call}`)).failed.join()).toContain("E113");
});

test("classes: the matrix, the report with its means, zero_division told", async () => {
  const rows = `data rows = table([{ g: "a", p: "a" }, { g: "a", p: "a" }, { g: "b", p: "a" }])\n`;
  const { text, failed } = await told(`${rows}
show confusion_matrix(rows, .g, .p)
show classification_report(rows, .g, .p)
show classification_report(rows, .g, .p, zero_division: null)`);
  expect(failed).toEqual([]);
  expect(text).toMatch(/b +a +1/);
  expect(text).toMatch(/macro +0\.333333/);
  expect(text).toMatch(/macro +0\.666667/);
  expect(text).toContain("never predicted, or without an item, so that zero_division (0) counts: b");
});

test("calibration: figures, the curve, risk; a row without a verdict is left out and counted", async () => {
  const { text, failed } = await told(`${votes}
show calibration(votes, .sure, .ok, bins: 5)
show calibration_curve(votes, .sure, .ok, binning: "equal_mass", bins: 2)
show risk_coverage(votes, .sure, .ok)
check aurc(votes, .sure, .ok) < 0.2 as "the surest are right"`);
  expect(failed).toEqual([]);
  expect(text).toContain("calibration: 1 row without a value left out, 5 rows counted");
  expect(text).toContain("5 equal_width, 3 with items");
  const logs = await told(`${votes}show calibration(votes, 0 - .sure, .ok)`);
  expect(logs.failed.join()).toMatch(/E204.*between 0 and 1/);
  const graded = await told(`${votes}show calibration(votes, .sure, .sure)`);
  expect(graded.failed.join()).toMatch(/E204.*true, false, 0 or 1/);
});

const runs = `data left = table([${Array.from({ length: 24 }, (_, i) => `{ id: "q${i}", ok: ${i % 3 > 0}, doc: "d${i % 8}" }`).join(", ")}])
data right = table([${Array.from({ length: 24 }, (_, i) => `{ id: "q${i}", ok: ${i % 4 === 0}, doc: "d${i % 8}" }`).join(", ")}])
data others = table([${Array.from({ length: 10 }, (_, i) => `{ id: "z${i}", ok: ${i % 2 === 0}, doc: "d" }`).join(", ")}])\n`;

test("compare says whether a difference is decisive, and what n can find", async () => {
  const { text, failed } = await told(`${runs}
show compare(left, right, metric: .ok)
show compare(left, left |> derive(ok: .ok and .id != "q1"), metric: .ok)`);
  expect(failed).toEqual([]);
  expect(text).toMatch(
    /^decisive: 0 is outside the 95 % interval, p = 0\.0\d+, n = 24, r = -?0\.\d\d; so many items find 0\.\d+ or more with power 80 %$/m,
  );
  expect(text).toMatch(/^not decisive: .*, and 0\.042 would take n = \d+$/m);
});

test("compare refuses other items, welch takes them and says n of both", async () => {
  const refused = await told(`${runs}show compare(left, others, metric: .ok)`);
  expect(refused.failed.join()).toMatch(/E303.*24 of 'a' are not in 'b'.*10 of 'b' are not in 'a'/);
  const few = await told(`${runs}show compare(left, right |> slice(0, 20), metric: .ok, items: "common")`);
  expect(few.failed).toEqual([]);
  expect(few.text).toContain("4 items are not in both");
  const { text, failed } = await told(
    `${runs}show welch(left, others, metric: .ok)\nshow welch(left, right, metric: .ok)`,
  );
  expect(failed).toEqual([]);
  expect(text).toContain("n = 24 and 10, Welch 95 %");
  expect(text).toContain("welch: 24 items on both sides");
});

test("mcnemar: by the items that only one has right; graded values are refused", async () => {
  const { text, failed } = await told(
    `${runs}show mcnemar(left, right, metric: .ok)\nshow mcnemar(left, right, metric: .ok, mid_p: true)`,
  );
  expect(failed).toEqual([]);
  expect(text).toContain("12 right in the first alone and 2 in the second");
  expect(text).toContain("McNemar's exact test, mid-p");
  const graded = await told(`${runs}show mcnemar(left, right, metric: len(.id))`);
  expect(graded.failed.join()).toMatch(/E204.*must be 0 or 1/);
});

test("a family is declared and adjusted together", async () => {
  const { text, failed } = await told(`${runs}
show adjust(all: compare(left, right, metric: .ok), half: compare(left |> slice(0, 12), right |> slice(0, 12), metric: .ok), method: "holm")
show adjust(all: compare(left, right, metric: .ok), same: compare(left, left, metric: .ok), method: "bh")`);
  expect(failed).toEqual([]);
  expect(text).toContain("Holm over a family of 2, alpha 0.05");
  expect(text).toContain("Benjamini-Hochberg over a family of 2");
  expect((await told(`${runs}show adjust(one: compare(left, right, metric: .ok))`)).failed.join()).toMatch(
    /E204.*two comparisons/,
  );
});

test("intervals that are asked for: t, BCa, clusters", async () => {
  const score = (ci: string): string =>
    `score s of left { metric ok = .ok metric size = len(.id) / 10 ci: ${ci} }\nshow compare(left, right, metric: .ok, ci: ${ci})\n`;
  const { text, failed } = await told(
    runs +
      score("t_interval()") +
      score('bootstrap(500, method: "bca")').replace("score s", "score b") +
      score("bootstrap(500, cluster: .doc)").replace("score s", "score c") +
      score("t_interval(0.9, cluster: .doc)").replace("score s", "score d"),
  );
  expect(failed).toEqual([]);
  for (const how of [
    "t 95 %; p: t test",
    "BCa bootstrap 500, 95 %, seed 0; p: exact",
    "bootstrap 500, 95 %, seed 0, 8 clusters; p: exact sign-flip test of clusters",
    "t 90 %, 8 clusters; p: t test",
  ])
    expect(text).toContain(how);
  await expect(
    told(`${runs}score s of left { metric ok = .ok ci: t_interval(cluster: .dok) }`),
  ).rejects.toThrow("left has no column 'dok'");
  expect(
    (await told(`${runs}score s of left |> slice(0, 1) { metric ok = .ok ci: t_interval() }`)).failed.join(),
  ).toMatch(/E113.*one item/);
});

test("places: intervals of ranks, strengths from matches", async () => {
  const { text, failed } = await told(`${runs}
score s of union(left: left, right: right, as: "model") by [model] { metric ok = .ok }
show s |> rank_intervals(ok, resamples: 200)
show s |> macro_mean(ok)
data games = table([{ x: "m", y: "n", won: "m" }, { x: "n", y: "m", won: "n" }, { x: "m", y: "n", won: "m" }, { x: "m", y: "n", won: "tie" }])
show bradley_terry(games, .x, .y, .won, resamples: 200)`);
  expect(failed).toEqual([]);
  expect(text).toMatch(/model = left +0\.666667 +1 +1 +1 /);
  expect(text).toMatch(/^m +0\.255/m);
  const lone = await told(
    `data games = table([{ x: "m", y: "n", won: "m" }])\nshow bradley_terry(games, .x, .y, .won)`,
  );
  expect(lone.failed.join()).toMatch(/E113.*no strength is finite/);
  const self = await told(
    `data games = table([{ x: "m", y: "n", won: "k" }])\nshow bradley_terry(games, .x, .y, .won)`,
  );
  expect(self.failed.join()).toMatch(/E204.*must be 'm', 'n' or/);
});

test("planning and repeats", async () => {
  const { shown, failed } = await ran(`
show sample_size(0.05, sd: 0.4)
show sample_size(0.05, sd: 0.4, r: 0.5)
show detectable_effect(503, sd: 0.4, r: 0.5)
show power(503, effect: 0.05, sd: 0.4, r: 0.5)
data tries = table([{ id: 1, ok: true }, { id: 1, ok: false }, { id: 2, ok: true }, { id: 2, ok: true }])
show pass_at_k(tries, .ok, k: 1)
show pass_hat_k(tries, .ok, k: 2)
show flip_rate(tries, .ok)`);
  expect(failed).toEqual([]);
  const text = shown.join("\n");
  for (const one of ["1005", "503", "0.0499666", "0.800525", '"value": 0.75', '"value": 0.5'])
    expect(text).toContain(one);
  const few = await told(`data tries = table([{ id: 1, ok: true }])\nshow pass_at_k(tries, .ok, k: 2)`);
  expect(few.failed.join()).toMatch(/E113.*needs 2 repeats/);
});

test("repeats: at least k right, and what most of them say", async () => {
  const tries = `data tries = table([
    { id: 1, said: "a", ok: true }, { id: 1, said: "b", ok: false }, { id: 1, said: "a", ok: true },
    { id: 2, said: "c", ok: false }, { id: 2, said: "d", ok: true }, { id: 2, said: null, ok: true },
  ])\n`;
  const { text, failed } = await told(`${tries}
show at_least_k(tries, .ok, k: 2).value
show majority(tries, .said, .ok).value`);
  expect(failed).toEqual([]);
  // two of three right in both; of item 2 "c" came first, and is wrong
  expect(text).toMatch(/\n1\n0\.5\n/);
  expect(text).toContain(
    "majority: 1 item without a majority, the first of the most frequent answers counts",
  );
  expect(text).toContain("majority: 1 row without a value left out");
  expect((await told(`${tries}show at_least_k(tries, .ok, k: 4)`)).failed.join()).toMatch(
    /E113.*needs 4 repeats/,
  );
});

test("intervals that cannot be: items of two clusters, one cluster, all zeros", async () => {
  const rows = `data rows = table([{ id: 1, k: 1, doc: "d", v: 0 }, { id: 1, k: 2, doc: "e", v: 0 }, { id: 2, k: 1, doc: "d", v: 0 }])\n`;
  const two = await told(
    `${rows}score s of rows by [.k] { metric v = .v ci: bootstrap(500, cluster: .doc) }`,
  );
  expect(two.failed.join()).toMatch(/E113.*one cluster/);
  const lone = `data rows = table([{ id: 1, doc: "d", v: 0 }, { id: 2, doc: "d", v: 0 }])\n`;
  expect(
    (await told(`${lone}score s of rows { metric v = .v ci: t_interval(cluster: .doc) }`)).failed.join(),
  ).toMatch(/E113.*one cluster/);
  const mixed = `${rows}show compare(rows, rows, metric: .v, ci: bootstrap(500, cluster: .doc))`;
  expect((await told(mixed)).failed.join()).toMatch(/E303.*item .*1.* has several values in column 'doc'/);
  const zeros = await told(`${lone}score s of rows { metric v = .v ci: bootstrap(500, method: "bca") }`);
  expect(zeros.failed).toEqual([]);
  expect(zeros.text).toContain("[0.000, 0.000]  2  bootstrap 500, 95 %, seed 0; all items alike");
});
