// What a step computes, apart from the names it was written with: other steps stand by their hashes, local names by
// their place, arguments of a prompt by position. Two steps with equal texts of this form are one computation.

export interface Cited {
  /** Step -> its hash. */
  readonly hashes: ReadonlyMap<string, string>;
  /** Prompt -> its parameters in order. */
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
  if (node.op === "apply") return applied(node, by, bound);
  if (node.op === "call") {
    const free = (node.free as readonly string[]).map((name) => placeOf(name, bound));
    return { ...each({ ...node, free: null }, by, bound), free: free.toSorted() };
  }
  if (node.op === "lambda")
    return { op: "lambda", body: cite(node.body, by, [...bound, String(node.param)]) };
  if (node.part === "each") {
    const names = [node.item, node.index].filter((name) => typeof name === "string");
    return { part: "each", of: cite(node.of, by, bound), body: cite(node.body, by, [...bound, ...names]) };
  }
  if (node.kind === "prompt") {
    const params = node.params as readonly { readonly name: string; readonly default: unknown }[];
    const inner = [...bound, ...params.map(({ name }) => name)];
    const defaults = params.map((param) => cite(param.default, by, bound));
    return { ...each({ ...node, params: null }, by, inner), params: defaults };
  }
  return each(node, by, bound);
}

/** Places enter no hash, so they are not copied. */
function each(node: Loose, by: Cited, bound: readonly string[]): Loose {
  const made: { [key: string]: unknown } = {};
  for (const key of Object.keys(node))
    if (key !== "at" && key !== "span") made[key] = cite(node[key], by, bound);
  return made;
}

/** A name nobody binds is an axis, and axes are columns of the result: their names count. */
function placeOf(name: string, bound: readonly string[]): string {
  const at = bound.lastIndexOf(name);
  return at < 0 ? name : `%${at}`;
}

function applied(node: Loose, by: Cited, bound: readonly string[]): Loose {
  const prompt = String(node.prompt);
  const params = by.params.get(prompt) ?? [];
  const args = Object.entries(node.args as Loose).map(([name, value]) => {
    const at = params.indexOf(name);
    return [at < 0 ? name : `#${at}`, cite(value, by, bound)] as const;
  });
  return { op: "apply", prompt: by.hashes.get(prompt) ?? prompt, args: Object.fromEntries(args) };
}
