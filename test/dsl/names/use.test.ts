// `use`: names of other files, what of them is computed, clashes, circles, and functions of TypeScript.
import { expect, test } from "vitest";
import { compile } from "../../../dsl/compile.ts";
import { needKey } from "../../../dsl/types/known.ts";
import { hashesWith, lab, together, wrongWith } from "../modules.ts";
import { compiled, hashes, small } from "../small.ts";

const lib = `data qa = csv("qa.csv")
let limit = base * 2
let base = 4
let unused = zz
prompt ask_it(question: Text) -> Text { user """{{ question }}""" }
show qa
check limit > 3`;
const steps = (files: Parameters<typeof together>[0], ...cells: readonly string[]): string[] =>
  together(files, ...cells).plan.steps.map(({ id }) => id);

test("a file that is not known yet is asked for, and nothing is said meanwhile", () => {
  const { needs, diagnostics, plan } = compiled('use { a } from "sub/lib.strux"\nlet b = a + 1\nlet c = 1');
  expect(needs).toEqual([
    { kind: "module", key: needKey("use", { path: "sub/lib.strux" }), cell: 0, path: "sub/lib.strux" },
  ]);
  expect(diagnostics).toEqual([]);
  expect(plan.steps.map(({ id }) => id)).toEqual(["c"]);
});

test("names come in with all they rest on; what nobody wants is not looked at, what the file shows is not run", () => {
  const files = { "lib.strux": lib };
  expect(wrongWith(files, 'use { limit } from "lib.strux"\nshow limit + 1')).toEqual([]);
  expect(steps(files, 'use { limit } from "lib.strux"\nshow limit + 1')).toEqual([
    "lib.strux:base",
    "lib.strux:limit",
    "show#0.1",
  ]);
  expect(wrongWith(files, 'use { limit } from "lib.strux"\nshow base')).toEqual([
    "E101 1:2:6 unknown name 'base'",
  ]);
});

test("under an alias a member stands wherever a name does", () => {
  const program = `use "lib.strux" as lib
model m = onnx("x") on cpu
let twice = lib.limit + lib.limit
run r over lib.qa |> where(len(.context) > lib.limit) { ask lib.ask_it(.question) with m { max_tokens: 3 } }
score s of r { metric same = exact(.output, .answers) }`;
  expect(wrongWith({ "lib.strux": lib }, program).filter((line) => line.startsWith("E"))).toEqual([]);
});

test("columns of a used table are known, and readers of another file are asked about there", () => {
  const files = { "sub/lib.strux": 'data qa = csv("own.csv")' };
  const { needs } = together(files, 'use "sub/lib.strux" as lib\nshow lib.qa');
  expect(needs).toMatchObject([{ kind: "columns", key: 'csv({"path":"own.csv"})@sub/lib.strux', cell: 1 }]);
});

test("a step of a used file has the hash it has in its own file; aliases move no hash", () => {
  const file = `data qa = csv("qa.csv")\nprompt p(q: Text) -> Text { user """{{ q }}""" }\nmodel m = onnx("x") on cpu
run r over qa { ask p(.question) with m { max_tokens: 2 } }`;
  const facts = { "lib.strux": file.replace("qa.csv", "own.csv") };
  const own = hashes(file.replace("qa.csv", "own.csv"));
  const used = hashesWith(facts, 'use { r } from "lib.strux"\nlet n = count(r)');
  expect(used.get("lib.strux:r")).toBe(own.get("r"));
  const alias = (name: string) =>
    hashesWith(facts, `use "lib.strux" as ${name}\nlet n = count(${name}.r)`).get("n");
  expect(alias("lib")).toBe(used.get("n"));
  expect(alias("other")).toBe(used.get("n"));
});

test("models of a module label an axis by their own names", () => {
  const files = { "lib.strux": 'model a = onnx("x") on cpu\nmodel b = onnx("y") on cpu' };
  const run = (alias: string) => {
    const cell = `use "lib.strux" as ${alias}\nprompt p(q: Text) -> Text { user """{{ q }}""" }
run r over table([{ q: "x" }]) vary m in [${alias}.a, ${alias}.b] { ask p(.q) with m { max_tokens: 1 } }`;
    return together(files, cell).plan.steps.find(({ id }) => id === "r");
  };
  expect(run("lib")).toMatchObject({ axes: [{ names: ["a", "b"] }] });
  expect(run("other")?.hash).toBe(run("lib")?.hash);
});

test("a file used on two ways is one module", () => {
  const files = { "base.strux": "let n = 1", "lib.strux": 'use { n } from "base.strux"\nlet m = n + 1' };
  expect(steps(files, 'use { m } from "lib.strux"\nuse { n } from "base.strux"\nlet k = m + n')).toEqual([
    "base.strux:n",
    "lib.strux:m",
    "k",
  ]);
});

test("what a file has from others is its own affair", () => {
  const files = {
    "base.strux": "let n = 1",
    "lib.strux": 'use { n } from "base.strux"\nlet m = n + 1\nlet _hidden = 1',
  };
  expect(wrongWith(files, 'use { n } from "lib.strux"')).toEqual(["E123 1:1:7 'lib.strux' has no 'n'"]);
  expect(wrongWith(files, 'use "lib.strux" as lib\nshow lib._hidden')).toEqual([
    "E123 1:2:10 'lib' has no '_hidden'",
  ]);
});

test("names that clash are told with both places", () => {
  const files = { "lib.strux": "let n = 1" };
  expect(wrongWith(files, 'use { n } from "lib.strux"', "let n = 2")).toEqual([
    `E102 2:1:5 'n' is also defined in cell 1 from "lib.strux"; a batch run needs one definition`,
  ]);
  expect(wrongWith(files, "let n = 2", 'use "lib.strux" as n')).toEqual([
    `E102 2:1:20 'n' is also defined in cell 1, and comes from "lib.strux" here; a batch run needs one definition`,
  ]);
});

test("files that use each other in a circle are told with the way", () => {
  const files = {
    "a.strux": 'use { b } from "b.strux"\nlet a = b',
    "b.strux": 'use { a } from "a.strux"\nlet b = 1\nlet c = a',
  };
  expect(wrongWith(files, 'use { c } from "b.strux"\nshow c')).toContain(
    "E121 3:1:16 'b.strux' uses itself: b.strux → a.strux → b.strux",
  );
});

test("an error in a used file is told there, once, with a note at the use", () => {
  const files = { "lib.strux": "let a = zz\nlet b = a + 1\nlet c = 1" };
  expect(
    wrongWith(files, 'use { b } from "lib.strux"\nuse "lib.strux" as lib\nshow b + lib.c', "show lib.b"),
  ).toEqual([
    "W120 1:1:16 what 'lib.strux' brings in has errors: 'b'",
    "W120 1:2:5 what 'lib.strux' brings in has errors: 'lib.b'",
    "W112 1:3:1 this statement is left out: it rests on 'b', which has an error",
    "W112 2:1:1 this statement is left out: it rests on 'lib.b', which has an error",
    "E101 3:1:9 unknown name 'zz'",
    "W112 3:2:1 'b' is left out: it rests on 'a', which has an error",
  ]);
});

test("a syntax error in what is not wanted of a file is not told; in a file that lacks a name it is", () => {
  const files = { "lib.strux": "let a = 1\nlet b = = 2\nlet c 3" };
  expect(wrongWith(files, 'use { a } from "lib.strux"\nshow a')).toEqual([]);
  expect(wrongWith(files, 'use { d } from "lib.strux"').map((line) => line.slice(0, 10))).toEqual([
    "E123 1:1:7",
    "E001 2:2:9",
    "E011 2:3:7",
  ]);
});

test("a file that cannot be had is one error; its names are known, and nothing more is told of them", () => {
  const lost = {
    error: { code: "E110", message: "there is no file 'lib.strux'", hint: "near it: lab.strux" },
  } as const;
  expect(
    wrongWith(
      { "lib.strux": lost },
      'use { a } from "lib.strux"\nuse "lib.strux" as lib\nlet b = a + lib.c + "x"',
    ),
  ).toEqual([
    "E110 1:16 there is no file 'lib.strux'",
    "E110 2:5 there is no file 'lib.strux'",
    "W112 3:1 'b' is left out: it rests on 'a', which has an error",
  ]);
});

test("what can be used is told by the ending of its name; a name is needed", () => {
  expect(
    wrongWith({}, 'use "metrics.js" as lab\nuse { a } from "metrics"\nuse { b } from "data.csv"'),
  ).toEqual([
    "E125 1:5 'use' does not read '.js' files",
    "E125 2:16 'metrics' has no ending that says what it is",
    "E125 3:16 'use' does not read '.csv' files",
  ]);
  expect(wrongWith({ "lib.strux": "let a = 1" }, 'use "lib.strux"')).toEqual([
    `E120 1:1:1 'use "lib.strux"' names nothing that it brings in`,
  ]);
});

const metrics = { "metrics.ts": lab("metrics.ts") };
const program = (use: string, f: string): string => `${use}
data qa = csv("qa.csv")
let close = 0.5
score s of qa { metric one = ${f}(.context, .answers) metric two = .context |> ${f}(.answers, k: 2) }
run r over qa { step near = ${f}(.question, .answers) > close }`;

test("functions of TypeScript are checked like operators, by name and through an alias", () => {
  expect(
    wrongWith(metrics, program('use "metrics.ts" as lab', "lab.f1")).filter(
      (line) => !line.startsWith("W121"),
    ),
  ).toEqual([]);
  expect(wrongWith(metrics, program('use { f1 } from "metrics.ts"', "f1"))).toEqual([]);
  expect(
    wrongWith(
      metrics,
      'use { f1, same } from "metrics.ts"\nlet a = f1(1, "x")\nlet b = "x" |> same\nlet c = f1("x", ["y"], kk: 2)\nlet d = f1',
    ),
  ).toEqual([
    "E203 2:12 'f1' takes a: Text, but got Int",
    `E203 2:15 'f1' takes b: Text[], but got "x"`,
    "E206 3:16 'same' needs b: Text",
    "E205 4:24 'f1' has no argument 'kk'",
    "E105 5:9 'f1' is a function",
  ]);
});

test("a function that is not there, or cannot be called, is told once", () => {
  expect(
    wrongWith(
      metrics,
      'use "metrics.ts" as lab\nlet a = lab.f2("x", ["y"])\nlet b = "x" |> lab.sane("y")\nlet c = lab.same\nshow lab',
    ),
  ).toEqual([
    "W121 1:5 'metrics.ts' exports what cannot be called from here: pick (it is generic)",
    "E123 2:13 'lab' has no 'f2'",
    "E123 3:20 'lab' has no 'sane'; did you mean 'same'?",
    "E105 4:13 'lab.same' is a function",
    "E124 5:6 'lab' is a module, and no value",
  ]);
  expect(
    wrongWith(
      metrics,
      'use { pick, f1, LIMIT } from "metrics.ts"\nlet a = pick("x")\nlet b = f1("x", ["y"])',
    ),
  ).toEqual([
    "E122 1:7 'pick' of 'metrics.ts' cannot be called from here: it is generic",
    "E122 1:17 'LIMIT' of 'metrics.ts' cannot be called from here: it is no function",
    "W112 2:1 'a' is left out: it rests on 'pick', which has an error",
  ]);
});

test("the code of a function is part of the hash; its file, alias and way of being named are not", () => {
  const hash = (file: string, code: string, use: string, f: string) =>
    hashesWith({ [file]: lab(file, code) }, `${use}\nlet a = ${f}("x", ["y"])`).get("a");
  const one = hash("m.ts", "one", 'use "m.ts" as lab', "lab.f1");
  expect(hash("m.ts", "one", 'use "m.ts" as other', "other.f1")).toBe(one);
  expect(hash("m.ts", "one", 'use { f1 } from "m.ts"', "f1")).toBe(one);
  expect(hash("sub/n.ts", "one", 'use { f1 } from "sub/n.ts"', "f1")).toBe(one);
  expect(hash("m.ts", "two", 'use { f1 } from "m.ts"', "f1")).not.toBe(one);
});

test("the plan names the TypeScript it calls, and only that", () => {
  const { plan } = together(metrics, 'use "metrics.ts" as lab\nlet a = lab.f1("x", ["y"])');
  expect(plan.modules).toMatchObject([
    { file: "metrics.ts", functions: [{ name: "f1" }], at: { cell: 0, start: 0 } },
  ]);
  expect(together(metrics, 'use "metrics.ts" as lab\nlet a = 1').plan.modules).toBeUndefined();
});

test("cells of TypeScript in another file are not taken over, and where that is missed it is said", () => {
  const file = "b.ipynb";
  const key = needKey("use", { path: file });
  const cells = ["let n = 2", "%%ts\nexport const f = 1", "let a = f"].map((text, at) => ({
    id: `${file}#${at}`,
    label: `${file} cell ${at + 1}`,
    text,
  }));
  const told = (names: string) =>
    compile({ cells: [{ id: "x", label: "x", text: `use { ${names} } from "${file}"` }] }, small, {
      modules: { [key]: { file, program: { cells } } },
    }).diagnostics;
  expect(told("n")).toEqual([]);
  expect(
    told("a").map(({ code, hint }) => [code, hint.includes("cells of TypeScript are not taken over")]),
  ).toEqual([
    ["W120", true],
    ["E101", false],
  ]);
});
