// The extractive form ("v2") of StruXGPT: a scope, and aspects of any depth as ranges of numbered sentences, in YAML or JSON.
// Source: alibaba/struxgpt (struxgpt_v2.py): its rules, its repairs and the names of its failures.
import { parseYaml } from "../../text/yaml.ts";
import { kindOf, type Aspect, type Value } from "../../value.ts";
import { reading, type Read, Unread } from "./failure.ts";

/** An aspect as it was written. */
interface Written {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly below: readonly Written[];
}

/** Of a last aspect with such a name the end is the end of the text: models stop early in what is no prose. */
const LAST = ["external link", "reference", "conclusion", "see also"];
/** Deeper ones are no structure of a text, and would be walked for ever. */
const DEEP = 16;

/**
 * What a model wrote of these sentences, which become the descriptions, word for word. Mended: a top aspect reaches as far as those
 * below it; a last one of references reaches to the end; below the top, aspects of a single sentence dissolve into the one above.
 * After that the top aspects must follow each other from the first sentence to the last. `single: false` also refuses a structure
 * whose top aspects are all of one sentence.
 */
export const readV2 = (reply: string, sentences: readonly string[], single = true): Read =>
  reading(() => {
    if (sentences.length === 0) throw new Unread("input_error");
    const { body, json } = fenced(reply);
    const value = valueOf(body, json);
    const scope = member(value, ["Scope"]);
    if (scope === undefined) throw new Unread("result_scope");
    if (typeof scope !== "string" || scope.trim() === "") throw new Unread("result_scope_str");
    const listed = member(value, ["Aspects", "AspectHierarchy"]);
    if (!Array.isArray(listed) || listed.length === 0) throw new Unread("result_aspect");
    const written = (listed as readonly Value[]).map((one) => aspectOf(one, 0));
    const mended = new Set<string>();
    const top = tiled(written, sentences.length, mended);
    if (!single && top.every(({ from, to }) => from === to)) throw new Unread("single_sent_aspect");
    const told = new Set<number>();
    const aspects = top.map((one) => made(one, sentences, mended, told));
    return { tree: { kind: "tree", scope: scope.trim(), aspects }, mended: [...mended] };
  });

/** The first fence of YAML, else of JSON; the end of the fence may be missing. */
function fenced(reply: string): { readonly body: string; readonly json: boolean } {
  for (const language of ["yaml", "yml", "json"]) {
    const [, rest] = reply.split(`\`\`\`${language}\n`);
    if (rest !== undefined) return { body: rest.split(/\n?```/)[0] ?? "", json: language === "json" };
  }
  throw new Unread("result_spliter");
}

function valueOf(body: string, json: boolean): Value {
  if (!json) {
    const read = parseYaml(body);
    if (read === undefined) throw new Unread("format_yaml");
    return read;
  }
  try {
    return JSON.parse(body) as Value;
  } catch {
    throw new Unread("format_json");
  }
}

const isRecord = (value: Value | undefined): value is { readonly [key: string]: Value } =>
  typeof value === "object" && value !== null && !Array.isArray(value) && kindOf(value) === undefined;

/** The value under the first of these keys that is there. */
function member(value: Value | undefined, keys: readonly string[]): Value | undefined {
  if (!isRecord(value)) return undefined;
  const key = keys.find((one) => Object.hasOwn(value, one));
  return key === undefined ? undefined : value[key];
}

function aspectOf(value: Value, depth: number): Written {
  const name = member(value, ["AspectName", "Aspect"]);
  const range = member(value, ["SentenceRange"]);
  const ends = Array.isArray(range)
    ? [range[0], range.at(-1)]
    : [member(range, ["start"]), member(range, ["end"])];
  const [from, to] = ends;
  if (
    typeof name !== "string" ||
    name.trim() === "" ||
    !whole(from) ||
    !whole(to) ||
    from > to ||
    depth > DEEP
  )
    throw new Unread("result_aspect", typeof name === "string" ? name : "");
  const below = member(value, ["SubAspects"]) ?? [];
  if (!Array.isArray(below)) throw new Unread("result_aspect", name);
  return {
    name: name.trim(),
    from,
    to,
    below: (below as readonly Value[]).map((one) => aspectOf(one, depth + 1)),
  };
}

const whole = (value: Value | undefined): value is number => Number.isSafeInteger(value);

/** The top aspects, mended, from the first sentence to the last. */
function tiled(written: readonly Written[], sentences: number, mended: Set<string>): readonly Written[] {
  const wide = written.map((one): Written => {
    const from = Math.min(one.from, ...one.below.map((below) => below.from));
    const to = Math.max(one.to, ...one.below.map((below) => below.to));
    if (from < one.from || to > one.to) mended.add("a range that did not reach over those below it");
    return { ...one, from, to };
  });
  const last = wide.at(-1);
  const ends = last && LAST.some((word) => last.name.toLowerCase().includes(word)) && last.to < sentences;
  if (ends) mended.add("a last aspect of references that stopped early");
  const top = ends ? [...wide.slice(0, -1), { ...last, to: sentences }] : wide;
  if (top[0]?.from !== 1) throw new Unread("range_start", top[0]?.name);
  if (top.at(-1)?.to !== sentences) throw new Unread("range_end", top.at(-1)?.name);
  const odd = top.find(({ from }, at) => at > 0 && from !== (top[at - 1]?.to ?? 0) + 1);
  if (odd) throw new Unread("range_middle", odd.name);
  return top;
}

/** Sentences that no aspect below holds are descriptions of the one above; what two hold, the first of them tells. */
function made(
  { name, from, to, below }: Written,
  sentences: readonly string[],
  mended: Set<string>,
  told: Set<number>,
): Aspect {
  if (from < 1 || to > sentences.length) throw new Unread("result_aspect", name);
  const kept = below.filter((one) => one.from < one.to);
  if (kept.length < below.length) mended.add("aspects of a single sentence below others");
  const aspects = kept.map((one) => made(one, sentences, mended, told));
  const own = numbers(from, to).filter((number) => !told.has(number));
  for (const number of own) told.add(number);
  return {
    name,
    descriptions: own.map((number) => sentences[number - 1] ?? ""),
    range: [from, to],
    ...(aspects.length > 0 && { aspects }),
  };
}

const numbers = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, at) => from + at);
