// The pages: every program in them compiles, every link leads somewhere, what follows from the code is up to date.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { root } from "../bin/build.mjs";
import { catalogue } from "../dsl/tell/messages.ts";
import type { Cell } from "../dsl/source.ts";
import { amiss, entries, metricsPage } from "../docs/metrics/page.ts";
import * as contexts from "../docs/operators/page.ts";
import { signatureOf } from "../docs/entries.ts";
import { errorPage, libraryPage, planned } from "../docs/reference.ts";
import { answering } from "../runtime/facts.ts";
import { nodeFiles } from "../runtime/files-node.ts";
import { startRunner } from "../runtime/model/index.ts";
import { prepare } from "../runtime/prepare.ts";
import { operators } from "../runtime/registry.ts";
import { list } from "./project/sources.ts";
import { encoderDir } from "./runtime/model/encoder.ts";
import { folder } from "./runtime/model/help.ts";
import { ran } from "./runtime/program.ts";

const runner = startRunner();
afterAll(() => runner.close());

const read = (path: string): string => readFileSync(join(root, path), "utf8");
const pagesIn = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md") && !name.includes("node_modules"))
    .map((name) => join(folder, name));
const programs = ["README.md", ...pagesIn("docs"), "notebooks/README.md", "models/strux-nano/README.md"];
const pages = [
  "README.md",
  "ARCHITECTURE.md",
  ...pagesIn("docs"),
  ...pagesIn("notebooks"),
  ...pagesIn("models"),
];

/** A fenced program: ```strux, then nothing, `alone`, `made` (run with models of the test), `parameters` or `error CODE`. */
interface Block {
  readonly cell: Cell;
  readonly how: string;
}

function blocks(page: string): Block[] {
  const text = read(page);
  return [...text.matchAll(/^```strux[ \t]*(.*)\n([^]*?)^```$/gm)].map((found) => {
    const how = found[1] ?? "";
    const line = text.slice(0, found.index).split("\n").length + 1;
    const label = `${page}:${line}`;
    const cell = { id: label, label, text: found[2] ?? "", ...(how === "parameters" && { tags: [how] }) };
    return { cell, how };
  });
}

/** `code at line` of what is said about the cells, or about the last one alone. */
async function said(cells: readonly Cell[], last: boolean): Promise<string[]> {
  const files = nodeFiles({ folder: join(root, "notebooks"), env: {} });
  const { diagnostics } = await prepare({ cells }, answering(files, runner));
  return diagnostics
    .filter(({ span }) => !last || span.cell === cells.length - 1)
    .map(({ code, message, span }) =>
      last ? code : `${cells[span.cell]?.label ?? ""} offset ${span.start}: ${code} ${message}`,
    );
}

/** The blocks of a page that are one program, cell after cell. */
const together = (page: string): Cell[] =>
  blocks(page)
    .filter(({ how }) => how === "" || how === "parameters")
    .map(({ cell }) => cell);

test.each(programs.filter((page) => blocks(page).length > 0))("the programs of %s compile", async (page) => {
  const known = ["", "alone", "made", "parameters"];
  const all = blocks(page);
  expect(
    all.map(({ how }) => how).filter((how) => !known.includes(how) && !/^error [EWI]\d{3}$/.test(how)),
  ).toEqual([]);
  expect(await said(together(page), false)).toEqual([]);
  const alone = all.filter(({ how }) => how === "alone");
  expect((await Promise.all(alone.map(({ cell }) => said([cell], false)))).flat()).toEqual([]);
});

const wrong = programs.flatMap((page) =>
  blocks(page)
    .filter(({ how }) => how.startsWith("error "))
    .map(({ cell, how }) => ({ at: cell.label, cell, page, code: how.slice("error ".length) })),
);
test.each(wrong)("$at gives $code and nothing else", async ({ cell, page, code }) => {
  expect(await said([...together(page), cell], true)).toEqual([code]);
});

/** The anchors of a page, as GitHub makes them of its headings. */
const anchors = (text: string): Set<string> =>
  new Set(
    [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}_\- ]/gu, "")
        .replaceAll(" ", "-"),
    ),
  );

test.each(pages)("the links of %s lead somewhere", (page) => {
  const text = read(page).replaceAll(/^```[^]*?^```$/gm, "");
  const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) => target);
  const broken = links.filter((link) => {
    if (/^[a-z]+:/.test(link)) return false;
    const [path = "", anchor] = link.split("#");
    const target = path === "" ? page : join(dirname(page), path);
    return !existsSync(join(root, target)) || (anchor !== undefined && !anchors(read(target)).has(anchor));
  });
  expect(broken).toEqual([]);
});

test("the pages that follow from the code are up to date (else: npx vitest run test/docs.test.ts -u)", async () => {
  await expect(libraryPage()).toMatchFileSnapshot(join(root, "docs", "library.md"));
  await expect(errorPage()).toMatchFileSnapshot(join(root, "docs", "errors.md"));
  await expect(metricsPage()).toMatchFileSnapshot(join(root, "docs", "metrics.md"));
});

test("every metric is in the page of metrics, with words for each of its variants", () => {
  const named = entries.map(({ name }) => name);
  const metrics = operators
    .filter(({ signature }) => signature.metric)
    .map(({ signature }) => signature.name);
  expect(metrics.filter((name) => !named.includes(name))).toEqual([]);
  expect(entries.flatMap((entry) => amiss(entry).map((word) => `${entry.name}: ${word}`))).toEqual([]);
});

test.each(entries)("the example of $name gives what the page says", async ({ example, gives }) => {
  const { shown, failed } = await ran(`show ${example}`);
  expect(failed).toEqual([]);
  expect(shown.join("\n")).toBe(gives);
});

test("every operator on contexts and texts is in its page, with words that its options have", () => {
  const named = contexts.entries.map(({ name }) => name);
  const all = operators.map(({ signature }) => signature).filter(contexts.belongs);
  expect(all.map(({ name }) => name).filter((name) => !named.includes(name))).toEqual([]);
  expect(contexts.entries.map(signatureOf).filter((one) => !contexts.belongs(one))).toEqual([]);
  expect(
    contexts.entries.flatMap((entry) => contexts.amiss(entry).map((word) => `${entry.name}: ${word}`)),
  ).toEqual([]);
});

test(
  "the page of operators is up to date: what its examples print stands there",
  { timeout: 120_000 },
  async () => {
    const place = folder();
    encoderDir("score", { at: join(place, "reranker") });
    encoderDir("classes", { at: join(place, "classifier"), labels: ["good", "bad"] });
    encoderDir("labels", { at: join(place, "labeller"), labels: ["PLACE", "NAME", "TIME"] });
    encoderDir("fill", { at: join(place, "filler") });
    encoderDir("span", { at: join(place, "pointer") });
    encoderDir("prune", { at: join(place, "pruner"), labels: ["O", "keep"] });
    const deps = { runner, files: nodeFiles({ folder: place, env: {} }) };
    const gives = new Map<string, string>();
    for (const { name, example } of contexts.entries) {
      const { shown, failed } = await ran(example, { deps });
      expect({ name, failed }).toEqual({ name, failed: [] });
      gives.set(name, shown.join("\n"));
    }
    await expect(contexts.operatorsPage(gives)).toMatchFileSnapshot(join(root, "docs", "operators.md"));
  },
);

test("every operator is in the library page, with words for each argument", () => {
  const page = libraryPage();
  expect(page).not.toContain("undefined");
  expect(page.match(/^### /gm)?.length).toBe(page.match(/^Result: /gm)?.length);
});

test("every code that the sources name is in the page of codes", () => {
  const used = ["dsl", "runtime", "kernel", "cli"]
    .flatMap(list)
    .flatMap((path) => read(path).match(/"[EW]\d{3}"/g) ?? []);
  const page = errorPage();
  expect([...new Set(used)].filter((code) => !page.includes(`| ${code.slice(1, -1)} |`))).toEqual([]);
  // an open parameter never shows as code
  expect(page).not.toMatch(/\[object|undefined|\) =>/);
  expect(Object.keys(catalogue).length).toBeGreaterThan(40);
});

test("the page of the language names everything that is not built", () => {
  const page = read("docs/language.md");
  const named = (name: string): boolean => new RegExp(`\`[^\`]*\\b${name}\\b[^\`]*\``).test(page);
  expect([...planned.operators, ...planned.properties].filter((name) => !named(name))).toEqual([]);
});
