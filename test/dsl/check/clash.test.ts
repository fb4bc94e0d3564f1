// Settings that do not go together, from wherever they come: told while checking, at the nearest of them.
import { expect, test } from "vitest";
import { compile } from "../../../dsl/compile.ts";
import { library } from "../../../runtime/library.ts";
import { sourceOf, told } from "../small.ts";

const rows = `data qa = table([{ id: 1, question: "a" }, { id: 2, question: "c" }])
model plain = onnx("x") on cpu { max_tokens: 4 }
model warm = onnx("x") on cpu { max_tokens: 4, temperature: 0.7 }
model wide = onnx("x") on cpu { max_tokens: 4, beams: 4 }
model far = http("http://localhost:1/v1", name: "m") { max_tokens: 4 }
prompt p(text: Text) -> Text { user """{{ text }}""" }
model drawn = onnx("x") on cpu { max_tokens: 4, temperature: 0.7, top_p: 0.9 }
let greedy = 0
prompt held(text: Text) -> Text { user """{{ text }}""" choices: ["a", "b"] }
param n: Int = 4\n`;
const said = (program: string): string[] => {
  const source = sourceOf(rows, program);
  return told(source, compile(source, library))
    .filter((line) => !line.startsWith("I"))
    .map((line) => line.replace(/ 2:(?=\d)/, " "));
};
const asks = (ask: string, run = ""): string[] => said(`run r over qa ${run} { ask ${ask} }`);

test("beams go with greedy answers that are free", () => {
  expect(asks("p(.question) with plain { beams: 4 }")).toEqual([]);
  expect(asks("p(.question) with wide { length_penalty: 0.6, early_stopping: true }")).toEqual([]);
  expect(asks('p(.question) with wide { early_stopping: "never" }')).toEqual([]);
  expect(asks("held(.question) with plain { beams: 1 }")).toEqual([]);
});

test("the nearest setting counts: what is put right nearer is no clash", () => {
  expect(asks("p(.question) with warm { beams: 4 }")).toEqual([
    "E313 1:47 'beams' does not go together with 'temperature'",
  ]);
  expect(asks("p(.question) with warm { beams: 4, temperature: 0 }")).toEqual([]);
  expect(asks("p(.question) with wide { temperature: 0.5 }")).toEqual([
    "E313 1:47 'beams' does not go together with 'temperature'",
  ]);
  expect(asks("held(.question) with wide")).toEqual([
    "E313 1:43 'beams' does not go together with 'choices'",
  ]);
  expect(said("run r over qa { ask p(.question) with plain temperature: 0.5 beams: 2 }")).toEqual([
    "E313 1:62 'beams' does not go together with 'temperature'",
  ]);
});

test("each model and each prompt of an axis is looked at", () => {
  const arms = "vary m in [plain, warm]";
  expect(asks("p(.question) with m { beams: 2 }", arms)).toEqual([
    "E313 1:67 'beams' does not go together with 'temperature'",
  ]);
  expect(asks("p(.question) with m { beams: 2, temperature: 0 }", arms)).toEqual([]);
  expect(asks("x with wide", "vary x in { a: p(.question), b: held(.question) }")).toHaveLength(1);
  expect(asks("p(.question) with plain { beams: k, json: true }", "vary k in [1, 2]")).toEqual([]);
});

test("what does nothing without beams, and what servers have no word for", () => {
  expect(asks("p(.question) with plain { early_stopping: true }")).toEqual([
    "E313 1:48 'early_stopping' does nothing without 'beams'",
  ]);
  expect(asks("p(.question) with far { beams: 2 }")).toEqual([
    "E313 1:46 'beams' does not go together with 'http'",
  ]);
});

test("what says among which tokens is drawn does nothing at temperature 0, which is the default", () => {
  const idle = (at: string, name: string): string => `E313 ${at} '${name}' does nothing at temperature 0`;
  expect(asks("p(.question) with plain { top_k: 3, top_p: 0.9, min_p: 0.1 }")).toEqual([
    idle("1:48", "top_k"),
    idle("1:58", "top_p"),
    idle("1:70", "min_p"),
  ]);
  expect(asks("p(.question) with plain { top_p: k }", "vary k in [0.5, 0.9]")).toEqual([
    idle("1:68", "top_p"),
  ]);
  expect(asks("p(.question) with warm { top_p: 0.9 }")).toEqual([]);
  expect(asks("p(.question) with warm { temperature: 0, top_p: 0.9 }")).toEqual([idle("1:63", "top_p")]);
  expect(asks("p(.question) with warm { temperature: greedy, top_p: 0.9 }")).toHaveLength(1);
  // each changes nothing
  expect(asks("p(.question) with plain { top_p: 1, min_p: 0 }")).toEqual([]);
});

test("a greedy arm beside draws is no clash: a temperature that is nearer, or that a sweep goes through", () => {
  expect(asks("p(.question) with drawn { temperature: 0 }")).toEqual([]);
  expect(asks("p(.question) with plain { temperature: t, top_p: 0.9 }", "vary t in [0, 0.7]")).toEqual([]);
  expect(asks("p(.question) with plain { temperature: t, top_p: 0.9 }", "vary t in [0]")).toHaveLength(1);
});

test("all clashes are told at once, each at its setting", () => {
  const served = asks(
    'p(.question) with far { logprobs: 2, top_k: 3, min_p: 0.1, json: false, choices: ["a"] }',
  );
  expect(served).toEqual([
    "E313 1:46 'logprobs' does not go together with 'http'",
    "E313 1:59 'top_k' does not go together with 'http'",
    "E313 1:69 'min_p' does not go together with 'http'",
    "E313 1:94 'choices' does not go together with 'http'",
  ]);
  expect(asks("p(.question) with warm { beams: 4, logprobs: 2 }")).toEqual([
    "E313 1:47 'beams' does not go together with 'temperature'",
    "E313 1:57 'beams' does not go together with 'logprobs'",
  ]);
});

test("an answer is held to one form", () => {
  expect(asks('held(.question) with plain { json: true, grammar: "root ::= \\"a\\"" }')).toEqual([
    "E313 1:51 'json' does not go together with 'choices'",
    "E313 1:63 'grammar' does not go together with 'choices'",
  ]);
  expect(asks("held(.question) with plain { json: false }")).toEqual([]);
});

test.each([
  ["choices: []", "'choices' cannot be []"],
  ['choices: ["yes", ""]', '\'choices\' cannot be ["yes",""]'],
  ['choices: ["yes", " no"]', '\'choices\' cannot be ["yes"," no"]'],
  ['choices: [" no"], choose: "raw"', "'choices' cannot be [\" no\"]"],
  ['grammar: "word ::= \\"a\\""', '\'grammar\' cannot be "word ::= \\\\"a\\\\""'],
  ['given: ""', "'given' cannot be \"\""],
  ['stop: [""]', "'stop' cannot be [\"\"]"],
])("{ %s } is told where it is written out", (props, message) => {
  const found = asks(`p(.question) with plain { ${props} }`);
  expect(found.map((line) => line.replace(/^E217 \S+ /, "").replaceAll("\\\\", "\\"))).toEqual([
    message.replaceAll("\\\\", "\\"),
  ]);
});

test("a choice may begin with white space where it is weighed, and what parts it from the prompt is said", () => {
  expect(asks('p(.question) with plain { choices: [" no"], choose: "raw", delimiter: "" }')).toEqual([]);
});

test("overlap is of a text that is alone", () => {
  const silent = 'prompt silent() { user """""" }\nprompt says(text: Text) { user """Q: {{ text }}""" }\n';
  const of = (ask: string): string[] => said(`${silent}run r over qa { ask ${ask} }`);
  expect(of("silent() with plain { given: .question, overlap: 2 }")).toEqual([]);
  expect(of("says(.question) with plain { given: .question, overlap: 2 }")).toEqual([
    "E309 3:68 'overlap' changes nothing behind a prompt that says something: prompt 'says'",
  ]);
  // it may hold nothing
  expect(of("p(.question) with plain { given: .question, overlap: 2 }")).toEqual([]);
  expect(of('silent() with plain { given: .question, prefix: "A:", overlap: 2 }')).toHaveLength(1);
});

test("a choice that the prompt cannot return is told, also where one is chosen", () => {
  const words = 'prompt sure(text: Text) -> "yes" | "no" { user """{{ text }}""" }\n';
  const of = (choices: string, type = '"yes" | "no"'): string[] =>
    said(
      `${words.replace('"yes" | "no"', type)}run r over qa { ask sure(.question) with plain { ${choices} } }`,
    );
  expect(of('choices: ["maybe"]')).toEqual([
    `E314 2:50 "maybe" of 'choices' cannot be read as "yes" | "no", which prompt 'sure' returns`,
  ]);
  expect(of('choices: ["yes", "maybe"], choose: "raw"')).toHaveLength(1);
  expect(of('choices: ["no"]')).toEqual([]);
  expect(of('choices: ["1", "2.5"]', "Int")).toHaveLength(1);
  expect(of('choices: ["1", "2.5"]', "Num")).toEqual([]);
});

test("values have their types and ranges", () => {
  expect(asks("p(.question) with plain { beams: 0 }")).toEqual(["E216 1:55 'beams' is out of its range: 0"]);
  expect(asks("p(.question) with plain { beams: 1000 }")).toEqual([
    "E216 1:55 'beams' is out of its range: 1000",
  ]);
  expect(asks("p(.question) with plain { beams: 2.5 }")).toHaveLength(1);
  expect(asks('p(.question) with wide { early_stopping: "soon" }')).toHaveLength(1);
});
