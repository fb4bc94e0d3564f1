// The page of what is verified: every test that it names is there under that title, and every published system has its section.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../bin/build.mjs";

const read = (path: string): string => readFileSync(join(root, path), "utf8");
const headings = (page: string): string[] =>
  [...read(page).matchAll(/^## (.*)$/gm)].map(([, name = ""]) => name);
const rows = [...read("docs/verified.md").matchAll(/^\| .* \| \[(.*)\]\((.*)\): (.*?) *\|$/gm)].map(
  ([, name = "", link = "", title = ""]) => ({ name, path: link.replace("../", ""), title }),
);

/** Whether a call of a test file has this title. */
const titled = (text: string, title: string): boolean =>
  text.replaceAll(/\(\s+"/g, '("').includes(`("${title}"`);

test("every row names a test that is there", () => {
  const tables = read("docs/verified.md").match(/^\| (?!what +\| test|-).*$/gm) ?? [];
  expect(rows).toHaveLength(tables.length);
  const wrong = rows.filter(
    ({ name, path, title }) =>
      path !== `test/${name}` || !existsSync(join(root, path)) || !titled(read(path), title),
  );
  expect(wrong).toEqual([]);
});

test("every published system has a section, with what is verified or why nothing is", () => {
  const named = headings("docs/verified.md");
  expect(headings("docs/systems.md").filter((name) => !named.includes(name))).toEqual([]);
  const bare = read("docs/verified.md")
    .split(/^## /m)
    .slice(1)
    .filter((section) => !section.includes("](../test/") && !section.includes("Not verified: "));
  expect(bare).toEqual([]);
});
