// Shapes: what trees are made of. Declared ones, and the built-in Outline; parts inside a shape are shapes of their own.
import type { Type } from "./type.ts";
import { list, text } from "./type.ts";
import { show } from "./show-type.ts";

export interface Card {
  readonly min: number;
  /** Null: open. */
  readonly max: number | null;
}
export interface ShapeFieldType {
  readonly type: Type;
  readonly card: Card | null;
}
/** The fields of a shape, or of one of its parts, in the written order. */
export interface Shape {
  readonly name: string;
  readonly fields: { readonly [name: string]: ShapeFieldType };
}
/** By name; a part declared inside a shape is `Outline.Aspect`. */
export type Shapes = ReadonlyMap<string, Shape>;

const field = (type: Type): ShapeFieldType => ({ type, card: null });

/** `shape Outline { scope: Text  aspects: Aspect[] { name: Text  descriptions: Text[] } }` */
export const builtIn: Shapes = new Map([
  [
    "Outline",
    {
      name: "Outline",
      fields: { scope: field(text), aspects: field(list({ kind: "node", shape: "Outline.Aspect" })) },
    },
  ],
  [
    "Outline.Aspect",
    { name: "Outline.Aspect", fields: { name: field(text), descriptions: field(list(text)) } },
  ],
]);

/** The fields of a tree or of a part of one; null where its shape is not known, or it has none. */
export function fieldsOf(type: Type, shapes: Shapes): { readonly [name: string]: Type } | null {
  if ((type.kind !== "tree" && type.kind !== "node") || type.shape === null) return null;
  const shape = shapes.get(type.shape);
  return shape
    ? Object.fromEntries(Object.entries(shape.fields).map(([name, { type: of }]) => [name, of]))
    : null;
}

/** Whether a shape has the fields of Outline, so that instances of it are trees. */
export function outlined(name: string, shapes: Shapes): boolean {
  const [wanted, given] = [builtIn.get("Outline"), shapes.get(name)];
  return wanted !== undefined && given !== undefined && alike(wanted, given, builtIn, shapes);
}

/** Same fields of the same types all the way down; cardinalities do not matter. */
export function alike(a: Shape, b: Shape, as: Shapes, bs: Shapes, depth = 0): boolean {
  const names = Object.keys(a.fields);
  if (names.length !== Object.keys(b.fields).length || depth > 8) return false;
  return names.every((name) => {
    const [left, right] = [a.fields[name]?.type, b.fields[name]?.type];
    return left !== undefined && right !== undefined && alikeTypes(left, right, as, bs, depth);
  });
}

function alikeTypes(a: Type, b: Type, as: Shapes, bs: Shapes, depth: number): boolean {
  if (a.kind === "list") return b.kind === "list" && alikeTypes(a.of, b.of, as, bs, depth);
  if (a.kind !== "node" || b.kind !== "node") return show(a) === show(b);
  const [left, right] = [as.get(a.shape), bs.get(b.shape)];
  return left !== undefined && right !== undefined && alike(left, right, as, bs, depth + 1);
}
