// What charts draw and what they refuse; every spec is valid Vega-Lite v5, compiles without a warning and draws.
import { describe, expect, test } from "vitest";
import type { Drawing } from "../../../runtime/chart.ts";
import { spec } from "../../../runtime/chart-spec.ts";
import { fromRows, type Table } from "../../../runtime/table.ts";
import type { Score } from "../../../runtime/value.ts";
import { grid, scored } from "../score/help.ts";
import { at, chart, drawn, quality } from "./help.ts";

const count = (svg: string, what: string): number => svg.split(what).length - 1;
const arms = (more = {}) => ({ x: "budget", y: "f1", color: "arm", ...more });

describe("a score", () => {
  test("bars by arm and budget with intervals", () => {
    const { spec, svg } = drawn(
      chart("bar", quality(), { x: "arm", y: "f1", color: "budget", band: "ci" }).drawing,
    );
    expect(spec["$schema"]).toBe("https://vega.github.io/schema/vega-lite/v5.json");
    expect(at(spec, "data")).toEqual({ name: "drawn" });
    expect(at(spec, "datasets", "drawn", 0)).toMatchObject({
      arm: "plain",
      budget: 128,
      n: 40,
      f1_lo: expect.any(Number),
    });
    expect(count(svg, 'aria-roledescription="bar"')).toBe(6);
    expect(svg).toContain("token_f1.squad1 v1; n = 40 items; interval: bootstrap 2,000");
    expect(svg).toContain('aria-label="arm: plain; mean f1: 0.34');
  });

  test("lines with a band, ticks where the points are, a log scale for doublings", () => {
    const { spec, svg } = drawn(
      chart("line", quality(), arms({ band: "ci" }), { title: "F1 by length" }).drawing,
    );
    expect(at(spec, "encoding", "x")).toMatchObject({
      scale: { type: "log", base: 2 },
      axis: { values: [128, 256, 512] },
    });
    expect(
      count(svg, 'aria-roledescription="area mark container"') + count(svg, "mark-area"),
    ).toBeGreaterThan(0);
    expect(count(svg, 'aria-roledescription="point"')).toBe(6);
    expect(svg).toContain("F1 by length");
  });

  test("points of the items lie in the same data, faintly", () => {
    const { spec, svg } = drawn(chart("line", quality(), arms({ points: true })).drawing);
    expect((at(spec, "datasets", "drawn") as unknown[]).length).toBe(6 + 240);
    expect(count(svg, 'aria-roledescription="circle"')).toBe(240);
  });

  test("points of a 0/1 metric are not drawn, and that is told", () => {
    const rows = grid({ items: 40, arms: ["plain"] });
    const binary = {
      metrics: [
        {
          name: "em",
          identity: "exact.squad1 v1",
          range: "binary" as const,
          values: rows.map((_, i) => i % 2),
        },
      ],
    };
    const { drawing, notes } = chart(
      "bar",
      scored(rows, () => 0, binary),
      { x: "arm", y: "em", points: true },
    );
    expect(drawing.points).toBeNull();
    expect(notes).toEqual(["points of the 0/1 metric 'em' are not drawn: they would all lie at 0 and 1"]);
  });

  test("panels by column and row, headed by name and value", () => {
    const { svg } = drawn(
      chart("bar", quality(), { x: "budget", y: "f1", column: "arm", band: "ci" }).drawing,
    );
    expect(svg).toContain("arm = plain");
    expect(svg).toContain("arm = outlined");
    const rows = drawn(chart("line", quality(), { x: "budget", y: "f1", row: "arm", points: true }).drawing);
    expect(rows.svg).toContain("arm = outlined");
  });

  test("a subtitle stands above what the numbers are, never in its place", () => {
    const { spec } = drawn(
      chart("bar", quality(["arm"]), { x: "arm", y: "f1" }, { subtitle: "Ours" }).drawing,
    );
    expect(at(spec, "title", "subtitle")).toEqual(["Ours", "token_f1.squad1 v1; n = 40 items"]);
  });

  test("a width that no page has is refused", () => {
    const { drawing } = chart("bar", quality(["arm"]), { x: "arm", y: "f1" }, { width: 1e9 });
    expect(() => drawn(drawing)).toThrow("width must be 20 to 5000 pixels, got 1000000000");
  });

  test("x in the order wanted", () => {
    const { spec } = drawn(
      chart("bar", quality(["arm"]), { x: "arm", y: "f1", order: ["outlined", "plain"] }).drawing,
    );
    expect(at(spec, "encoding", "x", "sort")).toEqual(["outlined", "plain"]);
  });
});

describe("a table", () => {
  const table = fromRows([
    { model: "small", draw: 1, loss: 2 },
    { model: "small", draw: 2, loss: 4 },
    { model: "large", draw: 1, loss: 1 },
    { model: "large", draw: 2, loss: null },
  ]);

  test("rows that share a mark are averaged, and the axis says so; rows without a number are counted", () => {
    const { drawing, notes } = chart("bar", table, { x: "model", y: "loss", points: true });
    const { spec, svg } = drawn(drawing);
    expect(at(spec, "datasets", "drawn", 0)).toMatchObject({ model: "small", loss: 3, n: 2 });
    expect(svg).toContain("mean loss");
    expect(svg).toContain("means over 3 rows");
    expect(notes).toEqual(["bar: 1 of 4 rows without a number in 'loss', not drawn"]);
  });

  test("one row per mark is drawn as it is", () => {
    const { spec } = drawn(chart("line", table, { x: "draw", y: "loss", color: "model" }).drawing);
    expect(JSON.stringify(spec)).not.toContain("mean loss");
  });
});

describe("names", () => {
  const hostile = `a.b[0]"'<script>\\x`;
  const table = fromRows([
    { [hostile]: "<b>&amp;", "y.z": 1, "ok name": 1, "quote'd": "q" },
    { [hostile]: `"'\\`, "y.z": 2, "ok name": 2, "quote'd": "r" },
  ]);

  test("bars stand beside each other where a value of x has several colours, else in the middle", () => {
    const of = (...rows: { x: string; c: string }[]) =>
      drawn(
        chart("bar", fromRows(rows.map((row) => ({ ...row, y: 1 }))), { x: "x", y: "y", color: "c" }).drawing,
      ).spec;
    expect(at(of({ x: "a", c: "1" }, { x: "a", c: "2" }), "encoding", "xOffset")).toMatchObject({
      field: "c",
    });
    expect(at(of({ x: "a", c: "1" }, { x: "b", c: "2" }), "encoding", "xOffset")).toBeNull();
  });

  test("columns with dots, brackets and quotes draw, and nothing of theirs is markup", () => {
    const { svg } = drawn(
      chart("bar", table, { x: hostile, y: "y.z", color: "quote'd", column: hostile }).drawing,
    );
    expect(svg).toContain("a.b[0]\"'&lt;script&gt;⧵x");
    expect(svg).toContain("&lt;b&gt;&amp;amp;");
    expect(svg).not.toMatch(/<script|<b>/);
    expect(count(svg, 'aria-roledescription="bar"')).toBe(2);
  });

  test("every column in every channel", () => {
    for (const x of table.names)
      for (const mark of ["bar", "line"] as const)
        expect(
          drawn(chart(mark, table, { x, y: "y.z", color: "ok name", row: hostile }).drawing).svg,
        ).toContain("<svg");
  });
});

test("the same chart gives the same bytes, whatever was drawn before", () => {
  const make = () =>
    drawn(chart("line", quality(), arms({ band: "ci", points: true, column: "arm" })).drawing).svg;
  const first = make();
  drawn(chart("bar", quality(), arms()).drawing);
  expect(make()).toBe(first);
});

describe("refused", () => {
  const refused = (mark: "bar" | "line", of: Score | Table, args: Record<string, string>) => () =>
    chart(mark, of, args);

  test("columns that are not there, with what was meant", () => {
    expect(refused("line", quality(), { x: "budgt", y: "f1" })).toThrow(
      expect.objectContaining({
        name: "DataError",
        code: "E701",
        message: "line: x: 'budgt' is not in quality; did you mean 'budget'?",
        hint: "columns: arm, budget",
      }),
    );
    expect(refused("bar", quality(), { x: "arm", y: "F1" })).toThrow(
      "bar: y: 'F1' is not in quality; did you mean 'f1'?",
    );
    expect(refused("bar", fromRows([{ a: 1 }]), { x: "a", y: "a", band: "ci" })).toThrow(
      "bar: band: 'a_lo' is not in the table",
    );
  });

  test("an axis that varies without a channel", () => {
    expect(refused("line", quality(), { x: "budget", y: "f1" })).toThrow(
      "line: axis 'arm' of 'quality' has several values and no channel",
    );
  });

  test("nothing to draw", () => {
    const empty: Score = { ...quality(), cells: [] };
    expect(refused("bar", empty, { x: "arm", y: "f1" })).toThrow(
      expect.objectContaining({ code: "E113", message: "quality has no rows to draw" }),
    );
    expect(refused("bar", fromRows([], ["a", "b"]), { x: "a", y: "b" })).toThrow(
      expect.objectContaining({ code: "E113" }),
    );
    expect(refused("bar", fromRows([{ a: 1, b: "x" }]), { x: "a", y: "b" })).toThrow(
      "bar: y: 'b' of the table holds no numbers",
    );
  });
});

describe("vega", () => {
  const withVega = (vega: unknown) => (): string => {
    const options = { vega } as unknown as Drawing["options"];
    return drawn(chart("bar", quality(["arm"]), { x: "arm", y: "f1" }, options).drawing).svg;
  };

  test("is merged last", () => {
    const { drawing } = chart(
      "bar",
      quality(["arm"]),
      { x: "arm", y: "f1" },
      { width: 500, vega: { encoding: { y: { axis: null } }, height: 90 } },
    );
    const made = spec(drawing);
    expect(made).toMatchObject({
      width: 500,
      height: 90,
      encoding: { x: { field: "arm" } },
      layer: [{ encoding: { y: { field: "f1", axis: null } } }],
    });
    expect(drawn(drawing).svg).not.toContain("Y-axis");
  });

  test("in panels, sizes and channels are set in the view that is repeated", () => {
    const { drawing } = chart(
      "line",
      quality(),
      { x: "budget", y: "f1", column: "arm" },
      { vega: { height: 90, spacing: 40, encoding: { x: { title: "tokens" } } } },
    );
    const made = drawn(drawing);
    expect(made.spec).toMatchObject({
      spacing: 40,
      spec: { height: 90, encoding: { x: { title: "tokens" } } },
    });
    expect(made.svg).toContain("tokens");
  });

  test("what would do nothing is refused, with what to write", () => {
    const refusals: readonly (readonly [unknown, string])[] = [
      [{ nonsense: 1 }, "'nonsense' cannot be set in vega"],
      [{ confg: {} }, "'confg' cannot be set in vega; did you mean 'config'?"],
      [{ mark: "nomark" }, "'mark' cannot be set in vega"],
      [{ encoding: { y: { field: "nope" } } }, "'field' cannot be set in vega: encoding: y"],
      [{ encoding: { size: { value: 3 } } }, "'size' cannot be set in vega: encoding"],
      [{ encoding: { color: { legend: null } } }, "'color' cannot be set in vega: encoding"],
      [{ transform: [] }, "'transform' cannot be set in vega"],
      [{ usermeta: {} }, "'usermeta' cannot be set in vega"],
      [{ $schema: "v5" }, "'$schema' cannot be set in vega"],
    ];
    for (const [vega, message] of refusals) expect(withVega(vega)).toThrow(message);
    expect(withVega({ height: 1e9 })).toThrow("vega: height must be 20 to 5000 pixels");
    expect(withVega({ encoding: [] })).toThrow("vega: encoding must be a record");
    expect(withVega({ mark: "area" })).toThrow(
      expect.objectContaining({ code: "E702", hint: expect.stringContaining("bar(...) or line(...)") }),
    );
  });

  test("no text may be an address or become one", () => {
    const addresses: readonly unknown[] = [
      { background: "url(http://evil.example/x)" },
      { background: "URL (#a)" },
      { background: "\\75rl(#a)" },
      { background: { expr: "'ur' + 'l(x)'" } },
      { config: { bar: { fill: "//evil.example/x" } } },
      { config: { title: { font: "javascript:alert(1)" } } },
      { encoding: { x: { title: ["file:///etc/passwd"] } } },
    ];
    for (const vega of addresses) expect(withVega(vega)).toThrow(expect.objectContaining({ code: "E702" }));
    expect(
      withVega({ background: "#fff", encoding: { x: { title: "ratio 1:2, plain/outlined" } } })(),
    ).toContain("plain/outlined");
  });

  test("may load nothing from outside", () => {
    const outside = [
      { data: { url: "https://example.org/a.csv" } },
      { encoding: { href: { field: "arm" } } },
      { usermeta: { embedOptions: {} } },
      { layer: [{ mark: "image" }] },
      { layer: [{ mark: { type: "image" } }] },
      { $schema: "https://example.org/schema.json" },
      { encoding: { url: { value: "file:///etc/passwd" } } },
    ];
    for (const vega of outside) expect(withVega(vega)).toThrow(expect.objectContaining({ code: "E702" }));
    expect(withVega("text")).toThrow("vega must be a record");
  });

  test("what the compiler objects to is an error, warnings too", () => {
    expect(() => spec(chart("bar", quality(["arm"]), { x: "arm", y: "f1" }).drawing)).not.toThrow();
    expect(withVega({ encoding: { x: { scale: { type: "log" } } } })).toThrow(
      expect.objectContaining({ code: "E703" }),
    );
  });
});
