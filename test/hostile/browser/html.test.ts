// What Strux shows, opened in Chromium: HTML and scripts in data, names, answers, trees, charts and errors are letters there.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { diagnostic } from "../../../dsl/tell/diagnostic.ts";
import { frameHtml } from "../../../dsl/tell/frame-html.ts";
import { notebook, project, strux } from "../../cli/help.ts";
import { peer, said } from "../../runtime/server/peer.ts";
import { type Viewer, viewer } from "./page.ts";

const made = await viewer();
const without = "without" in made ? made.without : null;
if (without !== null) console.log(`\nskipped, for want of Chromium: ${without}\n`);
const browser = made as Viewer;
afterAll(() => (without === null ? browser.close() : undefined));

const ATTACKS = [
  `<img src=x onerror=alert(1)>`,
  `<script>alert(2)</script>`,
  `"><svg onload=alert(3)>`,
  `'><iframe src=http://127.0.0.1:9/frame></iframe>`,
  `</style><style>@import url(http://127.0.0.1:9/css);body{background:url(http://127.0.0.1:9/bg)}</style>`,
  `</td></table><a href="javascript:alert(4)" autofocus onfocus=alert(5)>x</a>`,
  `</title></text></svg><image href=http://127.0.0.1:9/image></image><link rel=stylesheet href=http://127.0.0.1:9/link>`,
  `<meta http-equiv=refresh content="0;url=http://127.0.0.1:9/meta">`,
  `--><math><mtext></mtext><mglyph><style><!--</style><img src onerror=alert(6)>`,
  `{{constructor.constructor('alert(7)')()}} \${alert(8)} <%= alert(9) %>`,
];

// all but the one that leaves the page
test.skipIf(without !== null)("the page does tell of what runs and of what is asked for", async () => {
  const { ran, asked } = await browser.open(ATTACKS.filter((one) => !one.includes("<meta")).join("\n"));
  expect(ran.some((one) => one.startsWith("dialog"))).toBe(true);
  expect(asked.length).toBeGreaterThan(0);
});

/** A text of which each heading names an aspect. */
const OUTLINE = ATTACKS.map((text) => `# ${text}\n\nSo it says: ${text} and more of it.\n`).join("\n");

/** All HTML and pictures of a notebook, by output. */
let outputs: string[] = [];
let specs: object[] = [];
beforeAll(async () => {
  if (without !== null) return;
  const server = await peer();
  try {
    for (const [at, attack] of ATTACKS.entries()) server.faults.set(`w${at}`, [{ text: said(attack) }]);
    const rows = ATTACKS.map((text, at) =>
      JSON.stringify({ id: at, text, word: `w${at}`, n: at, [`c${text}`]: text, nested: { [text]: [text] } }),
    );
    const column = (text: string): string => `\`${text}\``;
    const folder = project({
      "rows.jsonl": rows.join("\n"),
      "book.ipynb": notebook(
        `let t = jsonl("rows.jsonl")\nshow t\nshow t[0]\nshow t[0].nested`,
        `show ${JSON.stringify(ATTACKS.join("\n"))}\nshow [${ATTACKS.map((text) => JSON.stringify(text)).join(", ")}]`,
        `model m = http("${server.url}", name: "tiny")\nprompt p(text: Text, word: Text) -> Text { user """{{ text }} {{ word }}""" }\nrun r over t { ask p(.text, .word) with m { max_tokens: 8 } }\nshow r\nscore s = r by .text { metric exact(.output, .text) as right }\nshow s`,
        `chart bar(t, x: .text, y: .n) with { title: ${JSON.stringify(ATTACKS[1])}, subtitle: ${JSON.stringify(ATTACKS[0])} }`,
        `preview p for t[0]`,
        `let u = ${column("a<script>alert(1)</script>")} + 1`,
        `explain r`,
        `let d = structurize(${JSON.stringify(OUTLINE)}, by: "lexical")
show d
show d |> pack(2000, tokenizer: "words")
show d |> render("markdown")`,
      ),
    });
    const done = await strux(folder, "run", "book.ipynb", "-o", "out.ipynb", "--allow-net", "--keep-going");
    const book = JSON.parse(readFileSync(join(folder, "out.ipynb"), "utf8")) as {
      cells: { outputs: { data?: Record<string, unknown> }[] }[];
    };
    const data = book.cells.flatMap((cell) => cell.outputs.flatMap(({ data }) => (data ? [data] : [])));
    outputs = data.flatMap((one) =>
      ["text/html", "image/svg+xml"].flatMap((mime) => (typeof one[mime] === "string" ? [one[mime]] : [])),
    );
    specs = data.flatMap((one) => (one["application/vnd.vegalite.v5+json"] as object | undefined) ?? []);
    if (outputs.length < 6 || specs.length === 0) throw new Error(`too little is shown:\n${done.stderr}`);
  } finally {
    await server.close();
  }
});

test.skipIf(without !== null)("nothing of a notebook's outputs runs, and nothing is requested", async () => {
  for (const html of outputs) expect(await browser.open(html)).toEqual({ ran: [], asked: [], found: null });
  const all = await browser.open(outputs.join("\n"), "document.body.textContent");
  expect(all).toMatchObject({ ran: [], asked: [] });
  // a tree is among them, and the letters are there to be read
  expect(outputs.filter((html) => html.includes('class="tree"')).length).toBeGreaterThan(1);
  expect(String(all.found)).toContain(ATTACKS[1]);
});

test.skipIf(without !== null)(
  "nothing of an error frame runs, in its place, its message or its source",
  async () => {
    for (const attack of ATTACKS) {
      const source = { cells: [{ id: "a", label: attack, text: `let a = ${attack}` }] };
      const told = diagnostic("E112", { cell: 0, start: 8, end: 20 }, { message: attack, hint: attack });
      const { found, ...rest } = await browser.open(frameHtml([told], source), "document.body.textContent");
      expect(rest).toEqual({ ran: [], asked: [] });
      expect(found).toContain(attack.slice(0, 20));
    }
  },
);

test.skipIf(without !== null)(
  "a chart drawn by Vega in the page, with its usual loader, asks for nothing",
  async () => {
    const read = (name: string): string =>
      readFileSync(join(import.meta.dirname, "../../../node_modules", name), "utf8").replaceAll(
        "</script",
        "<\\/script",
      );
    const scripts = ["vega/build/vega.min.js", "vega-lite/build/vega-lite.min.js"].map(
      (name) => `<script>${read(name)}</script>`,
    );
    for (const spec of specs) {
      const text = JSON.stringify(spec).replaceAll("<", "\\u003c");
      const draw = `<div id="chart"></div><script>
      window.drawn = new vega.View(vega.parse(vegaLite.compile(${text}).spec), { renderer: "svg", container: "#chart", hover: true }).runAsync();
    </script>`;
      const { asked, ran, found } = await browser.open(
        scripts.join("") + draw,
        `window.drawn.then(() => document.querySelector("#chart svg") !== null)`,
      );
      expect({ asked, dialogs: ran.filter((one) => one.startsWith("dialog")), found }).toEqual({
        asked: [],
        dialogs: [],
        found: true,
      });
    }
  },
);
