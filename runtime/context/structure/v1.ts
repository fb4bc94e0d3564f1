// The abstractive form ("v1") of StruXGPT: a scope, and aspects with their descriptions as a list of two levels, each in a fence.
// Source: "Enhancing LLM's Cognition via Structurization", arXiv 2407.16434, and the rules of alibaba/struxgpt (struxgpt_v1.py).
import { squeezed } from "../../text/squeezed.ts";
import type { Tree } from "../../value.ts";
import { reading, type Read, Unread } from "./failure.ts";

const FENCE = "```";
const INDENT = 4;

/**
 * What a model wrote of a text. What stands before the fences is passed over, what is fenced behind them is not. The numbers of
 * aspects only have to change, those of descriptions must run 1, 2, 3 below theirs. Blank lines, which the original fails at, are mended.
 */
export const readV1 = (reply: string, source: string): Read =>
  reading(() => {
    if (source.trim() === "") throw new Unread("input_error");
    const pieces = reply.split(FENCE);
    if (pieces.length < 5) throw new Unread("result_spliter");
    const [scope = "", , hierarchy = ""] = pieces.slice(-4);
    if (squeezed(scope) === "") throw new Unread("result_scope_str");
    const lines = hierarchy.split(/\r?\n/).map((line) => line.trimEnd());
    const within = lines.slice(first(lines), lines.length - first(lines.toReversed()));
    const blank = within.filter((line) => line === "").length;
    const aspects = gathered(within.filter((line) => line !== "").map(item));
    return {
      tree: { kind: "tree", scope: squeezed(scope), aspects },
      mended: blank > 0 ? ["blank lines inside the list"] : [],
    };
  });

/** A structure as a model should write it: `readV1` reads it back. */
export const writeV1 = ({ scope, aspects }: Tree): string =>
  [
    "## Statement's scope:",
    `${FENCE}${squeezed(scope)}${FENCE}`,
    "",
    "## Statement's main aspects and corresponding descriptions:",
    FENCE,
    ...aspects.flatMap(({ name, descriptions }, a) => [
      `${a + 1}. ${squeezed(name)}`,
      ...descriptions.map((line, d) => `${" ".repeat(INDENT)}${a + 1}.${d + 1}. ${squeezed(line)}`),
    ]),
    FENCE,
  ].join("\n");

/** A line of the list: the numbers before its text, one for an aspect, two for a description. */
interface Item {
  readonly numbers: readonly number[];
  readonly text: string;
  readonly line: string;
}

function item(line: string): Item {
  const level = Math.floor((line.length - line.trimStart().length) / INDENT);
  // a tab is no indent: its line is refused by its number
  const spaces = /^ */.exec(line)?.[0].length ?? 0;
  const depth = spaces === line.length - line.trimStart().length ? level : 0;
  if (depth > 1) throw new Unread("result_level_overflow", line);
  const [indicator = "", ...words] = line.trim().split(/\s+/);
  if (indicator.split(".").length - 1 !== depth + 1) throw new Unread("result_hierarchy_format", line);
  const numbers = indicator.split(".").slice(0, -1);
  if (!indicator.endsWith(".") || !numbers.every((number) => /^[1-9]\d*$/.test(number)))
    throw new Unread("result_indicator_format", line);
  return { numbers: numbers.map(Number), text: words.join(" "), line };
}

function gathered(items: readonly Item[]): Tree["aspects"] {
  const aspects: { number: number; name: string; line: string; descriptions: string[] }[] = [];
  for (const { numbers, text, line } of items) {
    const last = aspects.at(-1);
    const [a = 0, d] = numbers;
    if (d !== undefined) {
      if (!last || a !== last.number || d !== last.descriptions.length + 1)
        throw new Unread("result_aspect", line);
      last.descriptions.push(text);
      continue;
    }
    if (a === last?.number) throw new Unread("result_aspect", line);
    aspects.push({ number: a, name: text, line, descriptions: [] });
  }
  const nameless = aspects.find(({ name }) => name === "");
  if (aspects.length === 0 || nameless) throw new Unread("result_aspect", nameless?.line);
  const bare = aspects.find(({ descriptions }) => descriptions.length === 0);
  if (bare) throw new Unread("parse_error", bare.line);
  return aspects.map(({ name, descriptions }) => ({ name, descriptions }));
}

/** How many lines at the beginning are blank. */
const first = (lines: readonly string[]): number => {
  const at = lines.findIndex((line) => line !== "");
  return at < 0 ? lines.length : at;
};
