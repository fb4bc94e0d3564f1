// Names that every JavaScript object inherits are names like any other: nothing is found under them by accident.
import { expect, test } from "vitest";
import { compile } from "../../dsl/compile.ts";
import { library } from "../../runtime/library.ts";
import { facts, sourceOf } from "./small.ts";

const names = [...Object.getOwnPropertyNames(Object.prototype), "prototype"];
const forbidden = new Set(["__proto__", "constructor", "prototype"]);

const setting = `data t = table([{ id: 1, q: "x" }, { id: 2, q: "y" }])
model m = onnx("folder") on cpu { max_tokens: 2 }
prompt p(text: Text) -> Text { user """{{ text }}""" }
score s of t by [id] { metric em = exact(.q, [.q]) }`;

/** A place for a name, and the codes that may be told of it there: of a name that is legal, and of a forbidden one. */
const slots: { readonly [slot: string]: readonly [code: string, legal: string, forbidden?: string] } = {
  operator: ["let a = NAME(1)", "E101"],
  stage: ["let a = t |> NAME", "E101"],
  "bare name": ["let a = NAME", "E101"],
  type: ["let a: NAME = 1", "E101"],
  "key of a record": ["let a = { NAME: 1 }", "", "E210"],
  "key of a record, read": ["let a = { NAME: 1 }.NAME + 1", "", "E208 E210"],
  "key that is not there": ["let a = { b: 1 }.NAME", "E208"],
  "field of a record type": ["let a: { NAME: Int } = { b: 1 }", "E224 E225", "E224 E210"],
  "key that a record type lacks": ["let a: { b: Int? } = { NAME: 1 }", "E224", "E224 E210"],
  member: ["let a = (t |> where(true)).NAME", "E208"],
  argument: ["let a = len(t, NAME: 1)", "E205", "E205 E210"],
  "argument of a prompt": ['let a = p("x", NAME: 1)', "E205", "E210"],
  column: ["let a = t |> where(.NAME == 1)", "E201"],
  "column, counted": ["let a = t |> count(NAME)", "E201"],
  "column, unrolled": ["let a = t |> unroll(.NAME)", "E201"],
  "new column": ["data u = t |> derive(NAME: 1) |> where(.NAME == 1)", "", "E201 E210"],
  "column of some rows": ["data u = table([{ NAME: 1 }, { b: 1 }]) |> where(.NAME == 1)", "", "E201 E210"],
  "property of a model": ['model k = onnx("x") on cpu { NAME: 1 }', "E212"],
  "property of an ask": ["run r over t { ask p(.q) with m { NAME: 1 } }", "E212"],
  device: ['model k = onnx("x") on NAME', "E101"],
  "model of an ask": ["run r over t { ask p(.q) with NAME }", "E101"],
  "table of a run": ["run r over NAME { step x = 1 }", "E101"],
  data: ["data NAME = t\nshow NAME", "", "E210"],
  value: ["let NAME = 1\nlet b = NAME + 1", "", "E210"],
  parameter: ['prompt q(NAME: Text) -> Text { user """{{ NAME }}""" }', "", "E210"],
  axis: ["run r over t vary NAME in [1, 2] { step x = NAME }", "", "E210"],
  arm: ["run r over t vary a in { NAME: 1, other: 2 } { step x = a }", "", "E210"],
  step: ["run r over t { step NAME = 1 step y = .NAME + 1 }", "", "E210"],
  metric: ["score z of t by [id] { metric NAME = exact(.q, [.q]) }\nshow z |> sort(.NAME)", "", "E210"],
  by: ["score z of t by [NAME] { metric a = exact(.q, [.q]) }", "E302"],
  "axis of delta": ["let a = s |> delta(em, NAME: [1, 2])", "E302", "E210"],
  channel: ["chart s |> bar(x: id, y: NAME)", "E701"],
  "item of a loop": [
    'prompt q(xs: Text[]) -> Text { user """{{#each NAME in xs}}{{ NAME }}{{#end}}""" }',
    "",
    "E210",
  ],
};

test("a number with such a word behind it is no number, and nothing worse", () => {
  for (const name of names)
    expect(compile(sourceOf(`let n = 5${name}`), library).diagnostics[0]?.code).toBe("E010");
});

test.each(Object.entries(slots))("%s", (_, [code, legal, other]) => {
  for (const name of names) {
    const source = sourceOf(setting, code.replaceAll("NAME", name));
    const { diagnostics } = compile(source, library, facts);
    const allowed = (forbidden.has(name) ? (other ?? legal) : legal).split(" ");
    const found = diagnostics.filter((one) => one.severity === "error").map((one) => one.code);
    expect([name, found.filter((each) => !allowed.includes(each))]).toEqual([name, []]);
    expect([name, found.length > 0]).toEqual([name, allowed[0] !== ""]);
    expect(diagnostics.map(({ message, hint }) => message + hint).join("\n")).not.toMatch(
      /native code|\[object/,
    );
  }
});
