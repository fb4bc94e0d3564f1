// Every kind of value shows itself: plain text always, HTML escaped, sizes bounded.
import { describe, expect, test } from "vitest";
import { show, showCheck, text } from "../../../runtime/show.ts";
import { fromRows } from "../../../runtime/table.ts";
import type { Passage, Run, Tree, Value } from "../../../runtime/value.ts";
import { chart, quality } from "../chart/help.ts";
import { grid, reach, scored } from "../score/help.ts";
import { delta } from "../../../runtime/delta.ts";

const plain = (value: Value, name = "it"): string => show(value, { name }).data["text/plain"] as string;
const html = (value: Value, name = "it"): string => show(value, { name }).data["text/html"] as string;
const evil = `<img src=x onerror="alert(1)">&'`;
const safe = "&lt;img src=x onerror=&quot;alert(1)&quot;&gt;&amp;&#39;";

const passage = (id: string, words: string, score?: number): Passage => ({
  kind: "passage",
  id,
  text: words,
  ...(score !== undefined && { score }),
});
const tree: Tree = {
  kind: "tree",
  scope: "The harbour",
  aspects: [
    { name: "History", descriptions: ["Built in 1820."], range: [1, 2] },
    { name: "Trade", descriptions: [evil], aspects: [{ name: "Fish", descriptions: ["Cod.", "Eel."] }] },
  ],
};

test("plain values", () => {
  expect(plain("text as it is")).toBe("text as it is");
  expect(plain(42)).toBe("42");
  expect(plain(1 / 3)).toBe("0.333333");
  expect(plain(null)).toBe("null");
  expect(plain([1, 2])).toBe("[\n  1,\n  2\n]");
  expect(plain({ a: true })).toBe('{\n  "a": true\n}');
});

test("a long text is cut and says so", () => {
  const shown = text("x".repeat(100_005)).data["text/plain"] as string;
  expect(shown).toMatch(/x…\n\(5 more characters\)$/);
});

describe("tables", () => {
  const table = fromRows([
    { id: "a", words: 12, share: 0.123456789, note: null },
    { id: "b", words: 3, share: 1, note: evil },
  ]);

  test("aligned text with types", () => {
    expect(plain(table, "qa")).toMatchInlineSnapshot(`
      "qa: 2 rows, 4 columns
      id: Text  words: Int  share: Num  note: Text
      ────────  ──────────  ──────────  ────────────────────────────────
      a                 12    0.123457  null
      b                  3           1  <img src=x onerror="alert(1)">&'"
    `);
  });

  test("HTML is escaped and accessible", () => {
    expect(html(table)).toContain(safe);
    expect(html(table)).not.toContain("<img");
    expect(html(table)).toContain("<caption");
    expect(html(table)).toContain('scope="col"');
    expect(html(table)).not.toMatch(/background|color:#/);
    expect(html(table, evil)).toContain(safe);
  });

  test("twenty rows are shown; the data resource holds at most a thousand, and 200,000 characters", () => {
    const long = fromRows(Array.from({ length: 1500 }, (_, at) => ({ at, text: "x".repeat(2000) })));
    expect(plain(long)).toContain("… 1480 more rows");
    const resource = show(long, { name: "long" }).data["application/vnd.dataresource+json"] as {
      title: string;
      schema: { fields: { name: string; type: string }[] };
      data: { at: number; text: string }[];
    };
    expect(resource.title).toBe("the first 909 of 1500 rows");
    expect(resource.schema.fields).toEqual([
      { name: "at", type: "integer" },
      { name: "text", type: "string" },
    ]);
    expect(resource.data).toHaveLength(909);
    expect(resource.data[0]!.text).toHaveLength(200);
  });

  test("a run shows the item, the axes and what it made; its failures and notes below", () => {
    const of = fromRows([{ id: "a", question: "who?", arm: "plain", output: "cod" }]);
    const base = { kind: "run" as const, name: "answers", axes: ["arm"], id: "id", made: ["output"] };
    const run: Run = { ...base, table: of, failed: 2, notes: ["cut 3 passages"] };
    expect(plain(run, "answers")).toMatchInlineSnapshot(`
      "answers: 1 row, 3 columns
      id: Text  arm: Text  output: Text
      ────────  ─────────  ────────────
      a         plain      cod
      and the columns of its rows: question
      axes: arm; item id: id; failed: 2
      note: cut 3 passages"
    `);
  });
});

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
    expect(html(quality())).toContain("f1: token_f1.squad1 v1");
  });

  test("an estimate says its level, n, p and method", () => {
    const { reach: given } = reach();
    const rows = grid({ items: 40, arms: ["a", "b"] });
    const score = scored(
      rows,
      (row) =>
        ((row["item"] as number) % 5) / 10 +
        (row["arm"] === "a" ? 0.1 + ((row["item"] as number) % 3) / 50 : 0),
    );
    const estimate = delta.run({ score, metric: "f1", arm: ["a", "b"] }, given) as Value;
    expect(plain(estimate, "gain")).toMatchInlineSnapshot(`
      "gain: 0.120  95 % [0.114, 0.125]  n = 40  p < 0.001
      f1: a − b, paired by item, bootstrap 2,000, 95 %, seed 0"
    `);
    expect(html(estimate, evil)).toContain(safe);
  });

  test("a check says in words what its colour says", () => {
    const good = showCheck({ pass: true, label: "structure helps", numbers: "0.08 >= 0" }).data;
    expect(good["text/plain"]).toBe("✓ holds: structure helps (0.08 >= 0)");
    const bad = showCheck({ pass: false, label: evil, numbers: "" }).data;
    expect(bad["text/plain"]).toBe(`✗ fails: ${evil}`);
    expect(bad["text/html"]).toContain(safe);
    expect(bad["text/html"]).toContain("✗ fails");
  });
});

describe("texts", () => {
  test("a tree: indented, and folding", () => {
    expect(plain(tree, "outline")).toBe(
      `outline: The harbour\n  1 History (sentences 1–2)\n    - Built in 1820.\n  2 Trade\n    - ${evil}\n    2.1 Fish\n      - Cod.\n      - Eel.`,
    );
    expect(html(tree)).toContain(`<li>${safe}</li>`);
    expect(html(tree).match(/<details/g)).toHaveLength(3);
  });

  test("passages with scores", () => {
    expect(plain([passage("d1", "Cod and eel.", 1.5), passage("d2", "Rope.")], "hits"))
      .toMatchInlineSnapshot(`
      "hits: 2 passages
      id  score  text
      ──  ─────  ────────────
      d1  1.500  Cod and eel.
      d2         Rope."
    `);
  });

  test("a prompt by role, a model in one line", () => {
    const messages: Value = {
      kind: "messages",
      prompt: "plain",
      messages: [{ role: "user", content: `Q: ${evil}` }],
      options: { max_tokens: 8 },
    };
    expect(plain(messages)).toBe(`prompt plain\n[user]\nQ: ${evil}\n{ max_tokens: 8 }`);
    expect(html(messages)).toContain(`Q: ${safe}`);
    const model: Value = {
      kind: "model",
      name: "nano",
      dir: "/models/nano",
      ref: "strux-nano",
      devices: [
        { kind: "cuda", index: 0 },
        { kind: "cpu", index: null },
      ],
      options: { temperature: 0 },
    };
    expect(plain(model)).toBe("model nano = strux-nano on cuda(0) else cpu { temperature: 0 }");
  });
});

describe("charts", () => {
  const { drawing } = chart(
    "line",
    quality(),
    { x: "budget", y: "f1", color: "arm", band: "ci" },
    { title: "F1 by length" },
  );

  test("specification, picture and the numbers drawn", () => {
    const { data } = show(drawing, { name: "fig1" });
    expect(Object.keys(data)).toEqual(["text/plain", "application/vnd.vegalite.v5+json", "image/svg+xml"]);
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
