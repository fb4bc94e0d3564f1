// What `structurize` makes of a text: a tree of a shape with the fields of Outline; of any other the record that a model fills in.
import type { Expr } from "../syntax/ast.ts";
import type { Named } from "./outside.ts";
import { outlined, type Shapes } from "../types/shape.ts";
import { doesToo, nullable, outlineTree, show, type Type, unknown, wordsOf, writer } from "../types/types.ts";

/** Outline, its aspects, their descriptions. */
const LEVELS = 3;
/** What goes with the fields of Outline alone. */
const OUTLINED = ["format", "aspects", "chunk", "tokenizer", "examples"] as const;

/**
 * What a call gives: a tree, null where texts without a structure are dropped; of a shape with other fields than Outline a record of them, null but with
 * "fail". Reports E203 for a model that writes nothing where nothing says what else it is for, and what `filled` does.
 */
export function structurized(given: Named): Type {
  const writes = asksModel(given);
  const tree = treeOf(given);
  if ("record" in tree) return filled(tree, writes, given);
  return tree.kind === "tree" && mayBe("drop", given.types.get("on_invalid")) ? nullable(tree) : tree;
}

/** Whether a model writes the structure: one is given, and nothing says another way. Reports E203 for one that cannot write. */
function asksModel({ types, bound, env }: Named): boolean {
  const [model] = bound.values.get("with") ?? [];
  const type = types.get("with");
  const ways = waysOf(types.get("by"));
  const may = ways === null || ways.every((way) => way === "model");
  // ways that are not known say nothing of what the model is for
  const surely = may && ways?.length !== 0;
  if (model && surely && type?.kind === "model" && type.does !== null && !doesToo(type.does, "gen"))
    env.report("E203", model.span, {
      operator: "structurize",
      param: "with",
      wanted: `${show(writer)}${type.does === "embed" ? ', or by: "embedding"' : ""}`,
      got: show(type),
    });
  return model !== undefined && may;
}

/** A shape with other fields than Outline, and where it is asked for. */
interface Filled {
  readonly record: string;
  readonly at: Expr;
}

/** What is asked for: an Outline where nothing says otherwise, unknown where the shape is. */
function treeOf({ types, bound, env }: Named): Type | Filled {
  const [at] = bound.values.get("as") ?? [];
  if (!at) return outlineTree;
  const as = types.get("as");
  const shape = as?.kind === "shape" ? as.shape : null;
  if (shape === null || !env.shapes.has(shape)) return unknown;
  return outlined(shape, env.shapes) ? { kind: "tree", shape } : { record: shape, at };
}

/** The words that say how a text is cut: null where nothing says it, none where they are not known. */
const waysOf = (type: Type | undefined): readonly string[] | null =>
  type === undefined || type.kind === "null" ? null : (wordsOf(type) ?? []);

/** Whether an argument with a default of another word may be this one: it says so, or is not known. */
const mayBe = (word: string, type: Type | undefined): boolean =>
  type?.kind === "union"
    ? type.of.some((one) => mayBe(word, one))
    : type !== undefined && (type.kind !== "literal" || type.value === word);

/** The record that a model makes of a shape. Reports E402 and E403 where none writes, and E313 for what goes with an Outline alone. */
function filled({ record: shape, at }: Filled, writes: boolean, { types, bound, env }: Named): Type {
  const { shapes, report } = env;
  const level = depth(shape, shapes, []);
  if (!writes && (level === null || level > LEVELS))
    report("E402", at.span, { shape, level: level === null ? null : LEVELS + 1, most: LEVELS });
  else if (!writes)
    report("E403", at.span, {
      shape,
      wanted: "scope: Text, aspects: …[] { name: Text, descriptions: Text[] }",
    });
  for (const name of writes ? OUTLINED : [])
    for (const { span } of bound.values.get(name) ?? [])
      report("E313", span, {
        name,
        other: `as: ${shape}`,
        idle: "",
        hint: `remove '${name}': it is about the fields of an Outline`,
      });
  const record: Type = { kind: "node", shape };
  const fails = types.get("on_invalid");
  return fails?.kind === "literal" && fails.value === "fail" ? record : nullable(record);
}

/** Levels of a shape, the lists of its last parts counted; null where it holds itself. */
function depth(key: string, shapes: Shapes, above: readonly string[]): number | null {
  if (above.includes(key)) return null;
  let most = 1;
  for (const { type } of Object.values(shapes.get(key)?.fields ?? {})) {
    const item = type.kind === "list" ? type.of : type;
    const below =
      item.kind === "node" ? depth(item.shape, shapes, [...above, key]) : type.kind === "list" ? 1 : 0;
    if (below === null) return null;
    most = Math.max(most, 1 + below);
  }
  return most;
}
