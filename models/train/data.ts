// The world of records as files for training and for judging: `node models/data.mjs`. Same arguments, same bytes.
import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { chances } from "../world/records/chances.ts";
import { sets } from "../world/records/sets.ts";
import * as tokens from "../world/records/tokenizer.ts";
import { serve } from "./serve.ts";
import { FOLDER, readTokens } from "./tokens.ts";

const HELP = `usage: node models/data.mjs tokenizer
       node models/data.mjs export FOLDER [--documents 100] [--items 20] [--seed 1]
       node models/data.mjs chances [--items 1000] [--seed 1]
       node models/data.mjs stream

tokenizer  makes ${FOLDER}/tokenizer.json from the training split
export     writes train/ and test/ as JSON lines, and manifest.json with their digests:
           --documents of each view and number of facts, --items of each cell
chances    prints what can be had without reading, as a table
stream     answers the trainer's requests, one a line
`;
const FACTS = 16;

export async function main(given: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...given],
    allowPositionals: true,
    options: { documents: { type: "string" }, items: { type: "string" }, seed: { type: "string" } },
  });
  const [command, folder] = positionals;
  const seed = whole(values.seed, 1);
  if (command === "tokenizer") learn();
  else if (command === "export" && folder !== undefined)
    save(folder, seed, whole(values.documents, 100), whole(values.items, 20));
  else if (command === "stream") await serve();
  else if (command === "chances") print(whole(values.items, 1000), seed);
  else {
    process.stderr.write(HELP);
    return 2;
  }
  return 0;
}

function whole(given: string | undefined, otherwise: number): number {
  const value = Number(given ?? otherwise);
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`not a whole number: ${given}`);
  return value;
}

function learn(): void {
  write(join(FOLDER, "tokenizer.json"), `${JSON.stringify(tokens.tokenizerJson(tokens.vocabulary()))}\n`);
  write(join(FOLDER, "tokenizer_config.json"), `${JSON.stringify(tokens.TOKENIZER_CONFIG, null, 2)}\n`);
}

function save(to: string, seed: number, documents: number, items: number): void {
  const { text, encoder } = readTokens();
  const files: { [path: string]: object } = {};
  for (const { path, lines } of sets(seed, documents, items, encoder)) {
    const written = write(join(to, path), lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
    files[path] = { lines: lines.length, ...written };
  }
  const tokenizer = { entries: encoder.size, sha256: digest(text) };
  const manifest = { seed, documents, items, tokenizer, files };
  write(join(to, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
}

function print(n: number, seed: number): void {
  const lines = chances(n, FACTS, seed).map(({ task, task_only, closed_book, blind }) =>
    ["", task, ...[task_only, closed_book, blind].map((share) => share.toFixed(3)), ""].join(" | ").trim(),
  );
  const head = [
    "| task | one answer for all | closed book | any value of the document |",
    "|---|---:|---:|---:|",
  ];
  process.stdout.write(`${[...head, ...lines].join("\n")}\n`);
}

function write(path: string, text: string): { readonly bytes: number; readonly sha256: string } {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return { bytes: Buffer.byteLength(text), sha256: digest(text) };
}

const digest = (text: string): string => createHash("sha256").update(text).digest("hex");
