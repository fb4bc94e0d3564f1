// Every kind of value shows itself: plain text always, what was written out holds no control character.
import { describe, expect, test } from "vitest";
import { show, showCheck } from "../../../runtime/show.ts";
import { fromRows } from "../../../runtime/table.ts";
import type { Passage, Tree, Value } from "../../../runtime/value.ts";
import { chart, quality } from "../chart/help.ts";
import { plain } from "./help.ts";

const passage = (id: string, text: string): Passage => ({ kind: "passage", id, text });
const tree: Tree = { kind: "tree", scope: "The harbour", aspects: [] };

describe("charts", () => {
  const { drawing } = chart(
    "line",
    quality(),
    { x: "budget", y: "f1", color: "arm", band: "ci" },
    { title: "F1 by length" },
  );

  test("specification, picture and the numbers drawn", () => {
    const { data, metadata } = show(drawing, { name: "fig1" });
    expect(Object.keys(data)).toEqual(["text/plain", "image/svg+xml", "application/vnd.vegalite.v5+json"]);
    expect(metadata["image/svg+xml"]).toEqual({
      alt: 'line chart fig1 "F1 by length"; x is budget, y is f1, color is arm; 6 marks; token_f1.squad1 v1; n = 40 items; interval: bootstrap 2,000, 95 %, seed 0',
    });
    expect(data["application/vnd.vegalite.v5+json"]).toMatchObject({
      $schema: expect.stringContaining("/v5.json"),
    });
    expect(data["image/svg+xml"]).toMatch(/^<svg /);
    expect(data["text/plain"]).toMatchInlineSnapshot(`
      "line chart fig1 "F1 by length"
      budget     f1  arm       f1_lo  f1_hi   n
      ──────  ─────  ────────  ─────  ─────  ──
         128  0.342  plain     0.308  0.377  40
         256  0.422  plain     0.388  0.457  40
         512  0.502  plain     0.468  0.537  40
         128  0.452  outlined  0.418  0.487  40
         256  0.532  outlined  0.498  0.567  40
         512  0.612  outlined  0.578  0.647  40
      token_f1.squad1 v1; n = 40 items; interval: bootstrap 2,000, 95 %, seed 0"
    `);
  });

  test("options set after the chart was made are honoured", () => {
    const { data } = show({ ...drawing, options: { title: "Another" } } as unknown as Value, {
      name: "fig1",
    });
    expect(data["image/svg+xml"]).toContain(">Another<");
  });
});

describe("control characters", () => {
  const raw = "a\u001b[2Jb\u0007\u009bc\u007f";
  const shown = String.raw`a\u001b[2Jb\u0007\u009bc\u007f`;
  const table = fromRows([{ [raw]: raw, n: 1 }]);
  const run: Value = {
    ...{
      kind: "run" as const,
      name: raw,
      axes: [],
      id: "n",
      made: [raw],
      table,
      failed: 0,
      notes: [raw, raw],
    },
  };
  const values: readonly Value[] = [
    raw,
    [raw],
    table,
    run,
    { ...tree, scope: raw, aspects: [{ name: raw, descriptions: [raw] }] },
    passage(raw, raw),
    { kind: "messages", prompt: raw, messages: [{ role: "user", content: raw }], options: {} },
    chart("bar", fromRows([{ arm: raw, f1: 1 }]), { x: "arm", y: "f1" }, { title: raw })
      .drawing as unknown as Value,
  ];

  test("are written out in every text, page and picture; tab and newline stay", () => {
    const bundles = [
      ...values.map((value) => show(value, { name: raw })),
      showCheck({ pass: true, label: raw, numbers: raw }),
    ];
    for (const { data } of bundles)
      for (const form of Object.values(data).filter((one) => typeof one === "string"))
        expect(form).not.toMatch(/(?![\t\n])\p{Cc}/u);
    for (const value of values) expect(plain(value)).toContain(String.raw`\u009b`);
    expect(plain(raw)).toBe(shown);
    expect(plain("a\tb\r\nc\rd")).toBe("a\tb\nc\\u000dd");
  });

  test("columns stay aligned, and equal notes stand once", () => {
    const lines = plain(fromRows([{ a: raw, b: 1 }])).split("\n");
    expect(new Set(lines.slice(1).map((line) => line.length)).size).toBe(1);
    expect(plain(run).split("note: ")).toHaveLength(2);
  });
});

test("more than eight colours: the text says that they are hard to tell apart", () => {
  const many = (n: number): Value =>
    chart("line", fromRows(Array.from({ length: n }, (_, at) => ({ x: 1, y: at, c: `c${at}` }))), {
      x: "x",
      y: "y",
      color: "c",
    }).drawing as unknown as Value;
  expect(plain(many(9))).toContain("9 colours: not all are told apart by everyone");
  expect(plain(many(8))).not.toContain("colours:");
});
