// How many items a tree may have, by its shape.
import type { PlanField, PlanType } from "../../dsl/plan/shape-plan.ts";
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
const open: Range = { min: 0, max: null };
export const free: Bounds = { aspects: open, descriptions: open };

/** The numbers of a shape with the fields of Outline; null where it has others, so that only a model can fill it. */
export function boundsOf({ parts }: ShapeValue): Bounds | null {
  const [top, aspect] = fieldsOf(parts[0], { scope: "text", aspects: "list" });
  const of = aspect?.of;
  if (!top || of?.kind !== "list" || of.of.kind !== "part") return null;
  const [name, lines] = fieldsOf(parts[of.of.part], { name: "text", descriptions: "list" });
  if (!name || lines?.of.kind !== "list" || lines.of.of.kind !== "text") return null;
  return { aspects: aspect?.items ?? open, descriptions: lines.items ?? open };
}

/** The fields of a part by these names, where it has these of these kinds and no other. */
function fieldsOf(
  part: ShapeValue["parts"][number] | undefined,
  wanted: { readonly [name: string]: PlanType["kind"] },
): readonly PlanField[] {
  const names = Object.keys(wanted);
  const found = names.flatMap((name) => part?.fields.filter((field) => field.name === name) ?? []);
  const fits = found.every(({ name, of }) => of.kind === wanted[name]);
  return fits && found.length === names.length && part?.fields.length === names.length ? found : [];
}

/** What is wrong with the numbers of a tree's items; null where nothing is. */
export function outside({ aspects }: Tree, bounds: Bounds): string | null {
  if (isOutside(aspects.length, bounds.aspects)) return `${aspects.length} in 'aspects'`;
  const odd = aspects.find(({ descriptions: own }) => isOutside(own.length, bounds.descriptions));
  return odd ? `${odd.descriptions.length} in 'descriptions' of aspect '${odd.name}'` : null;
}

const isOutside = (n: number, { min, max }: Range): boolean => n < min || (max !== null && n > max);
