// nbconvert: notebooks executed on the way, and turned into pages that show charts and tables without any script.
import { join } from "node:path";
import { expect, test as base } from "vitest";
import { root } from "../../bin/build.mjs";
import { book, codeCells, plain } from "./book.ts";
import { well, withDesk } from "./desk.ts";

const test = base.extend(withDesk);

const shown = book(
  'data t = table([{name: "a<b", size: 1}, {name: "c", size: 2}])',
  "show t",
  "chart c = t |> bar(x: name, y: size)",
  "show zz_but_allowed",
);

test("nbconvert --execute writes the notebook with its outputs; a failing cell is status 1", async ({
  desk,
}) => {
  desk.write("in.ipynb", book("let a = 20", "a + 1"));
  const convert = ["nbconvert", "--to", "notebook", "--execute"];
  well(await desk.run("jupyter", ...convert, "in.ipynb", "--output", "out.ipynb"));
  expect(codeCells(desk.read("out.ipynb")).map(plain)).toEqual(["", "21"]);
  desk.write("bad.ipynb", book("show zz"));
  expect((await desk.run("jupyter", ...convert, "bad.ipynb")).status).toBe(1);
});

test("a page has the chart as SVG, tables as HTML, errors in words, and nothing unescaped", async ({
  desk,
}) => {
  desk.write("in.ipynb", shown);
  const args = ["nbconvert", "--to", "html", "--execute", "--allow-errors", "in.ipynb"];
  well(await desk.run("jupyter", ...args));
  const page = desk.read("in.html");
  const [, chart = ""] = /<img[^>]+src="data:image\/svg\+xml;base64,([^"]+)"/.exec(page) ?? [];
  expect(Buffer.from(chart, "base64").toString()).toMatch(/^<svg[^>]+class="marks"/);
  expect(page).toMatch(/<table[^>]*>/);
  expect(page).toContain("a&lt;b");
  expect(page).not.toContain("a<b");
  expect(page).toMatch(/StruxTypeError<\/span>: <span[^>]*>E101<\/span> {2}unknown name 'zz_but_allowed'/);
});

test("as a script the program has the language's own ending", async ({ desk }) => {
  desk.write("in.ipynb", book("let a = 1", "show a"));
  await desk.run("jupyter", "execute", "in.ipynb", "--inplace");
  well(await desk.run("jupyter", "nbconvert", "--to", "script", "in.ipynb"));
  expect(desk.read("in.strux")).toContain("let a = 1");
});

test("a cell of TypeScript leaves nothing of its waiting behind; as a script it is one error that says what to do", async ({
  desk,
}) => {
  desk.write(
    "in.ipynb",
    book("let n = 2", "%%ts\nexport const twice = (x: number): number => x * n;\ntwice(1)", "twice(4)"),
  );
  const convert = ["nbconvert", "--to", "notebook", "--execute", "--inplace", "in.ipynb"];
  well(await desk.run("jupyter", ...convert));
  const cells = codeCells(desk.read("in.ipynb"));
  expect(cells.map(({ outputs }) => outputs?.length)).toEqual([0, 1, 1]);
  expect(cells.map(plain)).toEqual(["", "2", "8"]);
  well(await desk.run("jupyter", "nbconvert", "--to", "script", "in.ipynb"));
  const checked = await desk.run(process.execPath, join(root, "bin/strux.mjs"), "check", "in.strux");
  expect(checked.stdout.match(/^E\d+/gm)).toEqual(["E021"]);
  expect(checked.status).toBe(2);
});
