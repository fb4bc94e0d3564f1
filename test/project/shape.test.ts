// The shape of the house: a report of sizes, and the few rules that are not a matter of taste.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../../bin/build.mjs";
import { type File, files, line, list, nodes } from "./sources.ts";

const CEILING = 300;
const house = files();

test("the report", () => {
  const rows = ["dsl", "runtime", "kernel", "cli", "models"].flatMap((layer) => {
    const sizes = house.filter((file) => file.layer === layer).map(lines);
    return sizes.length === 0
      ? []
      : [{ part: layer, files: sizes.length, ...spread(sizes), lines: sum(sizes) }];
  });
  console.table(rows);

  const file = spread(house.map(lines));
  const body = spread(house.flatMap(functionLines));
  const tests = sum(list("test").map((path) => text(path).split("\n").length));
  console.log(
    [
      `files: median ${file.median} (aim 100), p90 ${file.p90} (230), max ${file.max} (${CEILING})`,
      `functions: median ${body.median} (aim 8), p90 ${body.p90} (25), max ${body.max} (60)`,
      `test lines / source lines: ${(tests / sum(house.map(lines))).toFixed(2)} (aim 0.8-1.5)`,
    ].join("\n"),
  );
  expect(house.length).toBeGreaterThan(0);
});

test(`a file over ${CEILING} lines says why in its first line`, () => {
  const long = house.filter((file) => lines(file) > CEILING);
  expect(long.filter((file) => !/over 300 lines|generated/i.test(first(file.text))).map(told)).toEqual([]);
});

test("the first line of each file says its purpose", () => {
  const all = [...house.map((file) => file.path), ...list("test"), ...list("bench")];
  expect(all.filter((path) => !/^(\/\/ |\/\*\*? )\S/.test(first(text(path))))).toEqual([]);
});

test("no any, no silenced compiler, no open ends", () => {
  const any = house.flatMap((file) =>
    nodes(file.tree).flatMap((node) =>
      node.type === "TSAnyKeyword" ? [`${file.path}:${line(file, node)} any`] : [],
    ),
  );
  const open = house.flatMap((file) =>
    file.text.split("\n").flatMap((text, i) => {
      const word = text.match(/@ts-(?:ignore|nocheck)|\b(?:TODO|FIXME|XXX)\b/)?.[0];
      return word ? [`${file.path}:${i + 1} ${word}`] : [];
    }),
  );
  expect([...any, ...open]).toEqual([]);
});

test("no drawer for odds and ends", () => {
  const drawers = ["src", "lib", "utils", "common", "misc", "helpers"];
  expect(drawers.filter((name) => existsSync(join(root, name)))).toEqual([]);
  const parts = (path: string): string[] => path.replace(/\.ts$/, "").split("/");
  expect(house.filter((file) => parts(file.path).some((part) => drawers.includes(part))).map(told)).toEqual(
    [],
  );
});

function text(path: string): string {
  return readFileSync(join(root, path), "utf8");
}

function first(source: string): string {
  return source.slice(0, source.indexOf("\n"));
}

function lines(file: File): number {
  return file.text.split("\n").length - 1;
}

function told(file: File): string {
  return `${file.path} (${lines(file)} lines)`;
}

function functionLines(file: File): number[] {
  return nodes(file.tree)
    .filter((node) => /^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(node.type))
    .map((node) => file.text.slice(node.start, node.end).split("\n").length);
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}

function spread(values: readonly number[]): { median: number; p90: number; max: number } {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { median: at(0.5), p90: at(0.9), max: sorted.at(-1) ?? 0 };
}
