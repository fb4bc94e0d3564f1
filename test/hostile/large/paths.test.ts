// Paths that lead out of a program's folder: whatever names them is refused by the one rule (E111), before anything there is read or
// run; and a run writes its store, its log and what `-o` names, and nothing else.
import { existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { errors, notebook, project, strux } from "../../cli/help.ts";

const SECRET = "the letter of a stranger";
const inside = (name: string): string => join(folder, name);
const module = `import { writeFileSync } from "node:fs";\nwriteFileSync("ran.txt", "");\n${Array.from({ length: 7 }, (_, n) => `export const f${n} = (a: string): string => a + "${SECRET}";\n`).join("")}`;
const outer = project({
  "secret/rows.jsonl": `{"a": "${SECRET}"}\n`,
  "secret/rows.csv": `a\n${SECRET}\n`,
  "secret/module.ts": module,
  "secret/model/config.json": `{"${SECRET}": 1}`,
  "secret/program.strux": `show   "${SECRET}"\n`,
  "home/package.json": "{}",
  "home/work/imports.ts": `import { f0 } from "../../secret/module.ts";\nexport const g = (a: string): string => f0(a);\n`,
  "home/work/exports.ts": `export { f0 as g } from "../../secret/module.ts";\n`,
});
const folder = join(outer, "home", "work");
symlinkSync(join(outer, "secret"), inside("link"));
symlinkSync(join(outer, "secret", "module.ts"), inside("module.ts"));
symlinkSync(join(outer, "secret", "program.strux"), inside("linked.strux"));

/** All files there but those of the store. */
const files = (): string[] =>
  readdirSync(outer, { recursive: true, encoding: "utf8" })
    .filter((name) => !name.includes("work/.store"))
    .toSorted();
writeFileSync(inside("p.strux"), "");
const before = files();

/** What a program's check and its run say. */
async function said(...lines: readonly string[]) {
  writeFileSync(inside("p.strux"), `${lines.join("\n")}\n`);
  const both = [
    await strux(folder, "check", "p.strux"),
    await strux(folder, "run", "p.strux", "--keep-going"),
  ];
  expect(both.map(({ status }) => status)).toEqual([2, 2]);
  expect(JSON.stringify(both)).not.toContain(SECRET);
  return both.map((done) => errors(done).map((line) => line.replaceAll(outer, "OUTER")));
}

const WAYS = [
  "../../secret",
  "link",
  "./x/../../../secret",
  `${outer}/secret`,
  `${"../".repeat(40)}${outer.slice(1)}/secret`,
  "models/../../../secret",
  "data/../../../secret",
];

test.each([
  ["jsonl", (way: string, at: number) => `let t${at} = jsonl("${way}/rows.jsonl")`],
  ["csv", (way: string, at: number) => `let t${at} = csv("${way}/rows.csv")`],
  ["onnx", (way: string, at: number) => `model m${at} = onnx("${way}/model")`],
  ["use", (way: string, at: number) => `use { f${at} } from "${way}/module.ts"`],
] as const)("%s of a path outside is E111 each time, in a check and in a run", async (_, line) => {
  for (const told of await said(...WAYS.map(line))) {
    expect(told).toHaveLength(WAYS.length);
    for (const one of told) expect(one).toMatch(/^E111 .* lies outside the readable places/);
  }
});

test.each([
  ["through a link of its own name", 'use { f0 } from "./module.ts"', /^E111 /],
  ["that imports one outside", 'use { g } from "./imports.ts"', /^E111 /],
  ["that exports one outside", 'use { g } from "./exports.ts"', /^E111 /],
  [
    "by its address",
    `use { f0 } from "${pathToFileURL(join(outer, "secret", "module.ts")).href}"`,
    /^E1\d\d /,
  ],
])("a module %s is refused, and is not run", async (_, line, code) => {
  for (const told of await said(line)) expect(told).toEqual([expect.stringMatching(code)]);
});

test("a hub's repository or a named set is no way out", async () => {
  const out = ["../..", "a/..", "../a", "a/b@../../c", "a/b/../../secret", "%2e%2e/a"];
  for (const told of await said(
    ...out.map((name, at) => `let t${at} = jsonl("hf://datasets/${name}/rows.jsonl")`),
  ))
    expect(told).toHaveLength(out.length);
  for (const told of await said('let t = dataset("../../../secret/rows.jsonl")'))
    expect(told).toHaveLength(1);
});

test("a notebook's names lead nowhere: ids of cells, its kernel, its own metadata", async () => {
  const out = "../../../../written";
  const book = JSON.parse(notebook("show 1", "let t = table([{ a: 1 }])\nshow t")) as {
    metadata: object;
    cells: { id: string }[];
  };
  book.metadata = {
    kernelspec: { name: "strux", display_name: out, language: "strux" },
    strux: { out, file: out, run: out },
  };
  book.cells[0]!.id = out;
  const made = project({ "a/b/book.ipynb": JSON.stringify(book) });
  const there = (): string[] =>
    readdirSync(made, { recursive: true, encoding: "utf8" }).filter((name) => !name.startsWith("a/b/.store"));
  const first = there();
  const done = await strux(join(made, "a", "b"), "run", "book.ipynb", "-o", "out.ipynb");
  expect(there()).toEqual([...first, "a/b/out.ipynb"].toSorted());
  expect(existsSync(join(made, "..", "written"))).toBe(false);
  expect(done.status).toBe(0);
});

test("-o takes the place of a link, and does not write through it", async () => {
  const made = project({ "book.ipynb": notebook("show 1"), "elsewhere.ipynb": "kept" });
  symlinkSync(join(made, "elsewhere.ipynb"), join(made, "out.ipynb"));
  expect((await strux(made, "run", "book.ipynb", "-o", "out.ipynb")).status).toBe(0);
  expect(readFileSync(join(made, "elsewhere.ipynb"), "utf8")).toBe("kept");
  expect(readFileSync(join(made, "out.ipynb"), "utf8")).toContain('"show 1');
});

test("--table takes the place of a link, too", async () => {
  const made = project({ "book.strux": "data t = table([{ a: 1 }])\n", "elsewhere.csv": "kept" });
  symlinkSync(join(made, "elsewhere.csv"), join(made, "out.csv"));
  expect((await strux(made, "run", "book.strux", "--table", "t=out.csv")).status).toBe(0);
  expect(readFileSync(join(made, "elsewhere.csv"), "utf8")).toBe("kept");
  expect(readFileSync(join(made, "out.csv"), "utf8")).toMatch(/^a\r?\n1/);
});

test("a folder of programs is gone through without its links", async () => {
  const made = project({ "book.strux": "show   1\n", "package.json": "{}" });
  symlinkSync(join(outer, "secret"), join(made, "link"));
  symlinkSync(join(outer, "secret", "program.strux"), join(made, "linked.strux"));
  symlinkSync(made, join(made, "again"));
  const { stdout } = await strux(made, "fmt", ".");
  expect(stdout).toMatch(/^book.strux: formatted/);
  expect(stdout).not.toContain("link");
  expect(readFileSync(join(outer, "secret", "program.strux"), "utf8")).toBe(`show   "${SECRET}"\n`);
});

test.each([
  ["log", "../../../secret"],
  ["log", "../../../../secret/rows.jsonl"],
  ["replay", "../../../secret"],
  ["replay", "..", "-o", "out.ipynb"],
])("strux %s %s: a run's name is no path (E119)", async (...args) => {
  const done = await strux(folder, ...args);
  expect(errors(done)).toEqual([expect.stringMatching(/^(strux: )?E119 /)]);
  expect(JSON.stringify(done)).not.toContain(SECRET);
});

test("after all of it no module has run, and no file has come", () => {
  expect(files()).toEqual(before);
});
