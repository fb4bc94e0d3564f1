// A shape as the plan holds it: whole, its parts by number, so that names of parts do not matter.
import type { Card, Shapes } from "../types/shape.ts";
import type { Type } from "../types/types.ts";

export interface PlanShape {
  readonly name: string;
  readonly parts: readonly { readonly name: string; readonly fields: readonly PlanField[] }[];
}
export interface PlanField {
  readonly name: string;
  readonly of: PlanType;
  /** How many items its list holds; null where it is no list. `max` null: open. */
  readonly items: { readonly min: number; readonly max: number | null } | null;
}
/** What a field holds. Parts are told by their number in the shape; `any` is what an error left open. */
export type PlanType =
  | { readonly kind: "text" | "int" | "num" | "bool" | "any" }
  | { readonly kind: "word"; readonly word: string }
  | { readonly kind: "list" | "optional"; readonly of: PlanType }
  | { readonly kind: "union"; readonly of: readonly PlanType[] }
  | { readonly kind: "part"; readonly part: number };

/** The shape of a name, with every part it names, in the order in which they are first met. */
export function planShape(name: string, shapes: Shapes): PlanShape {
  const keys = [name];
  const parts: PlanShape["parts"][number][] = [];
  const numberOf = (key: string): number => {
    if (!keys.includes(key)) keys.push(key);
    return keys.indexOf(key);
  };
  for (let at = 0; at < keys.length; at++) {
    const key = keys[at] ?? "";
    const fields = Object.entries(shapes.get(key)?.fields ?? {});
    parts.push({
      name: key.slice(key.lastIndexOf(".") + 1),
      fields: fields.map(([field, { type, card }]) => planField(field, type, card, numberOf)),
    });
  }
  return { name, parts };
}

function planField(
  name: string,
  type: Type,
  card: Card | null,
  numberOf: (key: string) => number,
): PlanField {
  const held = type.kind === "optional" ? type.of : type;
  const items = held.kind === "list" ? { min: card?.min ?? 0, max: card ? card.max : null } : null;
  return { name, of: planType(type, numberOf), items };
}

/** What a field of a shape may be; the checker lets no other kind through. */
function planType(type: Type, numberOf: (key: string) => number): PlanType {
  switch (type.kind) {
    case "text":
    case "int":
    case "num":
    case "bool":
      return { kind: type.kind };
    case "literal":
      return { kind: "word", word: type.value };
    case "list":
    case "optional":
      return { kind: type.kind, of: planType(type.of, numberOf) };
    case "union":
      return { kind: "union", of: type.of.map((one) => planType(one, numberOf)) };
    case "node":
      return { kind: "part", part: numberOf(type.shape) };
    default:
      return { kind: "any" };
  }
}
