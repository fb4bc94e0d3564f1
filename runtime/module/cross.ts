// Which TypeScript types can cross into the language, and as what. The others say why not.
import { literal, list, nullable, oneOf, type Type } from "../../dsl/types/types.ts";
import { ts, type TypeScript } from "./typescript.ts";

export type Crossing = { readonly type: Type } | { readonly why: string };
/** `in`: an argument, so nothing may be promised that the language cannot keep. `out`: a result, tested when it is there. */
export type Way = "in" | "out";

interface Border {
  readonly checker: TypeScript.TypeChecker;
  readonly way: Way;
  /** Object types on the way to this one. */
  readonly inside: readonly TypeScript.Type[];
}

export const crossing = (type: TypeScript.Type, way: Way, checker: TypeScript.TypeChecker): Crossing =>
  cross(type, { checker, way, inside: [] });

type Row = readonly [flags: TypeScript.TypeFlags, as: (type: TypeScript.Type, border: Border) => Crossing];
const plain =
  (kind: "text" | "num" | "bool" | "null"): (() => Crossing) =>
  () => ({ type: { kind } });
const no =
  (why: string): (() => Crossing) =>
  () => ({ why });

/** The first row whose flag the type has says what becomes of it. */
const rows: readonly Row[] = [
  [ts.TypeFlags.Any, no("its type is 'any': write the type it has")],
  [
    ts.TypeFlags.Unknown,
    (_, { way }) => (way === "in" ? { type: { kind: "json" } } : { why: "its type is 'unknown'" }),
  ],
  [ts.TypeFlags.Never, no("its type is 'never'")],
  [ts.TypeFlags.EnumLike, no("it is an enum: write a union of words")],
  [ts.TypeFlags.String, plain("text")],
  [ts.TypeFlags.Number, plain("num")],
  [ts.TypeFlags.BooleanLike, plain("bool")],
  [ts.TypeFlags.StringLiteral, (type) => ({ type: literal((type as TypeScript.StringLiteralType).value) })],
  [
    ts.TypeFlags.NumberLiteral,
    (_, { way }) =>
      way === "out"
        ? { type: { kind: "num" } }
        : { why: "it takes only certain numbers: write 'number' and test them" },
  ],
  [
    ts.TypeFlags.TemplateLiteral | ts.TypeFlags.StringMapping,
    no("it takes only texts of a form: write 'string'"),
  ],
  [ts.TypeFlags.BigIntLike, no("it is a bigint")],
  [ts.TypeFlags.ESSymbolLike, no("it is a symbol")],
  [ts.TypeFlags.Null | ts.TypeFlags.Undefined | ts.TypeFlags.Void, plain("null")],
  [ts.TypeFlags.Union, (type, border) => crossUnion((type as TypeScript.UnionType).types, border)],
  [ts.TypeFlags.TypeParameter | ts.TypeFlags.Instantiable, no("it is generic")],
  [ts.TypeFlags.Object | ts.TypeFlags.Intersection | ts.TypeFlags.NonPrimitive, crossObject],
];

function cross(type: TypeScript.Type, border: Border): Crossing {
  const row = rows.find(([flags]) => (type.flags & flags) !== 0);
  return row ? row[1](type, border) : { why: `its type is '${border.checker.typeToString(type)}'` };
}

function crossUnion(types: readonly TypeScript.Type[], border: Border): Crossing {
  const made: Type[] = [];
  for (const each of types) {
    const one = cross(each, border);
    if ("why" in one) return one;
    made.push(one.type);
  }
  const rest = made.filter(({ kind }) => kind !== "null");
  if (rest.length === 0) return { type: { kind: "null" } };
  const distinct = [...new Map(rest.map((one) => [JSON.stringify(one), one])).values()];
  const of = distinct.length === 1 && distinct[0] ? distinct[0] : oneOf(distinct);
  return { type: rest.length < made.length ? nullable(of) : of };
}

function crossObject(type: TypeScript.Type, border: Border): Crossing {
  const { checker, inside } = border;
  const name = checker.typeToString(type);
  if (inside.includes(type)) return { why: `'${name}' contains itself` };
  if (checker.isTupleType(type)) return { why: `'${name}' is a tuple: write a list or a record` };
  if (checker.isArrayType(type)) return crossList(type as TypeScript.TypeReference, border);
  if (type.getCallSignatures().length > 0) return { why: "it is a function" };
  if (type.getConstructSignatures().length > 0 || type.isClass()) return { why: `'${name}' is a class` };
  if (checker.getIndexInfosOfType(type).length > 0)
    return { why: `the keys of '${name}' are not written out` };
  return crossRecord(type, { ...border, inside: [...inside, type] }, name);
}

function crossList(type: TypeScript.TypeReference, border: Border): Crossing {
  const [of] = border.checker.getTypeArguments(type);
  const item = of ? cross(of, border) : { why: "it is a list of nothing" };
  return "why" in item ? { why: `an item: ${item.why}` } : { type: list(item.type) };
}

/** Interfaces and type literals are closed records; a property that may be left out may be null. */
function crossRecord(type: TypeScript.Type, border: Border, name: string): Crossing {
  const fields: { [name: string]: Type } = {};
  for (const property of type.getProperties()) {
    const of = border.checker.getTypeOfSymbol(property);
    if (of.getCallSignatures().length > 0) return { why: `'${name}' has methods, so it is no plain data` };
    const field = cross(of, border);
    if ("why" in field) return { why: `${property.name} of '${name}': ${field.why}` };
    const left = (property.flags & ts.SymbolFlags.Optional) !== 0;
    fields[property.name] = left ? nullable(field.type) : field.type;
  }
  if (Object.keys(fields).length === 0) return { why: `'${name}' names no fields` };
  return { type: { kind: "record", fields } };
}
