// What a TypeScript cell declares at its top and what it mentions, from its text alone.
import type { Fault, OutlineFact, OutlineName } from "../../dsl/types/known.ts";
import { wording } from "./typed.ts";
import { ts, type TypeScript } from "./typescript.ts";

/** A cell as it is parsed: top-level names, and where what makes it a module stands. */
export interface Outline extends OutlineFact {
  readonly source: TypeScript.SourceFile;
  /** Modules it imports, types alone left out, as written. */
  readonly imports: readonly string[];
  /** The words `export` of its declarations, and whole lists `export { a, b }`. */
  readonly exports: readonly { readonly start: number; readonly end: number }[];
}

/** TypeScript's parser gives up on some texts; then what it says is the one fault of an empty cell. */
export function parsedCell(text: string): TypeScript.SourceFile {
  const parse = (of: string): TypeScript.SourceFile =>
    ts.createSourceFile("cell.ts", of, ts.ScriptTarget.ES2023, true);
  try {
    return parse(text);
  } catch (error) {
    const message = `it cannot be read: ${error instanceof Error ? error.message : String(error)}`;
    const start = text.length - text.trimStart().length;
    const fault = { start, length: 1, messageText: message, code: 0 };
    return Object.assign(parse(""), { parseDiagnostics: [fault] });
  }
}

export function outlineOf(text: string): Outline {
  const source = parsedCell(text);
  const found: Found = { names: new Map(), listed: new Set(), imports: [], exports: [], fault: null };
  for (const statement of source.statements) rules(statement, found);
  const names = [...found.names.values()].map((one) =>
    found.listed.has(one.name) ? { ...one, exported: true } : one,
  );
  return {
    source,
    names,
    mentions: [...mentions(source)],
    imports: [...new Set(found.imports)],
    exports: found.exports,
    fault: syntaxFaults(source)[0] ?? found.fault,
  };
}

interface Found {
  readonly names: Map<string, OutlineName>;
  /** Names in `export { ... }`. */
  readonly listed: Set<string>;
  readonly imports: string[];
  readonly exports: { readonly start: number; readonly end: number }[];
  fault: OutlineFact["fault"];
}

function rules(statement: TypeScript.Statement, found: Found): void {
  const word = modifier(statement, ts.SyntaxKind.ExportKeyword);
  const byDefault = modifier(statement, ts.SyntaxKind.DefaultKeyword);
  if (byDefault) refuse(found, byDefault, "a default export has no name to be called by");
  if (word) found.exports.push({ start: word.getStart(), end: word.end });
  // what is only declared has its value elsewhere
  const ambient = modifier(statement, ts.SyntaxKind.DeclareKeyword) !== undefined;
  const enter = (name: TypeScript.Identifier | undefined, kind: OutlineName["kind"]): void => {
    if (name) declare(found, name, ambient ? "type" : kind, word !== undefined);
  };
  if (ts.isVariableStatement(statement)) {
    const fixed = (statement.declarationList.flags & ts.NodeFlags.Const) !== 0;
    for (const { name } of statement.declarationList.declarations)
      for (const each of bound(name)) enter(each, fixed ? "constant" : "variable");
  } else if (ts.isFunctionDeclaration(statement)) {
    // overloads and bodies are one name
    enter(statement.name, "function");
  } else if (ts.isClassDeclaration(statement) || ts.isEnumDeclaration(statement)) {
    enter(statement.name, "constant");
  } else if (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)) {
    enter(statement.name, "type");
  } else if (ts.isModuleDeclaration(statement) && ts.isIdentifier(statement.name)) {
    enter(statement.name, "constant");
  } else if (ts.isImportDeclaration(statement)) {
    imported(statement, found);
  } else if (ts.isExportDeclaration(statement)) exportList(statement, found);
  else if (ts.isExportAssignment(statement))
    refuse(found, statement, "a default export has no name to be called by");
}

const modifier = (
  statement: TypeScript.Statement,
  kind: TypeScript.SyntaxKind,
): TypeScript.Modifier | undefined =>
  ts.canHaveModifiers(statement) ? ts.getModifiers(statement)?.find((one) => one.kind === kind) : undefined;

function refuse(found: Found, node: TypeScript.Node, message: string): void {
  found.fault ??= { start: node.getStart(), end: node.end, message };
}

function declare(
  found: Found,
  name: TypeScript.Identifier,
  kind: OutlineName["kind"],
  exported: boolean,
): void {
  const before = found.names.get(name.text);
  // an interface and a value may share a name
  if (before && before.kind !== "type") {
    if (exported) found.names.set(name.text, { ...before, exported });
    return;
  }
  found.names.set(name.text, {
    name: name.text,
    start: name.getStart(),
    end: name.end,
    exported: exported || before?.exported === true,
    kind,
  });
}

/** The names of `a`, `{ a, b: [c] }`, `[d, ...e]`. */
function bound(name: TypeScript.BindingName): readonly TypeScript.Identifier[] {
  if (ts.isIdentifier(name)) return [name];
  return name.elements.flatMap((one) => (ts.isOmittedExpression(one) ? [] : bound(one.name)));
}

function imported(
  { importClause: clause, moduleSpecifier }: TypeScript.ImportDeclaration,
  found: Found,
): void {
  const types = clause?.isTypeOnly === true;
  const enter = (name: TypeScript.Identifier, type: boolean): void =>
    declare(found, name, type ? "type" : "import", false);
  if (clause?.name) enter(clause.name, types);
  const named = clause?.namedBindings;
  if (named && ts.isNamespaceImport(named)) enter(named.name, types);
  if (named && ts.isNamedImports(named))
    for (const one of named.elements) enter(one.name, types || one.isTypeOnly);
  if (!types && ts.isStringLiteral(moduleSpecifier)) found.imports.push(moduleSpecifier.text);
}

function exportList(statement: TypeScript.ExportDeclaration, found: Found): void {
  const { exportClause: clause, moduleSpecifier } = statement;
  found.exports.push({ start: statement.getStart(), end: statement.end });
  if (moduleSpecifier || !clause || !ts.isNamedExports(clause))
    return refuse(
      found,
      statement,
      "a cell exports what it declares: import it first, then export it by name",
    );
  for (const one of clause.elements) {
    if (one.propertyName) refuse(found, one, "a cell exports under the names it declares");
    found.listed.add(one.name.text);
  }
}

/** Identifiers that stand for something, in contrast to those that name a member or what is declared right there. */
function mentions(source: TypeScript.SourceFile): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (node: TypeScript.Node): void => {
    if (ts.isIdentifier(node) && !isMember(node)) found.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function isMember(node: TypeScript.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node;
  if (ts.isQualifiedName(parent)) return parent.right === node;
  if (ts.isBindingElement(parent)) return parent.propertyName === node || parent.name === node;
  if (ts.isImportSpecifier(parent) || ts.isExportSpecifier(parent)) return true;
  if (ts.isVariableDeclaration(parent) || ts.isParameter(parent)) return parent.name === node;
  return (
    (ts.isPropertyAssignment(parent) || ts.isPropertySignature(parent) || ts.isPropertyDeclaration(parent)) &&
    parent.name === node
  );
}

/** What cannot be read in a cell. */
export function syntaxFaults(source: TypeScript.SourceFile): readonly Fault[] {
  // not part of the public interface, and the only way to ask a single text for its syntax errors
  const { parseDiagnostics } = source as unknown as {
    readonly parseDiagnostics: readonly TypeScript.DiagnosticWithLocation[];
  };
  // what ends too early does so behind its last word, and not behind the blank lines that follow
  const end = source.text.trimEnd().length || Infinity;
  return parseDiagnostics.map((one) => ({
    start: Math.min(one.start, end),
    end: Math.min(one.start, end) + Math.max(one.length, 1),
    message: wording(one),
    ...(one.code > 0 && { code: one.code }),
  }));
}
