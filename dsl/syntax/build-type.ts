// CST -> AST: types as written, parameters, shape fields.
import type { Expr, Param, ShapeField, TypeExpr, TypeField, TypeName } from "./ast.ts";
import type { Place } from "./build-base.ts";
import { all, behind, first, name, span, spanOf, textOf, whole } from "./build-base.ts";
import type * as cst from "./cst.ts";
import { join } from "../source.ts";

type ExprOf = (at: Place, node: cst.ExprCstNode | undefined, parent: cst.ParamCstNode) => Expr;

/** Recovery dropped it: a type without a name, about which later phases are silent. */
const missingType = (at: Place, parent: Parameters<typeof behind>[1]): TypeName => ({
  kind: "TypeName",
  span: behind(at, parent),
  name: name(at, undefined, parent),
  args: [],
});

export function type(
  at: Place,
  node: cst.TypeCstNode | undefined,
  parent: Parameters<typeof behind>[1],
): TypeExpr {
  if (node === undefined) return missingType(at, parent);
  const atoms = all(node.children.typeAtom).map((atom) => typeAtom(at, atom));
  const [only] = atoms;
  if (only === undefined) return missingType(at, node);
  return atoms.length === 1 ? only : { kind: "TypeUnion", span: span(at, node), of: atoms };
}

function typeAtom(at: Place, node: cst.TypeAtomCstNode): TypeExpr {
  const { typeName: named, STR, recordType: record, EMPTY, MAYBE } = node.children;
  const literal = first(STR);
  const [aName, aRecord] = [first(named), first(record)];
  let made: TypeExpr = missingType(at, node);
  if (aName) made = typeName(at, aName);
  else if (aRecord) made = recordType(at, aRecord);
  else if (literal) made = { kind: "TypeLiteral", span: spanOf(at, literal), value: textOf(literal) };

  const suffixes = [...all(EMPTY), ...all(MAYBE)].toSorted((a, b) => a.startOffset - b.startOffset);
  for (const suffix of suffixes) {
    const kind = suffix.image === "?" ? "TypeOptional" : "TypeList";
    made = { kind, span: join(made.span, spanOf(at, suffix)), of: made };
  }
  return made;
}

const typeName = (at: Place, node: cst.TypeNameCstNode): TypeExpr => ({
  kind: "TypeName",
  span: span(at, node),
  name: name(at, first(node.children.ID), node),
  args: all(node.children.type).map((arg) => type(at, arg, node)),
});

const recordType = (at: Place, node: cst.RecordTypeCstNode): TypeExpr => ({
  kind: "TypeRecord",
  span: span(at, node),
  fields: all(node.children.typeField).map((field) => typeField(at, field)),
});

const typeField = (at: Place, node: cst.TypeFieldCstNode): TypeField => ({
  kind: "TypeField",
  span: span(at, node),
  name: name(at, first(node.children.NAME), node),
  type: type(at, first(node.children.type), node),
});

export const params = (at: Place, node: cst.ParamsCstNode | undefined, expr: ExprOf): readonly Param[] =>
  all(node?.children.param).map((param) => ({
    kind: "Param",
    span: span(at, param),
    name: name(at, first(param.children.ID), param),
    type: type(at, first(param.children.type), param),
    default: param.children.EQ ? expr(at, first(param.children.expr), param) : null,
  }));

export const shapeBody = (at: Place, node: cst.ShapeBodyCstNode | undefined): readonly ShapeField[] =>
  all(node?.children.field).map((field) => shapeField(at, field));

function shapeField(at: Place, node: cst.FieldCstNode): ShapeField {
  const { NAME, type: types, card: cards, shapeBody: bodies } = node.children;
  const [bounds, body] = [first(cards), first(bodies)];
  return {
    kind: "ShapeField",
    span: span(at, node),
    name: name(at, first(NAME), node),
    type: type(at, first(types), node),
    card: bounds ? card(at, bounds) : null,
    fields: body ? shapeBody(at, body) : null,
  };
}

function card(at: Place, node: cst.CardCstNode): { readonly min: number; readonly max: number | null } {
  const [low, high] = all(node.children.NUM);
  const min = whole(at, low);
  return { min, max: high === undefined ? null : whole(at, high) };
}
