// A shape as it could be declared; parts that are named again are not written out twice.
import type { ShapeValue } from "../value.ts";
import { bundle, type MimeBundle } from "./bundle.ts";

export function showShape({ name, parts }: ShapeValue): MimeBundle {
  const written = new Set<number>();
  const body = (part: number, indent: string): string[] => {
    written.add(part);
    return (parts[part]?.fields ?? []).flatMap((field) => {
      const type = `${field.type ?? parts[field.part ?? -1]?.name ?? ""}${field.list ? "[]" : ""}${field.optional ? "?" : ""}`;
      const card =
        field.list && (field.min > 0 || field.max !== null) ? ` [${field.min}..${field.max ?? ""}]` : "";
      const line = `${indent}${field.name}: ${type}${card}`;
      if (field.part === null || written.has(field.part)) return [line];
      return [`${line} {`, ...body(field.part, `${indent}  `), `${indent}}`];
    });
  };
  return bundle([`shape ${name} {`, ...body(0, "  "), "}"].join("\n"));
}
