// The page of operators: what each is, whose method it is, and an example that a test runs.
import { sentence, table, written } from "../reference.ts";
import { signatureOf, unlike, wordsOf } from "../entries.ts";
import { builders } from "./build.ts";
import { constructors } from "./construct.ts";
import { cutters } from "./cut.ts";
import { demonstrations } from "./demonstrate.ts";
import { encoders } from "./encode.ts";
import type { Entry } from "./entry.ts";
import { finders } from "./find.ts";
import { packers } from "./pack.ts";
import { rankings } from "./rank.ts";
import { reasoners } from "./reason.ts";
import { memories } from "./remember.ts";
import { structures } from "./structures.ts";
import { texts } from "./texts.ts";

const groups: readonly (readonly [string, readonly Entry[]])[] = [
  ["Build", [...builders, ...structures]],
  ["Cut", cutters],
  ["Find", finders],
  ["Rank", rankings],
  ["Order and pack", packers],
  ["Demonstrate", demonstrations],
  ["Reason", reasoners],
  ["Remember", memories],
  ["Construct", constructors],
  ["Encode", encoders],
  ["Texts", texts],
];
export const entries: readonly Entry[] = groups.flatMap(([, all]) => all);

/** Families of which the page of the library tells all there is to tell. */
const plain = ["model", "read", "table", "list", "number", "score", "check", "statistics", "judge", "chart"];

/** Whether an operator has its place in this page. */
export const belongs = ({ family, metric }: ReturnType<typeof signatureOf>): boolean =>
  !metric && !plain.includes(family);

/** Words that an entry explains and its parameter does not have, or the other way round. */
export const amiss = (entry: Entry): readonly string[] =>
  Object.entries(entry.words ?? {}).flatMap(([name, told]) => {
    const param = signatureOf(entry).params.find((one) => one.name === name);
    return unlike(param ? wordsOf(param) : [], Object.keys(told));
  });

const RANDOM = "Its model is made by the test, with random weights: the package has none of this kind.";

function choices(entry: Entry): readonly (readonly string[])[] {
  return signatureOf(entry).params.flatMap((param) => {
    const [words, told] = [wordsOf(param), entry.words?.[param.name]];
    const first = (word: string): string => `\`${word}\`${word === param.fallback ? " (default)" : ""}`;
    if (words.length < 2) return [];
    return told
      ? Object.entries(told).map(([word, what]) => [`\`${param.name}\``, first(word), what])
      : [[`\`${param.name}\``, words.map(first).join(", "), param.doc]];
  });
}

function section(entry: Entry, gives: string): string {
  const { name, source, example, made, counts } = entry;
  const words = choices(entry);
  return [
    `### ${name}`,
    sentence(signatureOf(entry).doc),
    `${source === undefined ? "" : `Source: ${source}. `}All arguments: [\`${name}\`](library.md#${name}).`,
    ...(words.length > 0 ? [table(["option", "choice", "what it is"], words)] : []),
    `\`\`\`strux ${made ? "made" : "alone"}\n${example}\n\`\`\``,
    `\`\`\`text\n${gives.trimEnd()}\n\`\`\``,
    ...(made || counts !== undefined ? [[...(made ? [RANDOM] : []), counts ?? ""].join(" ").trim()] : []),
  ].join("\n\n");
}

/** `docs/operators.md`. @param gives what the example of each prints, by its name. */
export function operatorsPage(gives: ReadonlyMap<string, string>): string {
  const index = groups.map(
    ([title, all]) => `- ${title}: ${all.map(({ name }) => `[\`${name}\`](#${name})`).join(", ")}`,
  );
  return `${[
    "# Operators on contexts and texts",
    written.replace("docs/reference.ts", "docs/operators/"),
    "Each example is a program of its own, which a test runs; what is under it is what it prints. Lines that begin with `note:` are part of it: what an\noperator drops, cuts or cannot read it counts, and the step that called it says so. Metrics are in [Metrics](metrics.md); verbs of tables, lists and\nnumbers, judges, statistics and charts in [the library](library.md); programs of whole systems in [Published systems](systems.md).",
    index.join("\n"),
    ...groups.flatMap(([title, all]) => [
      `## ${title}`,
      ...all.map((entry) => section(entry, gives.get(entry.name) ?? "")),
    ]),
  ].join("\n\n")}\n`;
}
