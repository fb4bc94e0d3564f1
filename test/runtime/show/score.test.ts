// Scores and estimates: every number with its n and its interval, as figures and as a bar that says the same.
import { describe, expect, test } from "vitest";
import { delta } from "../../../runtime/delta.ts";
import { show } from "../../../runtime/show.ts";
import type { Score, Value } from "../../../runtime/value.ts";
import { quality } from "../chart/help.ts";
import { grid, reach, scored } from "../score/help.ts";
import { evil, faults, hostile, html, lines, plain, safe } from "./help.ts";

const cell = (key: { [axis: string]: string }, metric: string, mean: number, lo: number, hi: number) => ({
  key,
  metric,
  mean,
  lo,
  hi,
  n: 40,
  method: "Wilson 95 %",
  items: [],
});
const small: Score = {
  kind: "score",
  name: "quality",
  by: ["arm"],
  metrics: [
    { name: "em", identity: "exact.squad1 v1", range: "binary" },
    { name: "nll", identity: "nll v1", range: "graded" },
  ],
  interval: {
    kind: "interval",
    method: "wilson",
    resamples: 0,
    level: 0.95,
    seed: 0,
    paired: null,
    cluster: null,
  },
  cells: [cell({ arm: "plain" }, "em", 0.5, 0.4, 0.6), cell({ arm: "plain" }, "nll", 3, 2, 5)],
  notes: ["2 rows left out"],
};

describe("scores", () => {
  test("mean, interval, n and method per cell; identity and notes below", () => {
    expect(plain(quality(), "quality")).toMatchInlineSnapshot(`
      "quality
      arm       budget     f1            95 %   n  interval
      ────────  ──────  ─────  ──────────────  ──  ─────────────────────────────
      plain        128  0.342  [0.308, 0.377]  40  bootstrap 2,000, 95 %, seed 0
      plain        256  0.422  [0.388, 0.457]  40  bootstrap 2,000, 95 %, seed 0
      plain        512  0.502  [0.468, 0.537]  40  bootstrap 2,000, 95 %, seed 0
      outlined     128  0.452  [0.418, 0.487]  40  bootstrap 2,000, 95 %, seed 0
      outlined     256  0.532  [0.498, 0.567]  40  bootstrap 2,000, 95 %, seed 0
      outlined     512  0.612  [0.578, 0.647]  40  bootstrap 2,000, 95 %, seed 0
      f1: token_f1.squad1 v1"
    `);
  });

  test("beside the figures a bar per cell, each metric on a scale of its own", () => {
    expect(lines(html(small, "quality"))).toMatchInlineSnapshot(`
      "<div class="scroll">
      <table class="sheet"><caption>quality</caption><thead>
      <tr><th scope="col" align="left">metric</th><th scope="col" align="left">arm</th><th scope="col" align="right">mean</th><th scope="col" align="right">95 %</th><th scope="col" align="right">n</th><th scope="col" align="left">interval</th><th scope="col" align="left"><small>each metric on its own scale</small></th></tr></thead>
      <tbody>
      <tr><td>em</td><td>plain</td><td align="right">0.500</td><td align="right">[0.400, 0.600]</td><td align="right">40</td><td>Wilson 95 %</td><td><svg role="img" aria-label="plain, em: 0.500, 95 % from 0.400 to 0.600, drawn on 0 to 1" width="160" height="14" viewBox="0 0 160 14">
      <path d="M4 7H156" stroke="currentColor" stroke-opacity=".25" fill="none"/>
      <path class="line" d="M64.8 7H95.2M64.8 3V11M95.2 3V11" stroke="#2b7bba" stroke-width="2" fill="none"/>
      <circle class="mark" cx="80" cy="7" r="3.5" fill="#2b7bba"/></svg></td></tr>
      <tr><td>nll</td><td>plain</td><td align="right">3.000</td><td align="right">[2.000, 5.000]</td><td align="right">40</td><td>Wilson 95 %</td><td><svg role="img" aria-label="plain, nll: 3.000, 95 % from 2.000 to 5.000, drawn on 0 to 5" width="160" height="14" viewBox="0 0 160 14">
      <path d="M4 7H156" stroke="currentColor" stroke-opacity=".25" fill="none"/>
      <path class="line" d="M64.8 7H156M64.8 3V11M156 3V11" stroke="#2b7bba" stroke-width="2" fill="none"/>
      <circle class="mark" cx="95.2" cy="7" r="3.5" fill="#2b7bba"/></svg></td></tr></tbody></table></div>
      <div class="quiet">em: exact.squad1 v1</div>
      <div class="quiet">nll: nll v1</div>
      <div class="quiet">note: 2 rows left out</div>"
    `);
  });

  test("cells of one metric share a scale, which stands above them", () => {
    expect(html(quality())).toContain('<th scope="col" align="left"><small>0 to 1</small></th>');
    expect(html(quality()).match(/drawn on 0 to 1"/g)).toHaveLength(6);
  });

  test("a score of very many cells shows the first, and says how many more there are", () => {
    const many = {
      ...small,
      cells: Array.from({ length: 3000 }, (_, at) => cell({ arm: `a${at}` }, "em", 0.5, 0.4, 0.6)),
    };
    expect(faults(() => show(many, { name: "many" }))).toEqual([]);
    expect(plain(many)).toContain("… 2,500 more rows");
    expect(html(many)).toMatch(/… [\d,]+ more rows, which take too much room here/);
  });

  test("hostile names do no harm", () => {
    for (const text of hostile)
      expect(
        faults(() =>
          show(
            {
              ...small,
              by: [text],
              notes: [text],
              metrics: [{ name: text, identity: text, range: "graded" }],
              cells: [cell({ [text]: text }, text, 0.5, 0.4, 0.6)],
            },
            { name: text },
          ),
        ),
      ).toEqual([]);
  });
});

describe("estimates", () => {
  const { reach: given } = reach();
  const score = scored(
    grid({ items: 40, arms: ["a", "b"] }),
    (row) =>
      ((row["item"] as number) % 5) / 10 +
      (row["arm"] === "a" ? 0.1 + ((row["item"] as number) % 3) / 50 : 0),
  );
  const estimate = delta.run({ score, metric: "f1", arm: ["a", "b"] }, given) as Value;

  test("level, n, p and method", () => {
    expect(plain(estimate, "gain")).toMatchInlineSnapshot(`
      "gain: 0.120  95 % [0.114, 0.125]  n = 40  p < 0.001
      decisive: 0 is outside the 95 % interval, p < 0.001, n = 40, r = 0.99; so many items find 0.007 or more with power 80 %
      f1: a − b, paired by item, bootstrap 2,000, 95 %, seed 0; p: sign flips, 2,000 drawn"
    `);
  });

  test("a bar with 0 on it, and words that say on which side it lies", () => {
    expect(html(estimate, "gain")).toContain('aria-label="0.120, 95 % from 0.114 to 0.125; 0 is outside"');
    const level = { ...(estimate as object), lo: -0.01 } as Value;
    expect(html(level, "gain")).toContain("0 is inside");
    expect(html(estimate, evil)).toContain(`<b>${safe}</b>`);
    expect(faults(() => show(estimate, { name: evil }))).toEqual([]);
  });

  test("numbers that have no place on a scale are figures alone", () => {
    const none = { ...(estimate as object), mean: NaN, lo: NaN, hi: NaN } as Value;
    expect(html(none)).not.toContain("<svg");
    expect(plain(none)).toContain("NaN");
  });
});
