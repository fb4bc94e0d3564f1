// papermill: parameters with our translator and without it, what each kind of value becomes, and its exit statuses.
import { expect, test as base } from "vitest";
import { book, codeCells, plain, sourceOf } from "./book.ts";
import { well, within, withDesk } from "./desk.ts";

const test = base.extend(withDesk);

const doubled = book(["/// How many\nparam n: Int = 1", "parameters"], "n * 2");

test("with strux-papermill: parameters are injected after their cell, in Strux's own words", async ({
  desk,
}) => {
  desk.write("in.ipynb", doubled);
  well(await desk.withPlugin("papermill", "in.ipynb", "out.ipynb", "-p", "n", "21"));
  const cells = codeCells(desk.read("out.ipynb"));
  expect(cells.map(({ metadata }) => metadata.tags ?? [])).toEqual([
    ["parameters"],
    ["injected-parameters"],
    [],
  ]);
  expect(sourceOf(cells[1]!)).toBe("// Parameters\nn = 21\n");
  expect(plain(cells[2]!)).toBe("42");
});

test("with strux-papermill: every kind of value of a YAML file arrives as it was", async ({ desk }) => {
  const values = `text: "a \\"b\\" {{ c }} \\u2028 état 😀\\n\\tend \\\\ /"
number: -0.5
small: 1.0e-7
flag: true
nothing: null
day: 2024-05-01
list: [1, [2, "x"], {k: false}]
record: {"a b": {c: [null]}}
model: reserved
learning-rate: 0.1
`;
  desk.write("p.yaml", values);
  desk.write(
    "in.ipynb",
    book(
      "show text",
      "show [number, small]",
      "show [flag, nothing == null]",
      "show day",
      "show list",
      "show record",
      "show `model`",
      "show `learning-rate`",
    ),
  );
  well(await desk.withPlugin("papermill", "in.ipynb", "out.ipynb", "-f", "p.yaml"));
  const shown = codeCells(desk.read("out.ipynb")).slice(1).map(plain);
  const compact = (text: string): string => (/^[[{]/.test(text) ? JSON.stringify(JSON.parse(text)) : text);
  expect(shown.map(compact)).toEqual([
    'a "b" {{ c }} \u2028 état 😀\n\tend \\ /',
    "[-0.5,1e-7]",
    "[true,true]",
    "2024-05-01",
    '[1,[2,"x"],{"k":false}]',
    '{"a b":{"c":[null]}}',
    "reserved",
    "0.1",
  ]);
});

test("with strux-papermill: what has no literal is refused before anything runs", async ({ desk }) => {
  desk.write("in.ipynb", doubled);
  desk.write("p.yaml", "n: .nan\n");
  const { status, stderr } = await desk.withPlugin("papermill", "in.ipynb", "out.ipynb", "-f", "p.yaml");
  expect(status).toBe(1);
  expect(stderr).toContain("a parameter of Strux cannot be nan");
});

test("with strux-papermill: --help-notebook lists parameters, types, defaults and their words", async ({
  desk,
}) => {
  const cell = `/// How many
/// of them
param n: Int = 1
param names: Text[] = [
  "a", // first
  "b=c",
]

rate = 0.5  # as Python writes it
let other = 2`;
  desk.write("in.ipynb", book([cell, "parameters"]));
  const { status, stdout } = await desk.withPlugin("papermill", "--help-notebook", "in.ipynb");
  expect(status).toBe(0);
  expect(stdout.slice(stdout.indexOf("  n:")).trimEnd().split("\n")).toEqual([
    "  n: Int (default 1)              How many of them",
    '  names: Text[] (default [ "a", "b=c", ])',
    "  rate: Unknown type (default 0.5)",
    "                                  as Python writes it",
  ]);
});

test("without a plugin: -l python injects what Strux reads as well", async ({ desk }) => {
  desk.write(
    "in.ipynb",
    book(
      ["param n: Int = 1\nparam flag = false\nparam names: Text[] = []", "parameters"],
      "show [n, flag, names]",
    ),
  );
  const args = ["-l", "python", "-p", "n", "21", "-p", "flag", "True", "-y", "names: ['a']"];
  well(await desk.run("papermill", "in.ipynb", "out.ipynb", ...args));
  const cells = codeCells(desk.read("out.ipynb"));
  expect(sourceOf(cells[1]!)).toBe('# Parameters\nnames = ["a"]\nn = 21\nflag = True\n');
  expect(JSON.parse(plain(cells[2]!))).toEqual([21, true, ["a"]]);
});

test("without a plugin: a notebook without parameters runs; with them papermill says that it knows no translator", async ({
  desk,
}) => {
  desk.write("in.ipynb", doubled);
  well(await desk.run("papermill", "in.ipynb", "out.ipynb"));
  expect(plain(codeCells(desk.read("out.ipynb"))[1]!)).toBe("2");
  const { status, stderr } = await desk.run("papermill", "in.ipynb", "out.ipynb", "-p", "n", "2");
  expect(status).toBe(1);
  expect(stderr).toContain("No parameter translator functions specified for kernel 'strux'");
});

test("a failing cell: status 1, the error by its name, and the notebook so far", async ({ desk }) => {
  desk.write("in.ipynb", book("1 + 1", "show zz", "show 7"));
  const { status, stderr } = await desk.run("papermill", "in.ipynb", "out.ipynb");
  expect(status).toBe(1);
  expect(stderr).toContain("unknown name 'zz'");
  const cells = codeCells(desk.read("out.ipynb"));
  expect(cells.map(plain)).toEqual(["2", expect.stringContaining("StruxTypeError: "), ""]);
});

test("a value of the wrong type: status 1, and the error is of the injected cell", async ({ desk }) => {
  desk.write("in.ipynb", doubled);
  const { status } = await desk.withPlugin("papermill", "in.ipynb", "out.ipynb", "-p", "n", "many");
  expect(status).toBe(1);
  expect(plain(codeCells(desk.read("out.ipynb"))[1]!)).toContain("'n' must be Int");
});

test("a kernel that is killed: papermill's status 138", async ({ desk }) => {
  desk.write(
    "in.ipynb",
    book(
      'data docs = world(400, facts: 16, draws: [1, 2, 3], split: "test", seed: 7)',
      `model reader = onnx("models/strux-nano") on cpu { max_tokens: 8 }
prompt answer(context: Text, question: Text) -> Text { user """{{ context }} {{ question }}""" }
run answers over docs { ask answer(context: .prose |> pack(256), question: .question) with reader }`,
    ),
  );
  const { done } = desk.start("papermill", "in.ipynb", "out.ipynb");
  expect(await within(30_000, () => desk.kernels().length === 1)).toBe(true);
  await new Promise((resolve) => setTimeout(resolve, 3000));
  for (const pid of desk.kernels()) process.kill(pid, "SIGKILL");
  expect((await done).status).toBe(138);
});
