// The page of metrics: what each is, whose definition it follows, and an example that a test computes.
import type { Signature } from "../../dsl/types/known.ts";
import { identity } from "../../runtime/metric/identity.ts";
import { signatureOf, unlike, wordsOf } from "../entries.ts";
import { line, sentence, table, written } from "../reference.ts";
import { symbols } from "./automata.ts";
import type { Entry } from "./entry.ts";
import { grounds } from "./grounds.ts";
import { lengths } from "./lengths.ts";
import { likelihoods } from "./likelihoods.ts";
import { ranks } from "./ranks.ts";
import { structures } from "./structures.ts";
import { tags } from "./tags.ts";
import { texts } from "./texts.ts";

const groups: readonly (readonly [string, readonly Entry[]])[] = [
  ["Replies and answers", texts],
  ["Rankings", ranks],
  ["Structured contexts", structures],
  ["Tagged texts", tags],
  ["Evidence and abstaining", grounds],
  ["Long contexts and cost", lengths],
  ["Likelihoods", likelihoods],
  ["Languages of automata", symbols],
];
export const entries: readonly Entry[] = groups.flatMap(([, all]) => all);

/** Of a parameter that chooses among definitions, or changes one; what is measured is in the page of the library. */
const options = ({ params }: Signature): Signature["params"] =>
  params.filter(({ name, optional }) => optional && name !== "variant");

const words = ({ params }: Signature): readonly string[] => {
  const variant = params.find(({ name }) => name === "variant");
  return variant ? wordsOf(variant) : [];
};

/** The words of `variant` that an entry does not explain, and those it explains though there are none such. */
export const amiss = (entry: Entry): readonly string[] =>
  unlike(words(signatureOf(entry)), Object.keys(entry.variants ?? {}));

function section(entry: Entry): string {
  const signature = signatureOf(entry);
  const { name, source, variants = {}, example, gives, since } = entry;
  const [first] = words(signature);
  const more = options(signature);
  const shown = Object.entries(variants).map(([word, what]) => [
    `\`${word}\`${word === first ? " (default)" : ""}`,
    what,
  ]);
  return [
    `### ${name}`,
    sentence(signature.doc),
    `${signature.metric ? `Printed as \`${identity(signature, {})}\`. ` : ""}Source: ${source}. All arguments: [\`${name}\`](library.md#${name}).`,
    ...(shown.length > 0 ? [table(["variant", "definition"], shown)] : []),
    ...(more.length > 0
      ? [
          table(
            ["option", "type", "", "what it is"],
            more.map((param) => line(`\`${param.name}\``, param)),
          ),
        ]
      : []),
    `\`\`\`strux\nshow ${example}\n\`\`\``,
    `\`\`\`text\n${gives}\n\`\`\``,
    since,
  ].join("\n\n");
}

/** `docs/metrics.md`. */
export function metricsPage(): string {
  const index = groups.map(
    ([title, all]) => `- ${title}: ${all.map(({ name }) => `[\`${name}\`](#${name})`).join(", ")}`,
  );
  return `${[
    "# Metrics",
    written.replace("docs/reference.ts", "docs/metrics/"),
    "A metric is printed by its name, variant and version, and the options that were written: numbers are comparable where these are the\nsame. Scores are from 0 to 1, also where the source prints them times 100. Each example is computed by a test, and what is under it is\nwhat `show` prints. Where a row has no value for a metric, the score says how many; what a metric could not read it counts and says.\nIntervals, comparisons, agreement, classes and calibration are in [the library](library.md).",
    index.join("\n"),
    ...groups.flatMap(([title, all]) => [`## ${title}`, ...all.map(section)]),
    "## Chinese",
    "`longbench` of `multifieldqa_zh`, `dureader` and `vcsum` counts words as `jieba-wasm` cuts them, which follows Python's jieba nearest and\nnot quite: five of nine published figures come out exact with it, the others at most 0.22 points low. The score says so. `infinitebench`\ncompares Chinese by characters.",
  ].join("\n\n")}\n`;
}
