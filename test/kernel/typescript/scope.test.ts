// The names that cells share: looked up when they are used, set where they were declared, and values of the program for reading alone.
import { expect, test } from "vitest";
import { type Owner, scope } from "../../../kernel/typescript/scope.ts";

/** A cell that declares `let count`. */
function counting(start: number): Owner {
  const made = { count: start };
  return { exports: made, setters: new Map([["count", (value: unknown) => (made.count = value as number)]]) };
}

test("a name is of the cell that declared it last, as it is now", () => {
  const { proxy, own } = scope();
  const [first, second] = [counting(1), counting(10)];
  own("count", first);
  Reflect.set(proxy, "count", 2);
  expect([Reflect.get(proxy, "count"), first.exports["count"]]).toEqual([2, 2]);
  own("count", second);
  expect(Reflect.get(proxy, "count")).toBe(10);
  expect("other" in proxy).toBe(false);
});

test("values of the program are there until a cell declares their name, and nobody may set them", () => {
  const { proxy, offer, own } = scope();
  offer(new Map([["count", 5]]));
  offer(new Map([["count", 6]]));
  expect(["count" in proxy, Reflect.get(proxy, "count")]).toEqual([true, 6]);
  expect(() => Reflect.set(proxy, "count", 7)).toThrow("'count' cannot be assigned to: it is a constant");
  own("count", counting(1));
  expect(Reflect.get(proxy, "count")).toBe(1);
});

test("symbols, by which a `with` asks for exceptions, are nobody's names", () => {
  const { proxy, offer } = scope();
  offer(new Map([["Symbol(Symbol.unscopables)", 1]]));
  expect([Symbol.unscopables in proxy, Reflect.get(proxy, Symbol.unscopables)]).toEqual([false, undefined]);
  expect(() => Reflect.set(proxy, Symbol("s"), 1)).toThrow(TypeError);
});
