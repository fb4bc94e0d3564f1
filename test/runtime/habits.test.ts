// Names from other languages: none is a name here, and what the hint says to write is a sound expression.
import { expect, test } from "vitest";
import { habits } from "../../runtime/habits.ts";
import { library } from "../../runtime/library.ts";
import { planned } from "./program.ts";

const rows = `data rows = table([{ id: "1", topic: "x", text: "a b", words: ["a", "b"], score: 0.5, length: 3 }])
data notes = table([{ id: "1", note: "n" }])`;

test.each(habits.map(({ write }) => write))("%s", (write) => {
  const takesRows = /^\w+\([^"[]*\.\w|^(slice|sample|random)/.test(write);
  const it = write.startsWith("show ")
    ? write
    : takesRows
      ? `data it = rows |> ${write}`
      : `let it = ${write}`;
  expect(() => planned([rows, it])).not.toThrow();
});

test("a name from elsewhere is no operator, and stands once", () => {
  const operators = Object.keys(library.operators);
  const names = habits.flatMap(({ names }) => names.split(" "));
  expect(new Set(names).size).toBe(names.length);
  expect(names.filter((name) => operators.includes(name))).toEqual([]);
});
