// A shape as it could be declared; parts that are named again are not written out twice.
import type { PlanType } from "../../dsl/plan/shape-plan.ts";
import type { ShapeValue } from "../value.ts";
import { bundle, type MimeBundle } from "./bundle.ts";

export function showShape({ name, parts }: ShapeValue): MimeBundle {
  const written = new Set<number>();
  const body = (part: number, indent: string): string[] => {
    written.add(part);
    return (parts[part]?.fields ?? []).flatMap(({ name: field, of, items }) => {
      const card =
        items && (items.min > 0 || items.max !== null) ? ` [${items.min}..${items.max ?? ""}]` : "";
      const line = `${indent}${field}: ${typeText(of, parts)}${card}`;
      const below = partIn(of);
      if (below === null || written.has(below)) return [line];
      return [`${line} {`, ...body(below, `${indent}  `), `${indent}}`];
    });
  };
  return bundle([`shape ${name} {`, ...body(0, "  "), "}"].join("\n"));
}

/** A type of a field as it is written. */
function typeText(type: PlanType, parts: ShapeValue["parts"]): string {
  const text = (of: PlanType): string => typeText(of, parts);
  switch (type.kind) {
    case "list":
      return type.of.kind === "union" ? `(${text(type.of)})[]` : `${text(type.of)}[]`;
    case "optional":
      return type.of.kind === "union" ? `${text(type.of)} | Null` : `${text(type.of)}?`;
    case "union":
      return type.of.map(text).join(" | ");
    case "part":
      return parts[type.part]?.name ?? "";
    case "word":
      return JSON.stringify(type.word);
    default:
      return { text: "Text", int: "Int", num: "Num", bool: "Bool", any: "?" }[type.kind];
  }
}

/** The part that a field declares in its braces. */
function partIn(type: PlanType): number | null {
  if (type.kind === "list" || type.kind === "optional") return partIn(type.of);
  return type.kind === "part" ? type.part : null;
}
