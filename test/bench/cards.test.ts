// The tables of the models' cards: what is counted, that a quick run counts the first items of a full one, and that a difference fails.
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { asking, type Asking } from "../../bench/cards/asking.ts";
import { evaluate, type Kinds } from "../../bench/cards/cards.ts";
import { differ, shown, total } from "../../bench/cards/counts.ts";
import { readerTables } from "../../bench/cards/reader.ts";
import { differences, type Extent, measured, type Table } from "../../bench/cards/table.ts";
import { root } from "../../bin/build.mjs";
import { item } from "../../models/world/records/items.ts";
import { prompt, text } from "../../models/world/training.ts";
import { world } from "../../models/world/world.ts";
import { readTokens } from "../../models/train/tokens.ts";
import { nano, runnerEntry } from "../runtime/model/help.ts";

const place = mkdtempSync(join(tmpdir(), "strux-cards-"));
afterAll(() => rmSync(place, { recursive: true, force: true }));

/** Always the same answer, and what it was asked. */
function saying(text: string): Asking & { readonly prompts: string[] } {
  const prompts: string[] = [];
  return {
    prompts,
    async ask(asked) {
      prompts.push(...asked);
      return asked.map(() => ({ text, ended: true }));
    },
    close: async () => {},
  };
}

const named = (tables: readonly Table[], title: string): Table =>
  tables.find((table) => table.title === title)!;

test("shares have Wilson's interval, F1 is of hits, means are of sums", () => {
  expect(shown("share", { n: 100, correct: 97 })).toBe("0.970 (0.92-0.99)");
  expect(shown("f1", { n: 100, hit: 45, told: 50, gold: 50 })).toBe("0.900");
  expect(
    shown(
      "mean",
      total([
        { n: 1, sum: 0.63093 },
        { n: 1, sum: 1 },
      ]),
    ),
  ).toBe("0.815");
  expect(shown("share", { n: 0 })).toBe("no items");
});

test("one item of a few may differ, and 0.4 % of many", () => {
  expect(differ({ n: 100, correct: 98 }, { n: 100, correct: 97 }, 100)).toBe(false);
  expect(differ({ n: 100, correct: 99 }, { n: 100, correct: 97 }, 100)).toBe(true);
  expect(differ({ n: 1000, correct: 904 }, { n: 1000, correct: 900 }, 1000)).toBe(false);
  expect(differ({ n: 1000, correct: 905 }, { n: 1000, correct: 900 }, 1000)).toBe(true);
  // an item of 25 sentences: one document may go wrong
  expect(differ({ n: 500, correct: 475 }, { n: 500, correct: 500 }, 20)).toBe(false);
  expect(differ({ n: 500, correct: 474 }, { n: 500, correct: 500 }, 20)).toBe(true);
  expect(differ({ n: 100 }, { n: 100, correct: 100 }, 100)).toBe(true);
});

test("a reader that always says none hits every none and is right nowhere else", async () => {
  const tables = readerTables(saying(" none"));
  const found = await measured({ ...named(tables, "unanswerable"), quick: 5, full: 40 }, "full");
  for (const { full: cells = [] } of found.rows)
    for (const at of [0, 2]) {
      const [share, f1] = cells.slice(at, at + 2);
      expect(f1).toEqual({ n: 40, told: 40, hit: share!["correct"], gold: share!["correct"] });
    }
  const single = await measured({ ...named(tables, "single fact"), quick: 3 }, "quick");
  expect(single.rows.flatMap(({ quick }) => quick.map(({ correct }) => correct))).toEqual(
    Array.from({ length: 14 }, () => 0),
  );
});

test("a quick run counts the first items of a full one", async () => {
  const tables = readerTables(saying(" 3"));
  const few = { ...named(tables, "count"), quick: 12, full: 24 };
  const [quick, full] = [await measured(few, "quick"), await measured(few, "full")];
  expect(full.rows.map((row) => row.quick)).toEqual(quick.rows.map((row) => row.quick));
  expect(differences(quick, full, "quick")).toEqual([]);
  expect(quick.rows.some((row) => row.quick.some(({ correct = 0 }) => correct > 0))).toBe(true);
});

/** Tokens that no sentence has. */
const SENTENCE = 100;

test("needles are as long as is said, and structures have as many sentences", async () => {
  const { encoder } = readTokens();
  const asked = saying("");
  const tables = readerTables(asked);
  await measured({ ...named(tables, "needle at depth"), quick: 4 }, "quick");
  const lengths = asked.prompts.map(
    (prompt) => encoder.encode(prompt.slice(0, prompt.lastIndexOf("\nQuestion:"))).length,
  );
  for (const [at, length] of lengths.entries()) {
    const most = at < 20 ? 256 : 1024;
    expect(length).toBeLessThanOrEqual(most);
    expect(length).toBeGreaterThan(most - SENTENCE);
  }
  asked.prompts.length = 0;
  await measured({ ...named(tables, "structurize"), quick: 6 }, "quick");
  const sentences = asked.prompts.map((prompt) => prompt.match(/^- Sentence /gm)!.length);
  for (const [at, [from, to]] of [
    [12, 20],
    [21, 30],
    [31, 40],
  ].entries())
    for (const count of sentences.slice(6 * at, 6 * at + 6)) {
      expect(count).toBeGreaterThanOrEqual(from!);
      expect(count).toBeLessThanOrEqual(to!);
    }
});

test("a gold structure is parsed and exact; one aspect less is neither exact nor all sentences", async () => {
  const gold = (prompt: string, cut: boolean): string => {
    for (let at = 0; ; at++)
      for (const facts of [12 + (at % 9)]) {
        const one = item({ task: "structurize", facts, split: "test", seed: 2024 }, "card", at);
        if (!prompt.startsWith(`${one.numbered}\nQ`)) continue;
        const text = one.answers[0]!;
        return cut ? text.replace(/\n- AspectName(?![\s\S]*- AspectName)[\s\S]*(?=\n```)/, "") : text;
      }
  };
  for (const cut of [false, true]) {
    const tables = readerTables({
      ask: async (prompts) => prompts.map((prompt) => ({ text: ` ${gold(prompt, cut)}`, ended: true })),
      close: async () => {},
    });
    const { rows, ...rest } = named(tables, "structurize");
    const [found] = (await measured({ ...rest, quick: 5, rows: rows.slice(0, 1) }, "quick")).rows;
    const [parsed, exact, sentences] = found!.quick;
    expect([parsed, exact]).toMatchObject([{ correct: 5 }, { correct: cut ? 0 : 5 }]);
    expect(sentences!["correct"] === sentences!.n).toBe(!cut);
  }
});

test("a cell that differs fails, and so does a card that says something else", async () => {
  const dir = join(place, "model");
  cpSync(nano, dir, { recursive: true });
  const kinds: Kinds = {
    strux_nano: async () => ({
      tables: [{ ...named(readerTables(saying(" 3")), "count"), quick: 10, full: 20 }],
      close: async () => {},
    }),
  };
  const printed: string[] = [];
  const run = (extent: Extent, more: object = {}): Promise<string[]> =>
    evaluate(
      dir,
      { extent, only: [], write: false, entry: "", say: (text) => printed.push(text), ...more },
      kinds,
    );
  rmSync(join(dir, "evaluation.json"), { force: true });
  expect(await run("full")).toContainEqual("count: evaluation.json has no such table");
  expect(await run("full", { write: true })).toEqual([]);
  expect(await run("quick")).toEqual([]);
  expect(await run("full")).toEqual([]);
  expect(printed.at(-1)).toContain("| closed book | ");
  expect(readFileSync(join(dir, "README.md"), "utf8")).toContain(printed.at(-1)!.split("\n").at(2));
  expect(await run("quick", { only: ["counts"] })).toEqual(['no table "counts"; tables: count']);

  const file = join(dir, "evaluation.json");
  const stated = readFileSync(file, "utf8");
  writeFileSync(
    file,
    stated.replace(/"correct": (\d+)/, (_, count) => `"correct": ${Number(count) + 2}`),
  );
  const [odd, ...more] = await run("quick");
  expect(odd).toMatch(/^count, prose, 8 facts: \{"n":10,"correct":\d+\}, stated \{"n":10,"correct":\d+\}$/);
  expect(more).toEqual([]);

  writeFileSync(file, stated);
  const readme = join(dir, "README.md");
  writeFileSync(readme, readFileSync(readme, "utf8").replace("parameters; trained", "parameters. Trained"));
  expect(await run("quick")).toEqual(["README.md is not what evaluation.json says: models:eval --write"]);
});

test("answers come from the runner, in the order of the prompts", async () => {
  const rows = world({ n: 9, facts: 8, split: "test", seed: 3 });
  const { ask, close } = await asking(nano, await runnerEntry());
  try {
    const asked = rows.map((row) => prompt(text(row, "list"), row.question));
    const answers = await ask(asked, 12);
    expect(answers).toEqual(
      rows.map((row) => ({ text: expect.stringContaining(row.answers[0]!), ended: true })),
    );
    expect((await ask(asked.slice(0, 1), 1))[0]).toMatchObject({ ended: false });
  } finally {
    await close();
  }
});

test("to write without naming a model is refused", () => {
  const { status, stderr } = spawnSync(process.execPath, [join(root, "bin/cards.mjs"), "--write"], {
    cwd: root,
    encoding: "utf8",
  });
  expect(status).toBe(2);
  expect(stderr).toContain("usage: npm run models:eval");
});
