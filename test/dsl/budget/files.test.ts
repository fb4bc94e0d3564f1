// Token budgets over several files: prompts, models, tables and functions of used files count as those of the program do.
import { expect, test } from "vitest";
import { edited } from "../../../dsl/service/rename.ts";
import { type Facts, needKey } from "../../../dsl/types/known.ts";
import { library } from "../../../runtime/library.ts";
import { counted } from "../counted.ts";
import { factsOf } from "../modules.ts";
import { sourceOf, told } from "../small.ts";
import { facts, words } from "./small.ts";

const LIB = `
  let most = 40
  param shortest = 20
  data qa = csv("qa.csv")
  model tiny = onnx("tiny") { max_tokens: 10 }
  fn cut(x: Text, n: Int = shortest) -> Text = x |> pack(n, tokenizer: tiny)
  prompt ask1(context: Text, question: Text = "one two") { user """Read: {{ context }} Then say: {{ question }} """ }
`;

/** The facts of the small program, for its files as seen from `lib.strux` too. */
function across(files: { readonly [path: string]: string }): Facts {
  const from = Object.keys(files);
  const seen = <F>(known: { readonly [key: string]: F } = {}): { readonly [key: string]: F } =>
    Object.fromEntries(
      Object.entries(known).flatMap(([key, fact]) => [
        [key, fact] as const,
        ...from.map((file) => [`${key}@${file}`, fact] as const),
      ]),
    );
  return { ...factsOf(files), columns: seen(facts.columns), models: seen(facts.models) };
}

const made = (program: string, lib = LIB) => {
  const files = { "lib.strux": lib };
  return counted(sourceOf(program), library, across(files));
};
const summed = (program: string, lib = LIB): string[] =>
  made(program, lib).budgets.map(
    ({ run, parts, total, window }) =>
      `${run}: ${parts.map(({ tokens, name }) => `${tokens ?? "?"} ${name}`).join(" + ")} = ${total ?? "?"} of ${window}`,
  );
const said = (program: string, lib = LIB): string[] => {
  const all = made(program, lib);
  return told(all.source, all);
};

test("an imported prompt, model and table count as those of the program, by name and under an alias", () => {
  const expected = ["r: 30 context + 3 question + 5 fixed text + 10 output = 48 of 100"];
  expect(
    summed(`use { ask1, tiny, qa } from "lib.strux"
      run r over qa { ask ask1(.context |> pack(30), .question) with tiny }`),
  ).toEqual(expected);
  expect(
    summed(`use "lib.strux" as lib
      run r over lib.qa { ask lib.ask1(.context |> pack(30), .question) with lib.tiny }`),
  ).toEqual(expected);
});

test("E301 stands at the number of the program that is too large for the imported prompt", () => {
  expect(
    said(`use "lib.strux" as lib
run r over lib.qa vary n in [50, 90] { ask lib.ask1(.context |> pack(n)) with lib.tiny }`),
  ).toEqual([
    "E301 1:2:34 prompt 'ask1' can need 90 (context) + 7 (fixed text) + 10 (output) = 107 tokens, but 'tiny' has a window of 100 (axis n = 90)",
  ]);
});

test("names that a used file has itself mean there what they mean in it: defaults, lets, parameters, functions", () => {
  expect(
    summed(`use "lib.strux" as lib
      let shortest = 70
      run r over lib.qa { ask lib.ask1(.context |> pack(lib.most + 1)) with lib.tiny }
      run s over lib.qa { ask lib.ask1(lib.cut(.context)) with lib.tiny }
      run t over lib.qa { ask lib.ask1(.context |> pack(lib.tiny.window - 60)) with lib.tiny }`),
  ).toEqual([
    "r: 41 context + 7 fixed text + 10 output = 58 of 100",
    "s: 20 context + 7 fixed text + 10 output = 37 of 100",
    "t: 40 context + 7 fixed text + 10 output = 57 of 100",
  ]);
});

test("a prompt that is too long by itself is told in the file that holds it", () => {
  const lib = `prompt long() { max_tokens: 10 user """${words(120)}""" }`;
  expect(
    said(
      `use { long } from "lib.strux"
data qa = csv("qa.csv")
model tiny = onnx("tiny")
run r over qa { ask long() with tiny }`,
      lib,
    ),
  ).toEqual([
    "E301 2:1:29 prompt 'long' can need 122 (fixed text) + 10 (output) = 132 tokens, but 'tiny' has a window of 100",
  ]);
});

test("a run of a used file is weighed where it is wanted, and its columns are followed; what nobody wants is not", () => {
  const lib = `${LIB}
run first over qa { ask ask1(.context |> pack(95)) with tiny }
run second over qa { ask ask1(.context |> pack(96)) with tiny }`;
  expect(said(`use { first, second } from "lib.strux"\nshow first`, lib)).toEqual([
    "E301 2:9:47 prompt 'ask1' can need 95 (context) + 7 (fixed text) + 10 (output) = 112 tokens, but 'tiny' has a window of 100",
    "E301 2:10:48 prompt 'ask1' can need 96 (context) + 7 (fixed text) + 10 (output) = 113 tokens, but 'tiny' has a window of 100",
  ]);
  expect(said("let n = 1", lib)).toEqual([]);
  const healthy = lib.replaceAll(/9[56]/g, "30");
  expect(
    summed(
      `use "lib.strux" as lib
      run r over lib.first |> rename(said: .output) |> select(.said, .question) { ask lib.ask1(.said, .question) with lib.tiny }`,
      healthy,
    ),
  ).toContainEqual("r: 10 context + 3 question + 5 fixed text + 10 output = 28 of 100");
});

test("W201 proposes a limit in words of the file that it stands in", () => {
  const program = `use "lib.strux" as lib
data noted = lib.qa |> derive(note: .context)
run r over noted { ask lib.ask1(.note, .question) with lib.tiny }`;
  const all = made(program);
  const [hole] = all.diagnostics;
  expect(hole?.fixes.map(({ title }) => title)).toEqual(["add |> pack(82, tokenizer: lib.tiny) to .context"]);
  expect(said(edited(all.source, hole?.fixes ?? []).cells[0]?.text ?? "")).toEqual([]);
  const apart = `use "lib.strux" as lib
model mine = onnx("tiny") { max_tokens: 10 }
run r over lib.noted { ask lib.ask1(.note, .question) with mine }`;
  const [there] = made(apart, `${LIB}\ndata noted = qa |> derive(note: .context)`).diagnostics;
  expect(there?.code).toBe("W201");
  expect(there?.fixes).toEqual([]);
});

test("columns of files that only a used file reads are asked for from that file", () => {
  const files = {
    "lib.strux": `prompt p() { shots 2 from csv("more.csv") { user """{{ .x }}""" } user """y""" }`,
  };
  const all = counted(
    sourceOf(
      `use { p } from "lib.strux"\ndata qa = csv("qa.csv")\nmodel tiny = onnx("tiny")\nrun r over qa { ask p() with tiny }`,
    ),
    library,
    across(files),
  );
  expect(all.needs).toContainEqual(
    expect.objectContaining({ key: needKey("csv", { path: "more.csv" }, "lib.strux"), file: "lib.strux" }),
  );
});
