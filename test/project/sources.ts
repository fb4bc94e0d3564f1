// The house's own files as syntax trees: what each imports, and the shape of its functions.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { parseAst } from "rolldown/parseAst";
import { root } from "../../bin/build.mjs";

export type Layer = "dsl" | "runtime" | "kernel" | "cli" | "models";
export type Import = { readonly from: string; readonly line: number; readonly typeOnly: boolean };
export type Node = { readonly type: string; readonly start: number; readonly end: number } & {
  readonly [key: string]: unknown;
};
export type File = {
  readonly path: string;
  readonly layer: Layer;
  readonly text: string;
  readonly tree: Node;
};

const LAYERS: readonly Layer[] = ["dsl", "runtime", "kernel", "cli", "models"];

export function files(): File[] {
  return LAYERS.flatMap((layer) =>
    list(layer).map((path) => {
      const text = readFileSync(join(root, path), "utf8");
      return { path, layer, text, tree: parseAst(text, { lang: "ts" }) as unknown as Node };
    }),
  );
}

/** Paths of the TypeScript files in a folder of the project, `/` between names. */
export function list(folder: string): string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && !name.includes("node_modules"))
    .map((name) => `${folder}/${name.split(sep).join("/")}`)
    .sort();
}

const found = new WeakMap<File, readonly Import[]>();

/** Static, dynamic and type imports, and re-exports. */
export function imports(file: File): readonly Import[] {
  const before = found.get(file);
  if (before) return before;
  const all = nodes(file.tree).flatMap((node) => {
    const source = node["source"] as { value?: unknown } | null | undefined;
    if (typeof source?.value !== "string" || !/Import|Export/.test(node.type)) return [];
    return [{ from: source.value, line: line(file, node), typeOnly: typeOnly(node) }];
  });
  found.set(file, all);
  return all;
}

/** A relative import as a path of the project, a package import as the package's name. */
export function target(file: File, from: string): string {
  if (from.startsWith(".")) {
    const path = relative(root, join(root, dirname(file.path), from));
    return path.split(sep).join("/");
  }
  if (from.startsWith("node:")) return from;
  return from
    .split("/")
    .slice(0, from.startsWith("@") ? 2 : 1)
    .join("/");
}

export function line(file: File, node: Node): number {
  return file.text.slice(0, node.start).split("\n").length;
}

/** Every node below and including this one, in order of text. */
export function nodes(node: Node): Node[] {
  const found: Node[] = [];
  const walk = (one: Node): void => {
    found.push(one);
    for (const value of Object.values(one))
      if (Array.isArray(value)) value.filter(isNode).forEach(walk);
      else if (isNode(value)) walk(value);
  };
  walk(node);
  return found;
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
}

function typeOnly(node: Node): boolean {
  if (node.type === "TSImportType" || node["importKind"] === "type" || node["exportKind"] === "type")
    return true;
  const names = node["specifiers"] as readonly Node[] | undefined;
  return (
    names !== undefined &&
    names.length > 0 &&
    names.every((name) => name["importKind"] === "type" || name["exportKind"] === "type")
  );
}
