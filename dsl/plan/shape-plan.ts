// A shape as the plan holds it: whole, its parts by number, so that names of parts do not matter.
import type { PlanField, PlanShape } from "./plan.ts";
import type { Card, Shapes } from "../types/shape.ts";
import { show, type Type } from "../types/types.ts";

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
  const optional = type.kind === "optional";
  const held = optional ? type.of : type;
  const list = held.kind === "list";
  const item = list ? held.of : held;
  const part = item.kind === "node" ? numberOf(item.shape) : null;
  const [min, max] = list ? [card?.min ?? 0, card ? card.max : null] : [optional ? 0 : 1, 1];
  return { name, type: part === null ? show(item) : null, part, list, optional, min, max };
}
