// The parts of a key in the user's words: what was asked of whom, and in what two keys differ, from what changes least to what changes most.
import { canonical } from "../../dsl/plan/plan.ts";
import type { Parts } from "../store.ts";
import type { Json } from "../value.ts";

/** Ways of asking; the part of that name is the version of the way. */
const METHODS = ["generate", "likelihood", "infer", "chat", "scripted"];

/** What a record is, as records are counted. */
export interface Sort {
  readonly what: string;
  /** The digest of its files, or of the function that answers in its place; of a server, its name there. */
  readonly model: string;
  /** The device, or the address of a server. */
  readonly provider: string;
}

export function sortOf(of: Parts["of"]): Sort {
  const what = methodOf(of) ?? "other";
  const { task } = of;
  const kind = isRecord(task) ? task["kind"] : undefined;
  return {
    what: typeof kind === "string" ? `${what} ${kind}` : what,
    model: worded(of["model"] ?? of["function"]),
    provider: worded(of["url"] ?? of["provider"]),
  };
}

const methodOf = (parts: Parts["of"]): string | undefined =>
  METHODS.find((name) => Object.hasOwn(parts, name));
const worded = (part: Json | undefined): string => (typeof part === "string" ? part : "");

/** One part in which two keys differ. Undefined: this one has no such part. */
export interface Difference {
  /** In words: `model files`, `setting temperature`. */
  readonly part: string;
  readonly before: Json | undefined;
  readonly after: Json | undefined;
}

/** In order: the first is the reason, as what follows may rest on it. Empty for equal keys. */
export function differences(before: Parts, after: Parts): Difference[] {
  const [a, b] = [flat(before), flat(after)];
  const methods = [methodOf({ ...before.of, ...before.own }), methodOf({ ...after.of, ...after.own })];
  const [was, is] = methods;
  const other = was !== is;
  const found = [...new Set([...a.keys(), ...b.keys()])]
    // of another way of asking, the version of the way says nothing
    .filter((name) => !(other && methods.includes(name)) && text(a.get(name)) !== text(b.get(name)))
    .toSorted((x, y) => rankOf(x) - rankOf(y) || (x < y ? -1 : 1))
    .map((name): Difference => ({ part: wordsOf(name), before: a.get(name), after: b.get(name) }));
  return [...(other ? [{ part: "what is asked", before: was, after: is }] : []), ...found];
}

const text = (part: Json | undefined): string | undefined =>
  part === undefined ? undefined : canonical(part);

/** Parts by name; the settings in a part of their own as well. */
function flat({ of, own }: Parts): ReadonlyMap<string, Json> {
  return new Map(
    Object.entries({ ...of, ...own }).flatMap(([name, part]) =>
      NESTED.has(name) && isRecord(part)
        ? Object.entries(part).map(([inner, value]) => [`${name}.${inner}`, value] as const)
        : [[name, part] as const],
    ),
  );
}
const NESTED: ReadonlySet<string> = new Set(["options", "task"]);

/** Parts that have words of their own, in their order; what is not named here is a setting and stands where `null` is. */
const WORDS: readonly (readonly [name: string, words: string] | null)[] = [
  ...METHODS.map((name) => [name, `version of ${name}`] as const),
  ["forms", "version of answers that are held to a form"],
  ["url", "server"],
  ["model", "model files"],
  ["function", "function of the scripted model"],
  ["tokenizer", "tokenizer"],
  ["provider", "provider"],
  ["task.kind", "task"],
  null,
  ["prompt", "prompt"],
  ["messages", "messages"],
  ["texts", "texts"],
  ["text", "text"],
  ["seed", "seed"],
];
const RANKS = new Map(
  WORDS.flatMap((row, rank) => (row ? [[row[0], { rank, words: row[1] }] as const] : [])),
);
const SETTING = WORDS.indexOf(null);

const rankOf = (name: string): number => RANKS.get(name)?.rank ?? SETTING;
const wordsOf = (name: string): string =>
  RANKS.get(name)?.words ?? `setting ${name.replace(/^(?:options|task)\./, "")}`;

/** `temperature: 0 -> 0.7`. Digests by their beginning; prompts by how long they are. */
export function differenceText({ part, before, after }: Difference): string {
  const [a, b] = [tokensOf(before), tokensOf(after)];
  if (a !== null && b !== null)
    return a === b ? `${part}: ${a} tokens as before, but others` : `${part}: ${a} tokens -> ${b} tokens`;
  if (isDigest(before) && isDigest(after) && !FILES.has(part)) return `${part}: not the same`;
  return `${part}: ${partText(before)} -> ${partText(after)}`;
}
/** Digests that can be looked up elsewhere, and so are shown. */
const FILES: ReadonlySet<string> = new Set(["model files", "tokenizer", "function of the scripted model"]);
/** Letters of a digest. */
const SHORT = 12;

const isDigest = (part: Json | undefined): part is string =>
  typeof part === "string" && /^[0-9a-f]{64}$/.test(part);

/** As `120 tokens` and a digest. */
const tokensOf = (part: Json | undefined): number | null => {
  const [, count] = (typeof part === "string" && /^(\d+) tokens [0-9a-f]{64}$/.exec(part)) || [];
  return count === undefined ? null : Number(count);
};

/** A part as it is told: JSON, digests by their beginning. */
export const partText = (part: Json | undefined): string =>
  part === undefined ? "not set" : isDigest(part) ? part.slice(0, SHORT) : JSON.stringify(part);

const isRecord = (part: Json | undefined): part is { readonly [name: string]: Json } =>
  typeof part === "object" && part !== null && !Array.isArray(part);
