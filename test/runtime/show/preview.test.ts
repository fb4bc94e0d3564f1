// A preview as HTML: tokens in the colours of their parts, the window as a bar and in numbers, bounded.
import { expect, test } from "vitest";
import type { Previewed, PromptSeen } from "../../../runtime/preview.ts";
import { showPreviewed } from "../../../runtime/show/preview.ts";
import { faults, hostile, htmlOf, lines } from "./help.ts";

const seen = (words: readonly string[], more: Partial<PromptSeen> = {}): PromptSeen => ({
  model: "reader",
  run: "answers",
  text: words.join(""),
  ids: words.map((_, at) => at + 10),
  pieces: words.map((text, at) => ({ text, ids: [at + 10], part: at < 1 ? 0 : 1 })),
  parts: [
    { name: "fixed text", tokens: 1 },
    { name: "{{ context }}", tokens: words.length - 1 },
  ],
  maxTokens: 4,
  window: 16,
  ...more,
});
const preview = (...prompts: PromptSeen[]): Previewed => ({
  title: "answer for docs",
  about: [],
  prompts,
  notes: [],
});

test("the window as a bar and in numbers; tokens of a hole stand on its colour", () => {
  expect(lines(htmlOf(showPreviewed(preview(seen(["Q:", " cod", "\neel"])))))).toMatchInlineSnapshot(`
    "<div><span class="quiet">preview</span> <b>answer for docs</b></div>
    <div>for reader, asked by answers: 3 tokens</div><svg role="img" aria-label="window of 16 tokens: fixed text 1, {{ context }} 2, the answer, at most 4, free 9" class="wide" width="600" height="16" viewBox="0 0 600 16">
    <rect x="0.00" y="0" width="36.50" height="16" fill="#2b7bba" fill-opacity="1"/>
    <rect x="37.50" y="0" width="74.00" height="16" fill="#cf7a00" fill-opacity="1"/>
    <rect x="112.50" y="0" width="149.00" height="16" fill="currentColor" fill-opacity="0.75"/>
    <rect x="262.50" y="0" width="336.50" height="16" fill="currentColor" fill-opacity="0.1"/></svg>
    <table><thead>
    <tr><th scope="col" align="left">part</th><th scope="col" align="right">tokens</th></tr></thead>
    <tbody>
    <tr><th scope="row" align="left"><svg aria-hidden="true" width="10" height="10" viewBox="0 0 10 10">
    <rect width="10" height="10" fill="#2b7bba" fill-opacity="1"/></svg> fixed text</th><td align="right">1</td></tr>
    <tr><th scope="row" align="left"><svg aria-hidden="true" width="10" height="10" viewBox="0 0 10 10">
    <rect width="10" height="10" fill="#cf7a00" fill-opacity="1"/></svg> {{ context }}</th><td align="right">2</td></tr>
    <tr><th scope="row" align="left"><svg aria-hidden="true" width="10" height="10" viewBox="0 0 10 10">
    <rect width="10" height="10" fill="currentColor" fill-opacity="0.75"/></svg> the answer, at most</th><td align="right">4</td></tr>
    <tr><th scope="row" align="left"><svg aria-hidden="true" width="10" height="10" viewBox="0 0 10 10">
    <rect width="10" height="10" fill="currentColor" fill-opacity="0.1"/></svg> free</th><td align="right">9</td></tr>
    <tr><th scope="row" align="left"><b>window</b></th><td align="right"><b>16</b></td></tr></tbody></table>
    <pre><span title="10" style="border-bottom:2px solid #2b7bba">Q:</span><span title="11" style="background:#cf7a0055;border-bottom:2px solid #cf7a00"> cod</span><span title="12" style="background:#cf7a0022;border-bottom:2px solid #cf7a00"><span aria-hidden="true" class="quiet">⏎</span>
    eel</span></pre>
    <details><summary>3 token ids</summary><code>10 11 12</code></details>"
  `);
  expect(faults(() => showPreviewed(preview(seen(["Q:", " cod", "\neel"]))))).toEqual([]);
});

test("over the window: it is said with a sign", () => {
  const over = htmlOf(showPreviewed(preview(seen(["Q:", " cod"], { window: 5 }))));
  expect(over).toContain('<div class="bad"><b>✗</b> over the window of 5 tokens by 1</div>');
});

test("20,000 tokens for four models: the first of each, and how many more there are", () => {
  const words = Array.from({ length: 20_000 }, () => "<&日>");
  const long = preview(
    ...["a", "b", "c", "d"].map((model) => seen([model, ...words], { model, window: 50_000 })),
  );
  expect(faults(() => showPreviewed(long))).toEqual([]);
  expect(htmlOf(showPreviewed(long)).match(/ more tokens/g)).toHaveLength(4);
});

test("hostile texts do no harm", () => {
  for (const text of hostile) {
    const bad = seen([text, text], {
      model: text,
      run: text,
      parts: [
        { name: text, tokens: 2 },
        { name: `{{ ${text} }}`, tokens: 1 },
      ],
    });
    const shown = { title: text, about: [text], prompts: [bad], notes: [text] };
    expect(faults(() => showPreviewed(shown))).toEqual([]);
    expect(
      faults(() => showPreviewed({ ...shown, prompts: [{ ...bad, window: null, model: null }] })),
    ).toEqual([]);
  }
});
