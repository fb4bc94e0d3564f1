// HTML as text: what a page shows, as the layout structurizer reads it; what it does not show is counted; hostile pages end.
import fc from "fast-check";
import { expect, test } from "vitest";
import { laidOut } from "../../../runtime/context/layout.ts";
import { htmlText, textOf } from "../../../runtime/text/html.ts";
import { call, failure, reach } from "../call.ts";

const page = `<!doctype html>
<html><head><title>Mills</title><style>p { color: red }</style></head>
<body>
<h1>The valley</h1>
<p>Two mills stand <b>by the river</b>.<br>One is old &amp; empty.</p>
<h2>Machines</h2>
<ul><li>a wheel</li><li>two stones<ul><li>one is cracked</li></ul></li></ul>
<table><caption>Prices</caption><tr><th>corn</th><th>price</th></tr><tr><td>rye</td><td>40&nbsp;euro</td></tr></table>
<script>fetch("https://example.org")</script>
<h2>Owners</h2>
<div>Nobody <!-- not even the miller --> knows.</div>
</body></html>`;

test("headings, items and rows stand as Markdown writes them", () => {
  expect(textOf(page).text).toBe(`# The valley

Two mills stand by the river.
One is old & empty.

## Machines

- a wheel
- two stones

- one is cracked

Prices
| corn | price |
| rye | 40 euro |

## Owners

Nobody knows.`);
});

test("so its headings are aspects, the first of them the scope", () => {
  const tree = laidOut(textOf(page).text);
  expect(tree.scope).toBe("The valley");
  expect(tree.aspects.map(({ name, aspects }) => [name, aspects?.map((below) => below.name)])).toEqual([
    ["The valley", ["Machines", "Owners"]],
  ]);
});

test("what is no text is left out and counted, once with all that is in it", async () => {
  expect(textOf("a<script>b</script>c<svg><style>d</style><text>e</text></svg>f")).toEqual({
    text: "acf",
    unread: 2,
  });
  const { notes, note } = reach();
  await call(htmlText, { page }, { note });
  // the head with its style, and the script
  expect([...notes]).toEqual([["html_text: elements that are no text, left out", 2]]);
});

test.each([
  ["nothing", "", ""],
  ["no HTML", "1 < 2 & 3 > 2", "1 < 2 & 3 > 2"],
  ["a paragraph that is no heading", "<p># 1 of 2</p><p>- none</p>", "\\# 1 of 2\n\n\\- none"],
  ["what is left open", "<h2>One<p>two<li>three", "## One\n\ntwo\n- three"],
  [
    "a table in a cell",
    "<table><tr><td>a<table><tr><td>b</td><td>c</td></tr></table></td><td>d</td></tr></table>",
    "| a b c | d |",
  ],
  ["text between rows and cells", "<table><tr>x<td>a</td></tr></table>", "| a |"],
])("%s", (_, given, told) => {
  expect(textOf(given).text).toBe(told);
});

test("any text is a page, and deep ones end", () => {
  fc.assert(fc.property(fc.string(), (given) => typeof textOf(given).text === "string"));
  const tags = fc.constantFrom(
    "<p>",
    "</p>",
    "<table>",
    "<tr>",
    "<td>",
    "</td>",
    "</tr>",
    "</table>",
    "<li>",
    "<h1>",
    "<script>",
    "</svg>",
    "x",
  );
  fc.assert(fc.property(fc.array(tags), (parts) => !textOf(parts.join("")).text.includes("<")));
  expect(textOf("<div>".repeat(2000) + "deep").text).toBe("deep");
});

test("a page that is nested without end is refused", async () => {
  const page = "<div>".repeat(1_000_000);
  expect(await failure(call(htmlText, { page }))).toContain("E203");
});
