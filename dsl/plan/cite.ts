// What a step computes, apart from the names it was written with: other steps stand by their hashes, local names by
// their place, arguments of a prompt by position. Two steps with equal texts of this form are one computation.
import type { PlanShape } from "./shape-plan.ts";

export interface Cited {
  /** Step -> its hash. */
  readonly hashes: ReadonlyMap<string, string>;
  /** Prompt or function -> its parameters in order. */
  readonly params: ReadonlyMap<string, readonly string[]>;
}
interface Loose {
  readonly [key: string]: unknown;
}

/** The same value without the user's own names. `bound` lists the local names in scope, outermost first. */
export function cite(value: unknown, by: Cited, bound: readonly string[] = []): unknown {
  if (Array.isArray(value)) return value.map((item) => cite(item, by, bound));
  if (typeof value !== "object" || value === null) return value;
  const node = value as Loose;
  if (node.op === "step") return { op: "step", hash: by.hashes.get(String(node.name)) ?? node.name };
  if (node.op === "local") return { op: "local", name: placeOf(String(node.name), bound) };
  if (node.op === "apply") return applied("prompt", node, by, bound);
  if (node.op === "invoke") return applied("fn", node, by, bound);
  if (node.op === "shape") return { op: "shape", parts: partsOf(node.shape as PlanShape) };
  // of a function of TypeScript its code counts, and not the file it lies in
  if (node.op === "call" && node.host !== undefined)
    return { ...each(versioned(node), by, bound), fn: String(node.fn).split(":").at(-1) };
  if (node.op === "lambda")
    return { op: "lambda", body: cite(node.body, by, [...bound, String(node.param)]) };
  if (node.part === "each") {
    const names = [node.item, node.index].filter((name) => typeof name === "string");
    return { part: "each", of: cite(node.of, by, bound), body: cite(node.body, by, [...bound, ...names]) };
  }
  if (node.kind === "prompt" || node.kind === "fn") {
    const params = node.params as readonly { readonly name: string; readonly default: unknown }[];
    const inner = [...bound, ...params.map(({ name }) => name)];
    const defaults = params.map((param) => cite(param.default, by, bound));
    return { ...each({ ...node, params: null }, by, inner), params: defaults };
  }
  return each(node, by, bound);
}

/** A function that is known by a version of its own does not rest on the cell it stands in. */
const versioned = (node: Loose): Loose =>
  String(node.host).startsWith("version ") ? { ...node, script: undefined } : node;

/** Neither places nor what follows from the rest enters a hash. */
const LEFT_OUT: ReadonlySet<string> = new Set(["at", "span", "free", "per", "called"]);
/** Members whose keys are the user's, and may be any word: pairs, sorted by key. */
const OPEN: ReadonlySet<string> = new Set(["args", "options"]);

function each(node: Loose, by: Cited, bound: readonly string[]): Loose {
  const made: { [key: string]: unknown } = {};
  for (const key of Object.keys(node))
    if (!LEFT_OUT.has(key))
      made[key] = OPEN.has(key) ? pairs(node[key] as Loose, by, bound) : cite(node[key], by, bound);
  return made;
}

const pairs = (of: Loose, by: Cited, bound: readonly string[]): unknown =>
  Object.keys(of)
    .toSorted()
    .map((key) => [key, cite(of[key], by, bound)]);

/** Parts of a shape refer to each other by number. */
const partsOf = ({ parts }: PlanShape): unknown => parts.map(({ fields }) => fields);

/** A name nobody binds is an axis, and axes are columns of the result: their names count. */
function placeOf(name: string, bound: readonly string[]): string {
  const at = bound.lastIndexOf(name);
  return at < 0 ? name : `%${at}`;
}

/** A prompt or a function with its arguments by position. */
function applied(what: "prompt" | "fn", node: Loose, by: Cited, bound: readonly string[]): Loose {
  const name = String(node[what]);
  const params = by.params.get(name) ?? [];
  const args = Object.entries(node.args as Loose).map(([name, value]) => {
    const at = params.indexOf(name);
    return [at < 0 ? name : `#${at}`, cite(value, by, bound)] as const;
  });
  return { op: node.op, [what]: by.hashes.get(name) ?? name, args: Object.fromEntries(args) };
}
