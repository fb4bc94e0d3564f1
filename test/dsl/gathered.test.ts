// What is told of a whole program: errors first, those of injected parameters before others, and what follows from one as one.
import { expect, test } from "vitest";
import { compile } from "../../dsl/compile.ts";
import { gathered } from "../../dsl/gathered.ts";
import { small } from "./small.ts";

function told(program: string, injected = ""): string[] {
  const parameters = { id: "p", label: "-p", text: injected, tags: ["injected-parameters"] };
  const cells = [{ id: "x", label: "x.strux", text: program }, ...(injected === "" ? [] : [parameters])];
  return gathered(compile({ cells }, small)).map(({ code, message }) => `${code} ${message}`);
}

test("the error of an injected value comes first, with all that rests on it behind it", () => {
  expect(told("param n: Int = 2\nlet a = n + 1\nlet b = a\nlet c = nope\nshow b", 'n = "abc"')).toEqual([
    "E204 parameter 'n' must be Int, got \"abc\"",
    "W112 'a', 'b' and x.strux:5:1 are left out: they rest on 'n', which has an error",
    "E101 unknown name 'nope'",
  ]);
});

test("one statement that is left out is told by itself; of many the first are named", () => {
  expect(told("let a = nope\nlet b = a")).toEqual([
    "E101 unknown name 'nope'",
    "W112 'b' is left out: it rests on 'a', which has an error",
  ]);
  const many = Array.from({ length: 14 }, (_, at) => `let b${at} = a`).join("\n");
  expect(told(`let a = nope\n${many}`)[1]).toMatch(
    /^W112 'b0', .*'b11' and 2 more are left out: they rest on 'a'/,
  );
});
