// Replies that were damaged: whatever a model writes, there is a tree or a code, and the tree tells nothing that the text does not.
import { EXAMPLES } from "../../../../runtime/context/structure/examples.ts";
import { failures } from "../../../../runtime/context/structure/failure.ts";
import { writeV2 } from "../../../../runtime/context/structure/prompt.ts";
import { readV1, writeV1 } from "../../../../runtime/context/structure/v1.ts";
import { readV2 } from "../../../../runtime/context/structure/v2.ts";
import { stream } from "../../../../runtime/random.ts";
import type { Aspect } from "../../../../runtime/value.ts";

const PARTS = [
  "```",
  "\n",
  "    ",
  "1.",
  "2.1.",
  ":",
  "- ",
  "yaml",
  "{",
  "]",
  "&a",
  "*a",
  "!!js/x",
  "'",
  '"',
  "\t",
  "\u0000",
  "-1",
  "999999999999",
];
const told = ({ descriptions, aspects = [] }: Aspect): string[] => [
  ...descriptions,
  ...aspects.flatMap(told),
];
const random = stream(7, "fuzz");

/** One to four pieces taken out, doubled, or put in. */
function damaged(text: string): string {
  let out = text;
  for (let times = 1 + random.below(4); times > 0; times--) {
    const [at, size] = [random.below(out.length + 1), random.below(12)];
    const piece =
      [PARTS[random.below(PARTS.length)] ?? "", out.slice(at, at + 2 * size), ""][random.below(3)] ?? "";
    out = out.slice(0, at) + piece + out.slice(at + size);
  }
  return out;
}

/** What comes of so many damaged replies of each form: the codes that none had, and the share of those that are trees. */
export function readDamaged(replies: number): { readonly unseen: readonly string[]; readonly trees: number } {
  const seen = new Map<string, number>();
  for (let n = 0; n < replies; n++) {
    const example = EXAMPLES[n % EXAMPLES.length]!;
    const source = example.sentences.join(" ");
    const first = readV1(damaged(writeV1(example.told)), source);
    const second = readV2(damaged(writeV2(example.ranges.scope, example.ranges.aspects)), example.sentences);
    for (const read of [first, second]) {
      const what = "code" in read ? read.code : "tree";
      seen.set(what, (seen.get(what) ?? 0) + 1);
    }
    if ("tree" in second && second.tree.aspects.flatMap(told).length !== example.sentences.length)
      throw new Error(`a sentence is lost or told twice: ${JSON.stringify(second)}`);
  }
  return {
    unseen: failures.filter((code) => !seen.has(code)),
    trees: (seen.get("tree") ?? 0) / (2 * replies),
  };
}

/** Codes that this damage does not reach: it reaches nearly everything that can be wrong, and some of it does no harm. */
export const UNREACHED = ["input_error", "format_json", "single_sent_aspect"];
