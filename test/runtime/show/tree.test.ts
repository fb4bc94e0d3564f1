// A tree folds, reads as an outline where it cannot, and stays within bounds however wide or deep it is.
import { describe, expect, test } from "vitest";
import { show } from "../../../runtime/show.ts";
import type { Aspect, Tree } from "../../../runtime/value.ts";
import { evil, faults, hostile, html, lines, plain, safe } from "./help.ts";

const tree: Tree = {
  kind: "tree",
  scope: "The harbour",
  aspects: [
    { name: "History", descriptions: ["Built in 1820."], range: [1, 2] },
    { name: "Trade", descriptions: [evil], aspects: [{ name: "Fish", descriptions: ["Cod.", "Eel."] }] },
  ],
};
const of = (...aspects: Aspect[]): Tree => ({ kind: "tree", scope: "s", aspects });

test("text: numbered and indented", () => {
  expect(plain(tree, "outline")).toBe(
    `outline: The harbour\n  1 History (sentences 1–2)\n    - Built in 1820.\n  2 Trade\n    - ${evil}\n    2.1 Fish\n      - Cod.\n      - Eel.`,
  );
});

test("HTML: what a keyboard opens and closes", () => {
  expect(lines(html(tree, "outline"))).toMatchInlineSnapshot(`
    "<div class="tree">
    <div><b>outline</b>: The harbour <span class="quiet">3 aspects, 4 descriptions, 2 levels</span></div>
    <details open><summary>History<span class="quiet"> (sentences 1–2)</span></summary>
    <ul>
    <li>Built in 1820.</li></ul></details>
    <details open><summary>Trade</summary>
    <ul>
    <li>&lt;img src=x onerror=&quot;alert(1)&quot;&gt;&amp;&#39;</li></ul>
    <details open><summary>Fish</summary>
    <ul>
    <li>Cod.</li>
    <li>Eel.</li></ul></details></details></div>"
  `);
  expect(html(tree)).toContain(`<li>${safe}</li>`);
});

describe("bounds", () => {
  test("more than forty aspects: the finer ones are closed", () => {
    const finer = Array.from({ length: 50 }, (_, at) => ({ name: `f${at}`, descriptions: [] }));
    const page = html(of({ name: "a", descriptions: [], aspects: finer }));
    expect(page.match(/<details open>/g)).toHaveLength(1);
    expect(page.match(/<details>/g)).toHaveLength(50);
  });

  test("very wide: the first parts, and how many there are", () => {
    const wide = of(
      ...Array.from({ length: 500 }, (_, at) => ({
        name: `a${at}`,
        descriptions: Array.from({ length: 50 }, () => "<&>".repeat(500)),
      })),
    );
    expect(faults(() => show(wide, { name: "wide" }))).toEqual([]);
    expect(html(wide)).toMatch(/… only the first \d+ of these 25,500 parts are written/);
    expect(plain(wide)).toMatch(/…\n\(cut: 500 aspects, 25,000 descriptions in all\)$/);
  });

  test("very deep: forty levels", () => {
    let deep: Aspect = { name: "x", descriptions: ["d"] };
    for (let level = 0; level < 10_000; level++) deep = { name: "x", descriptions: [], aspects: [deep] };
    expect(faults(() => show(of(deep), { name: "deep" }))).toEqual([]);
    expect(html(of(deep))).toContain("… deeper aspects");
    expect(plain(of(deep))).toContain("… deeper aspects");
  });
});

test("hostile texts do no harm", () => {
  for (const text of hostile)
    expect(
      faults(() => show({ ...of({ name: text, descriptions: [text] }), scope: text }, { name: text })),
    ).toEqual([]);
});
