// One export of a module: the signature of what can be called, or why it cannot.
import type { ParamInfo } from "../../dsl/types/known.ts";
import { nullable } from "../../dsl/types/types.ts";
import { crossing } from "./cross.ts";
import { declaredOperator } from "./declared.ts";
import { callable, type Found } from "./found.ts";
import { ts, type TypeScript } from "./typescript.ts";

/** Null for what is no value at all: interfaces, type aliases. */
export function functionOf(exported: TypeScript.Symbol, checker: TypeScript.TypeChecker): Found | null {
  const symbol =
    (exported.flags & ts.SymbolFlags.Alias) !== 0 ? checker.getAliasedSymbol(exported) : exported;
  if ((symbol.flags & ts.SymbolFlags.Value) === 0) return null;
  const { name } = exported;
  const doc = docOf(symbol, checker);
  const declared = declaredOperator(symbol, name, doc);
  if (declared) return declared;
  const type = checker.getTypeOfSymbol(symbol);
  if ((symbol.flags & ts.SymbolFlags.Class) !== 0) return { why: "it is a class", callable: false };
  const [signature, ...more] = type.getCallSignatures();
  if (!signature) return { why: "it is no function", callable: false };
  if (name === "default") return { why: "a default export has no name to call it by", callable: true };
  if (!/^[A-Za-z_]\w*$/.test(name)) return { why: "its name cannot be written here", callable: true };
  if (more.length > 0) return { why: "it has several signatures", callable: true };
  if (signature.typeParameters) return { why: "it is generic", callable: true };
  return called(name, doc, signature, checker);
}

const docOf = (symbol: TypeScript.Symbol, checker: TypeScript.TypeChecker): string =>
  ts.displayPartsToString(symbol.getDocumentationComment(checker)).replaceAll(/\s+/g, " ").trim();

function called(
  name: string,
  doc: string,
  signature: TypeScript.Signature,
  checker: TypeScript.TypeChecker,
): Found {
  const params: ParamInfo[] = [];
  for (const [at, symbol] of signature.getParameters().entries()) {
    const param = paramOf(symbol, at, checker);
    if ("why" in param) return { why: param.why, callable: true };
    params.push(param);
  }
  const given = checker.getAwaitedType(signature.getReturnType()) ?? signature.getReturnType();
  const result = crossing(given, "out", checker);
  if ("why" in result) return { why: `its result: ${result.why}`, callable: true };
  if (result.type.kind === "null") return { why: "it returns nothing", callable: true };
  return callable({ name, doc, params, returns: result.type, effect: "host", version: null });
}

function paramOf(
  symbol: TypeScript.Symbol,
  at: number,
  checker: TypeScript.TypeChecker,
): ParamInfo | { readonly why: string } {
  const declaration = symbol.valueDeclaration;
  const written = declaration && ts.isParameter(declaration) ? declaration : undefined;
  // `{ a, b }: Options` has no name of its own
  const name = written && !ts.isIdentifier(written.name) ? `arg${at + 1}` : symbol.name;
  const type = checker.getTypeOfSymbol(symbol);
  const many = written?.dotDotDotToken !== undefined;
  const of =
    many && checker.isArrayType(type) ? checker.getTypeArguments(type as TypeScript.TypeReference)[0] : type;
  const crossed = of ? crossing(of, "in", checker) : { why: "it takes a tuple of arguments" };
  if ("why" in crossed) return { why: `parameter ${name}: ${crossed.why}` };
  const optional = many || (written !== undefined && checker.isOptionalParameter(written));
  const fallback = written?.initializer ? literalOf(written.initializer) : undefined;
  return {
    name,
    // null stands for an argument that is left out
    type: optional && !many ? nullable(crossed.type) : crossed.type,
    doc: docOf(symbol, checker),
    optional,
    ...(fallback !== undefined && { fallback }),
    ...(many && { many: true }),
  };
}

/** A default that is written out, for pages and hovers. */
function literalOf(node: TypeScript.Expression): unknown {
  try {
    return JSON.parse(node.getText().replaceAll("'", '"')) as unknown;
  } catch {
    return undefined;
  }
}
