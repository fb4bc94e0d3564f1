// The edges of the command: places that cannot be written, files that are no text, options given twice, runs that are too large.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { errors, notebook, project, strux } from "./help.ts";

const one = notebook('show "hello"');

test("-o to a place that cannot be written is told before anything runs", async () => {
  const folder = project({ "a.ipynb": one });
  mkdirSync(join(folder, "taken"));
  const done = await strux(folder, "run", "a.ipynb", "-o", "taken");
  expect(done.status).toBe(2);
  expect(done.stderr).toMatch(/^strux: E115 {2}'taken' cannot be written: .*\n {3}= name a file/);
  expect(done.stdout).toBe("");
});

test("-o with a file that is no notebook, and an empty -o, are usage errors", async () => {
  const folder = project({ "a.strux": "show 1", "a.ipynb": one });
  expect((await strux(folder, "run", "a.strux", "-o", "out.ipynb")).stderr).toBe(
    "strux: -o writes a notebook; FILE is not one\n",
  );
  expect((await strux(folder, "run", "a.ipynb", "-o", "")).status).toBe(2);
});

test("a notebook without code is written all the same", async () => {
  const book = { nbformat: 4, nbformat_minor: 5, metadata: {}, cells: [] };
  const folder = project({ "a.ipynb": JSON.stringify(book) });
  expect((await strux(folder, "run", "a.ipynb", "-o", "out.ipynb")).status).toBe(0);
  expect(JSON.parse(readFileSync(join(folder, "out.ipynb"), "utf8"))).toMatchObject({
    nbformat: 4,
    cells: [],
  });
});

test("a byte order mark is skipped; what is not UTF-8 is refused", async () => {
  const folder = project({ "bom.ipynb": `\uFEFF${one}`, "bom.strux": "\uFEFFshow 1" });
  writeFileSync(join(folder, "latin.strux"), Buffer.from([0x73, 0x68, 0x6f, 0x77, 0x20, 0x22, 0xe9, 0x22]));
  expect((await strux(folder, "run", "bom.ipynb")).stdout).toBe("hello\n");
  expect((await strux(folder, "run", "bom.strux")).stdout).toBe("1\n");
  const done = await strux(folder, "run", "latin.strux");
  expect([done.status, errors(done)]).toEqual([2, ["strux: E112  'latin.strux' is not UTF-8"]]);
});

test("a folder instead of a file, and -p given twice", async () => {
  const folder = project({ "a.strux": "param n: Int = 1\nshow n" });
  expect((await strux(folder, "run", ".")).stderr).toContain("E110  '.' is a folder");
  const twice = await strux(folder, "run", "a.strux", "-p", "n=1", "-p", "n=2");
  expect([twice.status, errors(twice)]).toEqual([2, ["strux: E209  -p n is given twice"]]);
});

test("check goes on after a file that is not there; every command explains itself", async () => {
  const folder = project({ "a.strux": "show 1" });
  const done = await strux(folder, "check", "none.strux", "a.strux");
  expect(done.status).toBe(2);
  expect(done.stderr).toContain("E110  'none.strux' was not found");
  expect(done.stdout).toBe("a.strux: 1 step, 0 errors, 0 other notices\n");
  for (const name of ["run", "check", "explain", "data", "doctor"])
    expect((await strux(folder, name, "--help")).stdout).toMatch(new RegExp(`^strux ${name} `));
});

test("a run that is too large is refused before its cells are laid out, and explained as such", async () => {
  const ten = "[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]";
  const axes = ["a", "b", "c", "d", "e", "f", "g", "h"];
  const program = `data t = table([{id: "1"}])
run big over t ${axes.map((axis) => `vary ${axis} in ${ten}`).join(" ")} { step y = ${axes.join(" + ")} }`;
  const folder = project({ "a.strux": program });
  for (const verb of ["run", "explain"]) {
    const done = await strux(folder, verb, "a.strux");
    expect(done.stdout + done.stderr).toMatch(
      /E307 {1,2}run 'big' has 100,000,000 cells \(.*\), above the limit of 100,000\n/,
    );
  }
});

test("a cell tagged raises-exception may fail", async () => {
  const failing = notebook(["raises-exception", "show [1][3]"], 'show "after"');
  expect((await strux(project({ "a.ipynb": failing }), "run", "a.ipynb")).status).toBe(0);
  expect((await strux(project({ "a.ipynb": notebook("show [1][3]") }), "run", "a.ipynb")).status).toBe(1);
});

test("a store that cannot be used is told with its name", async () => {
  const program = `model m = onnx("models/strux-nano") on cpu { max_tokens: 4 }
prompt p(x: Text) -> Text { user """{{ x }}""" }
run r over table([{id: "1", x: "a"}]) { ask p(.x) with m }`;
  const folder = project({ "a.strux": program, ".store": "a file where the store should be" });
  const done = await strux(folder, "run", "a.strux");
  // nothing is begun
  expect(done.status).toBe(2);
  expect(errors(done)).toHaveLength(1);
  expect(done.stderr).toMatch(
    /E116 {2}the store at PROJECT\/\.store cannot be used[\s\S]*= set STRUX_STORE to a folder/,
  );
});

test("a window above the model's, and a budget above the window, are told before the run", async () => {
  const program = (
    window: string,
    words: number,
  ) => `model m = onnx("models/strux-nano") on cpu { max_tokens: 4 ${window} }
prompt p(x: Text) -> Text { user """{{ x }}""" }
run r over table([{id: "1", x: "${"word ".repeat(words)}"}]) { ask p(.x) with m }`;
  const folder = project({ "a.strux": program(", window: 99999999", 1), "b.strux": program("", 2000) });
  expect((await strux(folder, "run", "a.strux")).stderr).toContain(
    "E216  'window' is out of its range: 99999999",
  );
  expect((await strux(folder, "explain", "b.strux")).stdout).toMatch(
    /once per row\n +cannot be run: E301 prompt 'p' needs [\d,]+ .* 'm' has a window of 2,048\n/,
  );
});

test("a model folder that is not there is found by check, before anything runs", async () => {
  const folder = project({
    "a.strux": 'model m = onnx("nope") on cpu { max_tokens: 4 }\nshow 1',
    "noble/x": "",
  });
  const done = await strux(folder, "check", "a.strux");
  expect([done.status, errors(done)]).toEqual([2, ["E504  there is no model folder 'nope'"]]);
  expect(done.stdout).toContain("--> a.strux:1:16");
  expect((await strux(folder, "run", "a.strux")).stdout).toBe("1\n");
});
