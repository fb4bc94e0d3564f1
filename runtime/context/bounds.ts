// How many items a tree may have, by its shape.
import { typeError } from "../problem.ts";
import type { ShapeValue, Tree } from "../value.ts";

/** How many aspects a tree may have, and how many descriptions each of them. */
export interface Bounds {
  readonly aspects: Range;
  readonly descriptions: Range;
}
interface Range {
  readonly min: number;
  readonly max: number | null;
}
export const free: Bounds = { aspects: { min: 0, max: null }, descriptions: { min: 0, max: null } };

/** The checker lets shapes with the fields of Outline through only. */
export function boundsOf({ name, parts }: ShapeValue): Bounds {
  const aspects = parts[0]?.fields.find((field) => field.name === "aspects");
  const descriptions = parts[aspects?.part ?? -1]?.fields.find((field) => field.name === "descriptions");
  if (!aspects || !descriptions)
    throw typeError("E403", `shape '${name}' has other fields than an Outline, and only a model can fill it`);
  return { aspects, descriptions };
}

/** What is wrong with the numbers of a tree's items; null where nothing is. */
export function outside({ aspects }: Tree, bounds: Bounds): string | null {
  if (isOutside(aspects.length, bounds.aspects)) return `${aspects.length} in 'aspects'`;
  const odd = aspects.find(({ descriptions: own }) => isOutside(own.length, bounds.descriptions));
  return odd ? `${odd.descriptions.length} in 'descriptions' of aspect '${odd.name}'` : null;
}

const isOutside = (n: number, { min, max }: Range): boolean => n < min || (max !== null && n > max);
