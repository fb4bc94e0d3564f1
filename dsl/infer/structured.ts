// What `structurize` makes of a text: a tree of a shape, as far as a shape can be filled without a model.
import type { Expr } from "../syntax/ast.ts";
import type { Env } from "./env.ts";
import type { Named } from "./outside.ts";
import { builtIn, type Shapes } from "../types/shape.ts";
import { alike } from "../types/shapes.ts";
import { doesToo, nullable, outlineTree, show, type Type, unknown, writer } from "../types/types.ts";

/** Outline, its aspects, their descriptions. */
const LEVELS = 3;

/**
 * What a call gives: the tree, null where texts without a structure are dropped. Reports E203 for a model that writes nothing where nothing says
 * what else it is for.
 */
export function structurized({ types, bound, env }: Named): Type {
  const [model] = bound.values.get("with") ?? [];
  const type = types.get("with");
  const by = types.get("by");
  const writes = by ? by.kind === "literal" && by.value === "model" : true;
  if (model && writes && type?.kind === "model" && type.does !== null && !doesToo(type.does, "gen"))
    env.report("E203", model.span, {
      operator: "structurize",
      param: "with",
      wanted: `${show(writer)}${type.does === "embed" ? ', or by: "embedding"' : ""}`,
      got: show(type),
    });
  const tree = shapedTree(types.get("as") ?? unknown, bound.values.get("as")?.[0] ?? null, env);
  return mayDrop(types.get("on_invalid")) ? nullable(tree) : tree;
}

/** Whether a text may be left without a tree: the word says so, or is not known. */
const mayDrop = (type: Type | undefined): boolean =>
  type?.kind === "union"
    ? type.of.some(mayDrop)
    : type !== undefined && (type.kind !== "literal" || type.value === "drop");

/** The tree of the shape asked for; without one, of Outline. Reports E402 and E403 for shapes that only a model could fill. */
function shapedTree(as: Type, at: Expr | null, { shapes, report }: Env): Type {
  if (!at) return outlineTree;
  if (as.kind !== "shape" || as.shape === null) return unknown;
  const [wanted, given] = [builtIn.get("Outline"), shapes.get(as.shape)];
  if (!wanted || !given) return unknown;
  if (alike(wanted, given, builtIn, shapes)) return { kind: "tree", shape: as.shape };
  const level = depth(as.shape, shapes, []);
  if (level === null || level > LEVELS)
    report("E402", at.span, { shape: as.shape, level: level === null ? null : LEVELS + 1, most: LEVELS });
  else
    report("E403", at.span, {
      shape: as.shape,
      wanted: "scope: Text, aspects: …[] { name: Text, descriptions: Text[] }",
    });
  return unknown;
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
