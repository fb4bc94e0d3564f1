// Walking meets every node once, parents first; rewriting copies only what changes.
import { expect, test } from "vitest";
import { children, type Node } from "../../../dsl/syntax/ast.ts";
import { kids, rewrite, walk } from "../../../dsl/syntax/walk.ts";
import { parsed, show } from "../../help.ts";
import { program } from "../program.ts";

const { statements } = parsed(program);
const [statement] = parsed("let x = f(a, .b + 1) |> g(a)").statements;

test("parents come before their children, in source order", () => {
  const order: string[] = [];
  walk(statement!, (node) => void order.push(node.kind));
  expect(order.slice(0, 6)).toEqual(["LetDecl", "Name", "Pipe", "Call", "Name", "Arg"]);
});

test("false skips what is below", () => {
  const seen: string[] = [];
  walk(statement!, (node) => {
    seen.push(node.kind);
    return node.kind !== "Pipe";
  });
  expect(seen).toEqual(["LetDecl", "Name", "Pipe"]);
});

test("parents are told, outermost first", () => {
  const above: string[] = [];
  walk(statement!, (node, parents) => {
    if (node.kind === "Field") above.push(...parents.map(({ kind }) => kind));
  });
  expect(above).toEqual(["LetDecl", "Pipe", "Call", "Arg", "Binary"]);
});

test("rewrite changes every place, and keeps the identity of the rest", () => {
  const renamed = rewrite(statement!, (node) =>
    node.kind === "Name" && node.text === "a" ? { ...node, text: "z" } : node,
  );
  expect(show(renamed)).toBe("(let x (|> (f z (+ .b 1)) (g z)))");
  expect(show(statement!)).toBe("(let x (|> (f a (+ .b 1)) (g a)))");
  expect(rewrite(statement!, (node) => node)).toBe(statement);
});

const isNode = (value: unknown): boolean => typeof value === "object" && value !== null && "kind" in value;

test("the program has nodes of every kind but those of other cells, and the table misses no child", () => {
  const kinds = new Set<string>();
  const missed: string[] = [];
  const visit = (node: Node): void => {
    kinds.add(node.kind);
    const listed = new Set<unknown>(kids(node));
    const found = Object.values(node).flat().filter(isNode);
    if (found.some((each) => !listed.has(each))) missed.push(node.kind);
  };
  for (const each of statements) walk(each, visit);
  expect(missed).toEqual([]);
  const absent = Object.keys(children).filter((kind) => !kinds.has(kind));
  expect(absent.toSorted()).toEqual(["Assign", "Bare", "Missing", "Script"]);
});

test("children lie within their parents", () => {
  for (const each of statements) {
    walk(each, (node) => {
      for (const kid of kids(node)) {
        expect([node.span.start <= kid.span.start, kid.span.end <= node.span.end]).toEqual([true, true]);
      }
    });
  }
});
