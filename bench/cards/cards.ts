// npm run models:eval: measures the tables of the models' cards anew, from the committed weights, and compares.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { asking } from "./asking.ts";
import { isCurrent, isMeasured, readEvaluation, writeCard } from "./card.ts";
import { embedderTables, embedding } from "./embedder.ts";
import { prunerTables, pruning } from "./pruner.ts";
import { readerTables } from "./reader.ts";
import { differences, type Extent, markdown, type Measured, measured, type Table } from "./table.ts";

const HELP = `usage: npm run models:eval -- [FOLDER...] [--full] [--only TITLE]... [--write]

Measures the tables of models that have an evaluation.json, or of those named, from their weights, on the CPU, and prints them.
Status 1 where a cell differs from evaluation.json by more than max(1, 0.4 %) of its items, or the card from evaluation.json.

--full   all items; without it the first of each cell, which are stated apart
--only   tables of this title
--write  all items; writes evaluation.json and the card of the models named; with --only the other tables stay as they are
`;

/** What is measured of a model, by the `model_type` of its config.json. */
const KINDS: Kinds = {
  async strux_reader(dir, entry) {
    const open = await asking(dir, entry);
    return { tables: readerTables(open), close: open.close };
  },
  async strux_embed(dir, entry) {
    const { embed, close } = await embedding(dir, entry);
    return { tables: embedderTables(embed), close };
  },
  async strux_prune(dir, entry) {
    const open = await pruning(dir, entry);
    return { tables: prunerTables(open), close: open.close };
  },
};

export type Kinds = { readonly [type: string]: (dir: string, entry: string) => Promise<Opened> };

interface Opened {
  readonly tables: readonly Table[];
  readonly close: () => Promise<void>;
}

interface How {
  readonly extent: Extent;
  readonly only: readonly string[];
  readonly write: boolean;
  /** The built runner. */
  readonly entry: string;
  /** Hears each table as soon as it is there. */
  readonly say: (text: string) => void;
}

const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** `root`: where models/ lies. */
export async function main(args: readonly string[], root: string): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      full: { type: "boolean", default: false },
      write: { type: "boolean", default: false },
      only: { type: "string", multiple: true, default: [] },
    },
  });
  const { write, only } = values;
  const dirs = positionals.length > 0 ? positionals : shipped(root);
  if (dirs.length === 0 || (write && positionals.length === 0)) {
    process.stderr.write(HELP);
    return 2;
  }
  const entry = join(root, "dist/runner.mjs");
  const problems: string[] = [];
  for (const dir of dirs) {
    const how = { extent: values.full || write ? "full" : "quick", only, write, entry, say } as const;
    for (const problem of await evaluate(dir, how, KINDS)) problems.push(`${dir}: ${problem}`);
  }
  say(problems.length === 0 ? "every cell is as stated" : problems.join("\n"));
  return problems.length === 0 ? 0 : 1;
}

const shipped = (root: string): string[] =>
  readdirSync(join(root, "models"))
    .map((name) => join("models", name))
    .filter((dir) => isMeasured(join(root, dir)));

/** What is not as the card says. */
export async function evaluate(dir: string, how: How, kinds: Kinds): Promise<string[]> {
  const { only, write, entry } = how;
  const { model_type: type } = JSON.parse(readFileSync(join(dir, "config.json"), "utf8")) as {
    readonly model_type?: string;
  };
  const open = kinds[type ?? ""];
  if (!open) return [`nothing is known to be measured of a model of type "${type}"`];
  const { tables, close } = await open(dir, entry);
  try {
    const odd = only.filter((title) => !tables.some((table) => table.title === title));
    if (odd.length > 0)
      return [`no table "${odd.join('", "')}"; tables: ${tables.map(({ title }) => title).join(", ")}`];
    const wanted = tables.filter(({ title }) => only.length === 0 || only.includes(title));
    if (!write) return await compared(dir, wanted, how);
    await written(dir, wanted, tables, how);
    return [];
  } finally {
    await close();
  }
}

/** The tables that are wanted anew, the others of the model as they were. */
async function written(
  dir: string,
  wanted: readonly Table[],
  all: readonly Table[],
  how: How,
): Promise<void> {
  const found: Measured[] = [];
  for (const table of wanted) found.push(await told(table, how));
  const known = [...found, ...readEvaluation(dir).tables];
  writeCard(dir, { tables: all.flatMap(({ title }) => known.find((one) => one.title === title) ?? []) });
}

async function compared(dir: string, tables: readonly Table[], how: How): Promise<string[]> {
  const { tables: stated } = readEvaluation(dir);
  const problems = isCurrent(dir) ? [] : ["README.md is not what evaluation.json says: models:eval --write"];
  for (const table of tables) {
    const found = await told(table, how);
    const own = stated.find(({ title }) => title === table.title);
    problems.push(...differences(found, own, how.extent));
  }
  return problems;
}

/** Measured and printed. */
async function told(table: Table, { extent, say }: How): Promise<Measured> {
  const start = performance.now();
  const found = await measured(table, extent);
  const seconds = Math.round((performance.now() - start) / 1000);
  say(`${markdown(found, extent).join("\n")}\n\n${table[extent]} items a cell, ${seconds} s\n`);
  return found;
}
