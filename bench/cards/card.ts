// A model's card: evaluation.json beside it, and the part of README.md that is made from it and from manifest.json.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { markdown, type Measured } from "./table.ts";

export interface Evaluation {
  readonly tables: readonly Measured[];
}

/** What the export has written down. */
interface Manifest {
  readonly parameters: number;
  readonly training: {
    readonly seed: number;
    readonly steps: number;
    readonly tokens: number;
    readonly seconds: number;
  };
  readonly files: { readonly [name: string]: { readonly bytes: number; readonly sha256: string } };
}

const [FROM, TO] = ["<!-- measured -->", "<!-- end -->"];
const FILE = "evaluation.json";

export const isMeasured = (dir: string): boolean => existsSync(join(dir, FILE));

export const readEvaluation = (dir: string): Evaluation =>
  isMeasured(dir) ? (JSON.parse(readFileSync(join(dir, FILE), "utf8")) as Evaluation) : { tables: [] };

/** Writes both. */
export function writeCard(dir: string, evaluation: Evaluation): void {
  writeFileSync(join(dir, FILE), `${JSON.stringify(evaluation, null, 1)}\n`);
  const readme = join(dir, "README.md");
  writeFileSync(readme, withPart(readFileSync(readme, "utf8"), part(dir, evaluation)));
}

/** Whether the card says what evaluation.json and manifest.json do. */
export function isCurrent(dir: string): boolean {
  const text = readFileSync(join(dir, "README.md"), "utf8");
  return text === withPart(text, part(dir, readEvaluation(dir)));
}

/** @throws Error where the card has no marks to put it between. */
function withPart(card: string, lines: readonly string[]): string {
  const [from, to] = [card.indexOf(FROM), card.indexOf(TO)];
  if (from < 0 || to < from) throw new Error(`the card has no ${FROM} and ${TO}`);
  return `${card.slice(0, from)}${FROM}\n${lines.join("\n")}\n${card.slice(to)}`;
}

function part(dir: string, { tables }: Evaluation): string[] {
  const { parameters, training, files } = JSON.parse(
    readFileSync(join(dir, "manifest.json"), "utf8"),
  ) as Manifest;
  const whole = (n: number): string => n.toLocaleString("en");
  return [
    ...tables.flatMap((table) => [...markdown(table, "full"), ""]),
    `${whole(parameters)} parameters; trained on ${whole(training.tokens)} tokens in ${whole(training.steps)} steps, ` +
      `${whole(training.seconds)} s, seed ${training.seed}.`,
    "",
    "| file | bytes | sha256 |",
    "| --- | ---: | --- |",
    ...Object.entries(files).map(
      ([name, { bytes, sha256 }]) => `| \`${name}\` | ${whole(bytes)} | \`${sha256}\` |`,
    ),
  ];
}
