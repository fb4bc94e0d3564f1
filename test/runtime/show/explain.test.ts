// Plans for a notebook: a picture of what leads to what, then each step with what it takes; totals alone for an estimate.
import { describe, expect, test } from "vitest";
import { showEstimated, showExplained } from "../../../runtime/show/explain.ts";
import type { AskTold, Explained, StepTold } from "../../../runtime/told.ts";
import type { Price } from "../../../runtime/quote.ts";
import { evil, faults, hostile, htmlOf, lines, safe, textOf } from "./help.ts";

const price: Price = {
  model: "reader",
  calls: 480,
  cached: 120,
  promptTokens: 55_136,
  outputTokens: 2_880,
  chain: ["cpu"],
  provider: "cpu",
  seconds: 2.9,
};
const ask: AskTold = {
  column: "output",
  what: "ask arm with reader",
  per: ["row", "arm"],
  prices: [price],
  equal: 0,
  refused: null,
  waits: null,
};
const step = (id: string, kind: StepTold["kind"], more: Partial<StepTold> = {}): StepTold => ({
  id,
  step: id,
  needs: [],
  kind,
  hash: "ab12".repeat(16),
  about: [],
  calls: [],
  asks: [],
  problem: null,
  ...more,
});
const told: Explained = {
  steps: [
    step("docs", "data", { about: ["120 rows"] }),
    step("answers", "run", {
      needs: ["docs"],
      calls: [{ what: ".prose |> pack(budget)", per: ["row", "budget"], times: 240, most: false }],
      asks: [ask],
    }),
    step("show#2.1", "show", { needs: ["answers"] }),
  ],
  total: { prices: [price], waiting: 0, refused: [] },
  skipped: [],
};

test("explain: the picture, a row per step, per call and per ask, and the total", () => {
  expect(lines(htmlOf(showExplained(told)))).toMatchInlineSnapshot(`
    "<div class="scroll"><svg role="img" aria-label="2 steps: answers from docs" class="wide plan" width="170" height="38" viewBox="0 0 170 38">
    <path d="M48 19C62.5 19 62.5 19 77 19" fill="none" stroke="currentColor" stroke-opacity=".45"/>
    <path d="M76 15.5L82 19L76 22.5Z" fill="currentColor" fill-opacity=".6"/>
    <rect class="box" stroke="currentColor" stroke-opacity=".5" fill="none" x="1" y="1" width="47" height="36" rx="4"/>
    <text x="9" y="17" font-size="12" fill="currentColor" font-weight="600">docs</text> (
    <text x="9" y="30" font-size="10" fill="currentColor" fill-opacity=".75">data</text>); 
    <rect class="box" stroke="currentColor" stroke-opacity=".5" fill="none" x="82" y="1" width="87" height="36" rx="4"/>
    <text x="90" y="17" font-size="12" fill="currentColor" font-weight="600">answers</text> (
    <text x="90" y="30" font-size="10" fill="currentColor" fill-opacity=".75">run, 480 calls</text>)</svg></div>
    <div class="scroll" tabindex="0" role="region" aria-label="the plan">
    <table><caption>the plan</caption><thead>
    <tr><th scope="col" align="left">what</th><th scope="col" align="left">once per</th><th scope="col" align="right">times</th><th scope="col" align="right">calls</th><th scope="col" align="right">cached</th><th scope="col" align="right">new</th><th scope="col" align="right">prompt tokens</th><th scope="col" align="right">output, at most</th><th scope="col" align="right">time, at most</th><th scope="col" align="left">on</th></tr></thead>
    <tbody>
    <tr><th scope="rowgroup" align="left" colspan="10"><span class="quiet">data</span> <b>docs</b> <code>ab12ab12ab12</code>; 120 rows</th></tr></tbody>
    <tbody>
    <tr><th scope="rowgroup" align="left" colspan="10"><span class="quiet">run</span> <b>answers</b> <code>ab12ab12ab12</code></th></tr>
    <tr><td class="in"><code>.prose |&gt; pack(budget)</code></td><td>row × budget</td><td align="right">240</td><td colspan="7"></td></tr>
    <tr><td class="in"><code>ask arm with reader</code></td><td>row × arm</td><td></td><td align="right">480</td><td align="right">120</td><td align="right">360</td><td align="right">55,136</td><td align="right">2,880</td><td align="right">2.9 s</td><td>cpu</td></tr></tbody>
    <tbody>
    <tr><th scope="rowgroup" align="left" colspan="10"><span class="quiet">show</span> <code>ab12ab12ab12</code></th></tr></tbody></table></div>
    <div><b>total</b>
    <ul>
    <li>480 calls: 120 cached, 360 new; 55,136 prompt and at most 2,880 output tokens; on cpu; at most 2.9 s</li></ul></div>"
  `);
  expect(faults(() => showExplained(told))).toEqual([]);
});

test("statements that only look are in the table, and not in the picture", () => {
  const page = htmlOf(showExplained(told));
  expect(page).toContain('aria-label="2 steps: answers from docs"');
  expect(page).toContain('<span class="quiet">show</span> <code>');
});

test("estimate: the picture and the totals", () => {
  const page = htmlOf(showEstimated(told));
  expect(page).toContain("run, 480 calls");
  expect(page).toContain(
    '<th scope="row" align="left">reader</th><td align="right">480</td><td align="right">120</td><td align="right">360</td>',
  );
  expect(faults(() => showEstimated(told))).toEqual([]);
});

test("what cannot be priced, and what cannot be run, stands out in both", () => {
  const waits: AskTold = { ...ask, prices: [], waits: "answers", most: 480 };
  const unsure = showExplained({
    ...told,
    steps: [
      ...told.steps,
      step("again", "run", { needs: ["answers"], asks: [waits] }),
      step("broken", "run", { problem: `E301 ${evil}` }),
    ],
  });
  const page = htmlOf(unsure);
  expect(page).toContain("calls not known yet");
  expect(page).toContain("not priced: it waits for the answers of answers; at most 480 calls");
  expect(page).toContain(">✗ broken</text>");
  expect(page).toContain(`✗ cannot be run: E301 ${safe}`);
});

describe("bounds", () => {
  test("a plan of very many steps: the first, and how many more there are", () => {
    const many = {
      ...told,
      steps: Array.from({ length: 3000 }, (_, at) => step(`s${at}`, "let", { about: ["x".repeat(900)] })),
    };
    expect(faults(() => showExplained(many))).toEqual([]);
    expect(htmlOf(showExplained(many))).toContain("3,000 steps: too many for a picture");
    expect(htmlOf(showExplained(many))).toMatch(/… [\d,]+ more steps/);
    expect(textOf(showExplained(many))).toMatch(/\([\d,]+ more characters\)$/);
  });

  test("hostile names do no harm", () => {
    for (const text of hostile) {
      const bad: Explained = {
        steps: [
          step(text, "let", { about: [text], problem: text }),
          step(`${text}2`, "run", {
            needs: [text],
            asks: [{ ...ask, what: text, per: [text], prices: [{ ...price, model: text, chain: [text] }] }],
          }),
        ],
        total: { prices: [{ ...price, model: text }], waiting: null, refused: [text] },
        skipped: [text],
      };
      expect(faults(() => showExplained(bad))).toEqual([]);
      expect(faults(() => showEstimated(bad))).toEqual([]);
    }
  });
});
