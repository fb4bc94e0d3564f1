// `export const f = operator({ in: {a: 'Text'}, out: 'Num', pure: true }, (a) => ...)`: a signature in the words of the language.
import type { ParamInfo } from "../../dsl/types/known.ts";
import { parse } from "../../dsl/syntax/parse.ts";
import { resolve } from "../../dsl/types/resolve.ts";
import { builtIn } from "../../dsl/types/shape.ts";
import { sourceOf } from "../../dsl/source.ts";
import type { Type } from "../../dsl/types/types.ts";
import { callable, type Found } from "./found.ts";
import { ts, type TypeScript } from "./typescript.ts";

/** The declared signature of a constant made by `operator(...)`; null for anything else. */
export function declaredOperator(symbol: TypeScript.Symbol, name: string, doc: string): Found | null {
  const declaration = symbol.valueDeclaration;
  const made = declaration && ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined;
  if (!made || !ts.isCallExpression(made) || made.expression.getText() !== "operator") return null;
  const [about] = made.arguments;
  const read = about ? plain(about) : undefined;
  return isAbout(read)
    ? signatureOf(read, name, doc)
    : no("operator(...) takes a record that is written out first: { in: {...}, out: '...' }");
}

const no = (why: string): Found => ({ why, callable: true });

interface About {
  readonly in: { readonly [param: string]: string };
  readonly out: string;
  readonly pure?: boolean;
  readonly version?: number;
  readonly doc?: string;
}
/** Member -> what it must be. */
const members: { readonly [M in keyof Required<About>]: (value: unknown) => boolean } = {
  in: (value) => isRecord(value) && Object.values(value).every((type) => typeof type === "string"),
  out: (value) => typeof value === "string",
  pure: (value) => typeof value === "boolean",
  version: (value) => Number.isSafeInteger(value),
  doc: (value) => typeof value === "string",
};
const isRecord = (value: unknown): value is { readonly [key: string]: unknown } =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isAbout = (value: unknown): value is About =>
  isRecord(value) &&
  "in" in value &&
  "out" in value &&
  Object.entries(value).every(
    ([key, item]) => Object.hasOwn(members, key) && members[key as keyof About](item),
  );

/** Code that is pure and says its version is known by that, as the operators of the library are; any other by itself. */
function signatureOf(about: About, name: string, doc: string): Found {
  const { pure = false, version } = about;
  const params: ParamInfo[] = [];
  for (const [param, written] of Object.entries(about.in)) {
    const type = typeNamed(written);
    if (!type) return no(`parameter ${param}: '${written}' is no type that can cross`);
    params.push({ name: param, type, doc: "", optional: type.kind === "optional" });
  }
  const returns = typeNamed(about.out);
  if (!returns) return no(`its result: '${about.out}' is no type that can cross`);
  if (version !== undefined && !pure) return no("a version stands for its code only where it is pure: true");
  return callable({
    name,
    doc: about.doc ?? doc,
    params,
    returns,
    effect: pure ? "pure" : "host",
    version: version ?? null,
  });
}

/** A type as the language writes it; null where it is none, or none of plain data. */
function typeNamed(written: string): Type | null {
  const { statements, diagnostics } = parse(sourceOf(`param p: ${written} = null`));
  const [param, ...more] = statements;
  if (diagnostics.length > 0 || more.length > 0 || param?.kind !== "ParamDecl" || !param.type) return null;
  let wrong = false;
  const type = resolve(param.type, { shapes: builtIn, report: () => void (wrong = true) });
  return wrong || !crosses(type) ? null : type;
}

const PLAIN: ReadonlySet<Type["kind"]> = new Set([
  "text",
  "int",
  "num",
  "bool",
  "null",
  "id",
  "json",
  "literal",
]);

function crosses(type: Type): boolean {
  if (type.kind === "list" || type.kind === "optional") return crosses(type.of);
  if (type.kind === "union") return type.of.every(crosses);
  if (type.kind === "record") return Object.values(type.fields).every(crosses);
  return PLAIN.has(type.kind);
}

/** The value of a literal; undefined where anything in it is not written out. */
function plain(node: TypeScript.Expression): unknown {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isNumericLiteral(node)) return Number(node.text);
  if (node.kind === ts.SyntaxKind.TrueKeyword || node.kind === ts.SyntaxKind.FalseKeyword)
    return node.kind === ts.SyntaxKind.TrueKeyword;
  if (!ts.isObjectLiteralExpression(node)) return undefined;
  return Object.fromEntries(
    node.properties.map((property) =>
      ts.isPropertyAssignment(property) && !ts.isComputedPropertyName(property.name)
        ? [property.name.text, plain(property.initializer)]
        : ["", undefined],
    ),
  );
}
