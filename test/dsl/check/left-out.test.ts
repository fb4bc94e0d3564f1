// What rests on something broken or absent is left out, and each is told the first cause, however many names lie between.
import { expect, test } from "vitest";
import { wrongWith } from "../modules.ts";
import { wrong, wrongIn } from "../small.ts";

test("the first cause is named, and the name that leads to it", () => {
  expect(wrong`
    let a = nope
    let b = a
    let c = b
    show c`).toEqual([
    "E101 1:9 unknown name 'nope'",
    "W112 2:1 'b' is left out: it rests on 'a', which has an error",
    "W112 3:1 'c' is left out: it rests through 'b' on 'a', which has an error",
    "W112 4:1 this statement is left out: it rests through 'c' on 'a', which has an error",
  ]);
});

test("a statement with an error of its own is a cause itself", () => {
  expect(wrong`
    let a = nope
    let b = [a, nothing]
    let c = b`).toEqual([
    "E101 1:9 unknown name 'nope'",
    "E101 2:13 unknown name 'nothing'",
    "W112 3:1 'c' is left out: it rests on 'b', which has an error",
  ]);
});

test("members of a circle are causes", () => {
  expect(
    wrong`
    let a = b
    let b = a
    let c = b
    let d = c`.slice(1),
  ).toEqual([
    "W112 3:1 'c' is left out: it rests on 'b', which has an error",
    "W112 4:1 'd' is left out: it rests through 'c' on 'b', which has an error",
  ]);
});

test("names that are local to a cell are told without it", () => {
  expect(wrongIn("let _a = nope\nlet b = _a\nlet c = b").slice(1)).toEqual([
    "W112 2:1 'b' is left out: it rests on '_a', which has an error",
    "W112 3:1 'c' is left out: it rests through 'b' on '_a', which has an error",
  ]);
});

test("across files the cause is the name that was taken; what is behind it is told in its file", () => {
  const files = { "lib.strux": "let a = nope\nlet b = a" };
  expect(wrongWith(files, 'use { b } from "lib.strux"\nlet c = b\nlet d = c')).toEqual([
    "W120 1:1:16 what 'lib.strux' brings in has errors: 'b'",
    "W112 1:2:1 'c' is left out: it rests on 'b', which has an error",
    "W112 1:3:1 'd' is left out: it rests through 'c' on 'b', which has an error",
    "E101 2:1:9 unknown name 'nope'",
    "W112 2:2:1 'b' is left out: it rests on 'a', which has an error",
  ]);
});

test("what rests on a set that is not at hand is skipped for the same reason", () => {
  expect(wrong`
    data gone = csv("gone.csv")
    data some = gone |> where(true)
    show some`).toEqual([
    "W110 1:17 dataset 'gone' is not at hand",
    "W111 2:1 'some' is skipped, because 'gone' is",
    "W111 3:1 this statement is skipped, because 'gone' is, on which it rests through 'some'",
  ]);
});
