// What is said about budgets: why one was not checked, where a limit belongs, and fixes that leave nothing to say.
import { expect, test } from "vitest";
import { edited } from "../../../dsl/service/rename.ts";
import { library } from "../../../runtime/library.ts";
import { counted } from "../counted.ts";
import { sourceOf, told } from "../small.ts";
import { facts, program, said, start, words } from "./small.ts";

test("what is not known before the run is not checked, with the reason", () => {
  expect(said`
    let folder = "ti" + "ny"
    model found = onnx(folder) { max_tokens: 4 }
    run a over qa { ask ask1("x") with found }
    run b over qa { step n = len(.short) ask ask1("x") with tiny { max_tokens: .id } }
    prompt taught(k: Int) { shots k from qa { user """{{ .short }}""" assistant """x""" } user """y""" }
    run c over qa { ask taught(.id) with tiny }`).toEqual([
    "I201 2:15 the token budget of 'found' is not checked: its folder is not written out",
    "I203 4:76 this number is not known before the run, so the token budget leaves the answer out",
    "W201 5:25 'shots' has no token limit: how many demonstrations there are is not known before the run",
    "W304 6:12 run 'c' goes over 'qa', from which prompt 'taught' takes its demonstrations",
  ]);
});

test("a tokenizer that cannot be used is told once for its model", () => {
  const source = sourceOf(
    `${start}run a over qa { ask ask1("x") with tiny }\nrun b over qa { ask ask1("y") with tiny }`,
  );
  expect(told(source, counted(source, library, facts, "tiny"))).toEqual([
    "I201 2:14 the token budget of 'tiny' is not checked: the tokenizer of tiny took longer than 10 s",
  ]);
});

test("a prompt that only just fits says so: tokens may come on top where its texts meet", () => {
  const glued = (most: number) =>
    said`
      prompt glued(x: Text) { user """<{{ x }}>""" }
      run r over qa { ask glued(.context |> pack(${most})) with tiny }`;
  // 2 around the message, < and >, 10 for the answer
  expect(glued(87)).toEqual([expect.stringMatching(/^E301 /)]);
  expect(glued(86)).toEqual([
    "I202 2:21 prompt 'glued' fits the window of 'tiny' with 0 tokens to spare, and up to 2 may come on top where its texts meet",
  ]);
  expect(glued(84)).toEqual([]);
});

test("the limit is proposed where the text comes from, with the tokenizer where no run says it", () => {
  const made = program`
    data noted = qa |> derive(note: .context)
    run r over noted { ask ask1(.note, .question) with tiny }`;
  const [hole] = made.diagnostics;
  expect(hole?.fixes.map(({ title }) => title)).toEqual(["add |> pack(82, tokenizer: tiny) to .context"]);
  const mended = edited(made.source, hole?.fixes ?? []);
  expect(told(mended, counted(mended, library, facts))).toEqual([]);
});

test("the limit is what the fixed text and the answer leave; where they leave nothing, none is proposed", () => {
  const proposed = (fixed: number) =>
    program`
      prompt p(x: Text) { user """${words(fixed)} {{ x }}""" }
      run r over qa { ask p(.context) with tiny }`.diagnostics.map(({ code, fixes }) =>
      [code, ...fixes.map(({ text }) => text)].join(""),
    );
  expect(proposed(60)).toEqual(["W201 |> pack(28)"]);
  expect(proposed(87)).toEqual(["W201 |> pack(1)"]);
  expect(proposed(88)).toEqual(["W201"]);
  expect(proposed(89)).toEqual(["E301"]);
});
