// The picture of a plan: what leads to what, said in words for who cannot see it.
import { describe, expect, test } from "vitest";
import { graphHtml, type Node } from "../../../runtime/show/graph.ts";
import { unsound, hostile, lines } from "./help.ts";

const node = (key: string, needs: string[] = [], more: Partial<Node> = {}): Node => ({
  key,
  id: key,
  kind: "let",
  told: "",
  needs,
  refused: false,
  ...more,
});

test("a box per step, a line per need, columns by the longest way", () => {
  const page = graphHtml([
    node("docs", [], { kind: "data" }),
    node("answers", ["docs"], { kind: "run", told: "480 calls" }),
    node("quality", ["answers", "docs"], { kind: "score" }),
  ]);
  expect(lines(page)).toMatchInlineSnapshot(`
    "<div class="scroll"><svg role="img" aria-label="3 steps: answers from docs; quality from answers, docs" class="wide plan" width="263" height="38" viewBox="0 0 263 38">
    <path d="M48 19C62.5 19 62.5 19 77 19" fill="none" stroke="currentColor" stroke-opacity=".45"/>
    <path d="M76 15.5L82 19L76 22.5Z" fill="currentColor" fill-opacity=".6"/>
    <path d="M169 19C183.5 19 183.5 19 198 19" fill="none" stroke="currentColor" stroke-opacity=".45"/>
    <path d="M197 15.5L203 19L197 22.5Z" fill="currentColor" fill-opacity=".6"/>
    <path d="M48 19C123 19 123 19 198 19" fill="none" stroke="currentColor" stroke-opacity=".45"/>
    <path d="M197 15.5L203 19L197 22.5Z" fill="currentColor" fill-opacity=".6"/>
    <rect class="box" stroke="currentColor" stroke-opacity=".5" fill="none" x="1" y="1" width="47" height="36" rx="4"/>
    <text x="9" y="17" font-size="12" fill="currentColor" font-weight="600">docs</text> (
    <text x="9" y="30" font-size="10" fill="currentColor" fill-opacity=".75">data</text>); 
    <rect class="box" stroke="currentColor" stroke-opacity=".5" fill="none" x="82" y="1" width="87" height="36" rx="4"/>
    <text x="90" y="17" font-size="12" fill="currentColor" font-weight="600">answers</text> (
    <text x="90" y="30" font-size="10" fill="currentColor" fill-opacity=".75">run, 480 calls</text>); 
    <rect class="box" stroke="currentColor" stroke-opacity=".5" fill="none" x="203" y="1" width="59" height="36" rx="4"/>
    <text x="211" y="17" font-size="12" fill="currentColor" font-weight="600">quality</text> (
    <text x="211" y="30" font-size="10" fill="currentColor" fill-opacity=".75">score</text>)</svg></div>"
  `);
  expect(unsound(page)).toEqual([]);
});

test("what cannot be run has a sign, and nameless steps their kind", () => {
  const page = graphHtml([
    node("a"),
    node("show#1.1", ["a"], { id: "check#1.1", kind: "check", refused: true }),
  ]);
  expect(page).toContain(">✗ check</text>");
  expect(page).toContain("2 steps: a check from a");
});

describe("bounds", () => {
  test("one step is no picture; more than forty cannot be followed", () => {
    expect(graphHtml([node("a")])).toBe("");
    expect(graphHtml([])).toBe("");
    const many = Array.from({ length: 41 }, (_, at) => node(`n${at}`));
    expect(graphHtml(many)).toBe('<div class="quiet">41 steps: too many for a picture</div>');
  });

  test("a chain, a need that is not drawn, steps of one name", () => {
    const chain = Array.from({ length: 40 }, (_, at) =>
      node(`n${at}`, at === 0 ? ["prompt"] : [`n${at - 1}`]),
    );
    expect(unsound(graphHtml(chain))).toEqual([]);
    const twice = graphHtml([
      node("a@1", [], { id: "a" }),
      node("a@2", [], { id: "a" }),
      node("b", ["a@1", "a@2"]),
    ]);
    expect(twice.match(/<rect/g)).toHaveLength(3);
    expect(twice).toContain("b from a, a");
  });
});

test("hostile names do no harm", () => {
  for (const text of hostile)
    expect(unsound(graphHtml([node(text), node("b", [text], { told: text, kind: text })]))).toEqual([]);
});
