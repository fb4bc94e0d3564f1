// Types as written -> types.
import type { TypeExpr } from "./ast.ts";
import { FORBIDDEN } from "./bind.ts";
import type { Report } from "./diagnostic.ts";
import { near } from "./near.ts";
import { own } from "./own.ts";
import { anyModel, anyTree, list, literal, messages, type Type, unknown } from "./types.ts";

const named: { readonly [name: string]: Type } = {
  Text: { kind: "text" },
  Int: { kind: "int" },
  Num: { kind: "num" },
  Bool: { kind: "bool" },
  Null: { kind: "null" },
  Id: { kind: "id" },
  Json: { kind: "json" },
  Tokens: { kind: "tokens" },
  Tree: anyTree,
  Passage: { kind: "passage" },
  Table: { kind: "table", columns: null },
  Run: { kind: "run", columns: null, axes: [], seeded: false },
  Model: anyModel,
  Messages: messages(),
  Estimate: { kind: "estimate" },
  Chart: { kind: "chart" },
};

/** Reports E101 for a type name that is neither built in nor a declared shape. */
export function resolve(type: TypeExpr, shapes: ReadonlySet<string>, report: Report): Type {
  switch (type.kind) {
    case "TypeName": {
      const { text } = type.name;
      // an element of a shape's Tree is checked when shapes are built
      const found =
        own(named, text) ?? (shapes.has(text) ? ({ kind: "tree", shape: text } as const) : undefined);
      if (found || text === "") return found ?? unknown;
      const names = [...Object.keys(named), ...shapes];
      report("E101", type.name.span, { what: "type", name: text, near: near(text, names), inScope: names });
      return unknown;
    }
    case "TypeLiteral":
      return literal(type.value);
    case "TypeRecord":
      for (const { name } of type.fields)
        if (FORBIDDEN.has(name.text)) report("E210", name.span, { name: name.text });
      return {
        kind: "record",
        fields: Object.fromEntries(
          type.fields.map((field) => [field.name.text, resolve(field.type, shapes, report)]),
        ),
      };
    case "TypeList":
      return list(resolve(type.of, shapes, report));
    case "TypeOptional":
      return { kind: "optional", of: resolve(type.of, shapes, report) };
    case "TypeUnion":
      return { kind: "union", of: type.of.map((one) => resolve(one, shapes, report)) };
  }
}
