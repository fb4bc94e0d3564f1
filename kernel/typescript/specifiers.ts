// Imports of a cell as the converter can follow them: it knows neither packages that are ESM alone nor the ending `.ts`.
import { isBuiltin } from "node:module";
import { join } from "node:path";
import { ts, type TypeScript } from "../../runtime/module/typescript.ts";

/** A text in which some pieces stand for others. */
export interface Edited {
  readonly text: string;
  /** Where an offset of the edited text lies in the one it was made from. */
  readonly back: (offset: number) => number;
  /** And the other way. */
  readonly on: (offset: number) => number;
}
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export function edited(text: string, edits: readonly Edit[]): Edited {
  const sorted = edits.toSorted((a, b) => a.start - b.start);
  let made = "";
  let from = 0;
  const places: {
    readonly was: number;
    readonly wasEnd: number;
    readonly is: number;
    readonly isEnd: number;
  }[] = [];
  for (const edit of sorted) {
    made += text.slice(from, edit.start);
    const is = made.length;
    made += edit.text;
    places.push({ was: edit.start, wasEnd: edit.end, is, isEnd: made.length });
    from = edit.end;
  }
  made += text.slice(from);
  const moved = (
    offset: number,
    start: "was" | "is",
    end: "wasEnd" | "isEnd",
    to: "was" | "is",
    toEnd: "wasEnd" | "isEnd",
  ): number => {
    const last = places.findLast((one) => one[start] <= offset);
    if (!last) return offset;
    return offset < last[end]
      ? Math.min(last[to] + offset - last[start], last[toEnd])
      : last[toEnd] + offset - last[end];
  };
  return {
    text: made,
    back: (offset) => moved(offset, "is", "isEnd", "was", "wasEnd"),
    on: (offset) => moved(offset, "was", "wasEnd", "is", "isEnd"),
  };
}

/** A module that a cell names. */
export interface Specifier {
  /** As written. */
  readonly path: string;
  /** Of the text between the quotes. */
  readonly start: number;
  readonly end: number;
}

/** The modules that are named in a cell: by `import`, by `import()`, in types. */
export function specifiers(source: TypeScript.SourceFile): readonly Specifier[] {
  const found: Specifier[] = [];
  const enter = (node: TypeScript.Node | undefined): void => {
    if (node && ts.isStringLiteralLike(node))
      found.push({ path: node.text, start: node.getStart(source) + 1, end: node.end - 1 });
  };
  const visit = (node: TypeScript.Node): void => {
    if (ts.isImportDeclaration(node)) enter(node.moduleSpecifier);
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      enter(node.arguments[0]);
    if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) enter(node.argument.literal);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

export interface Followed {
  /** What the converter is to read in place of it; null: it finds the module by itself, or nobody does. */
  readonly as: string | null;
  readonly found: boolean;
  /** A package whose types nobody declares: `any`. */
  readonly untyped: boolean;
}

/** How the converter gets to a module that a cell in `folder` names. */
export function followed(path: string, folder: string): Followed {
  if (path === "tslab" || isBuiltin(path)) return { as: null, found: true, untyped: false };
  const plain = /^\.\.?\/.*(?=\.ts$)/.exec(path)?.[0];
  const local = /^\.\.?(?:\/|$)/.test(path);
  const exact = resolved(path, folder, ts.ModuleResolutionKind.Bundler, ts.ModuleKind.ESNext);
  if (local) return { as: plain ?? null, found: exact !== undefined, untyped: false };
  const typed = exact !== undefined && !/\.[mc]?jsx?$/.test(exact);
  const known = resolved(path, folder, ts.ModuleResolutionKind.Node10, ts.ModuleKind.CommonJS);
  if (known !== undefined && (!/\.[mc]?jsx?$/.test(known) || !typed))
    return { as: null, found: true, untyped: !typed && exact !== undefined };
  return {
    as: exact === undefined ? null : script(exact),
    found: exact !== undefined,
    untyped: !typed && exact !== undefined,
  };
}

function resolved(
  path: string,
  folder: string,
  moduleResolution: TypeScript.ModuleResolutionKind,
  module: TypeScript.ModuleKind,
): string | undefined {
  const options = { moduleResolution, module, allowJs: true, allowImportingTsExtensions: true };
  return ts.resolveModuleName(path, join(folder, "cell.ts"), options, ts.sys).resolvedModule
    ?.resolvedFileName;
}

/** The script that a declaration file stands beside: by its path the converter finds the declarations. */
const script = (path: string): string =>
  path.replace(/\.d\.([mc]?)ts$/, ".$1js").replace(/(?<!\.d)\.([mc]?)ts$/, ".$1js");
