// Borders of the house: which layer may import which, who opens the door to each foreign package, and what dsl may not touch.
import { expect, test } from "vitest";
import { type File, type Layer, files, imports, line, nodes, target } from "./sources.ts";

const MAY: Record<Layer, readonly string[]> = {
  dsl: ["dsl"],
  runtime: ["dsl", "runtime", "models"],
  kernel: ["dsl", "runtime", "kernel"],
  cli: ["dsl", "runtime", "kernel", "cli", "models"],
  models: ["models"],
};

// The folders of dsl by phase, and the files at its top: each imports from its own row and from rows above it.
const PHASES: readonly string[] = [
  "source.ts own.ts",
  "tell",
  "syntax",
  "format",
  "types",
  "names",
  "infer",
  "check",
  "plan",
  "budget",
  "compile.ts cells.ts broken.ts gathered.ts fallen.ts",
  "service",
  "index.ts",
];

// One door per foreign package: `values` may import it, `types` may name its types besides.
const DOORS: Record<string, { readonly values: readonly string[]; readonly types?: readonly string[] }> = {
  "@huggingface/jinja": { values: ["runtime/model/chat.ts"] },
  "@huggingface/tokenizers": { values: ["runtime/model/tokenizer.ts"] },
  arquero: { values: ["runtime/table.ts"] },
  "@mlc-ai/web-xgrammar": { values: ["runtime/model/constrain.ts"] },
  lmdb: { values: ["runtime/store/lmdb.ts"] },
  "hyparquet-writer": { values: ["runtime/written/parquet.ts"] },
  "jieba-wasm": { values: ["runtime/text/jieba.ts"] },
  koffi: { values: ["runtime/model/backend/library.ts"] },
  chevrotain: { values: ["dsl/syntax/tokens.ts", "dsl/syntax/grammar.ts"], types: ["dsl/"] },
  re2js: { values: ["runtime/text/pattern.ts"] },
  yaml: { values: ["runtime/text/yaml.ts"] },
  htmlparser2: { values: ["runtime/text/html.ts"] },
  "vscode-languageserver": { values: ["kernel/lsp/server.ts"], types: ["kernel/lsp/"] },
  "vscode-languageserver-textdocument": { values: ["kernel/lsp/server.ts"] },
  zeromq: { values: ["kernel/jupyter/sockets.ts", "kernel/jupyter/ping.ts"] },
  "onnxruntime-node": { values: ["runtime/model/backend/binding.ts"] },
  tslab: { values: ["kernel/typescript/tslab.ts"] },
  typescript: { values: [], types: ["runtime/module/typescript.ts"] },
  vega: { values: ["runtime/render.ts"], types: ["runtime/chart.ts"] },
  "vega-lite": { values: ["runtime/render.ts"], types: ["runtime/chart.ts"] },
};

const house = files();

test("imports go dsl <- runtime <- kernel <- cli", () => {
  const wrong = every((file, to) => {
    const folder = to.split("/")[0] ?? "";
    return !isOurs(to) || MAY[file.layer].includes(folder)
      ? undefined
      : `${file.layer} may not import ${folder}`;
  });
  expect(wrong).toEqual([]);
});

test("inside dsl, imports go from later phases to earlier ones", () => {
  const wrong = every((file, to) => {
    if (file.layer !== "dsl" || !to.startsWith("dsl/")) return undefined;
    const [from, back] = [phase(file.path), phase(to)];
    if (from < 0) return `${file.path} has no row in the table of phases`;
    return back <= from ? undefined : `${PHASES[from]} comes before ${PHASES[back]}`;
  });
  expect(wrong).toEqual([]);
});

test("every foreign package has one door", () => {
  const wrong = every((file, to, typeOnly) => {
    if (isOurs(to) || to.startsWith("node:")) return undefined;
    const door = DOORS[to];
    if (!door) return `${to} has no row in the table of doors`;
    if (door.values.includes(file.path)) return undefined;
    if (typeOnly && door.types?.some((path) => file.path.startsWith(path))) return undefined;
    return `${to} is imported by ${door.values.join(", ")} only`;
  });
  expect(wrong).toEqual([]);
});

test("dsl imports nothing but itself and chevrotain", () => {
  const wrong = every((file, to) =>
    file.layer !== "dsl" || isOurs(to) || to === "chevrotain" ? undefined : "dsl is pure",
  );
  expect(wrong).toEqual([]);
});

test("dsl is synchronous and deterministic", () => {
  const wrong = house
    .filter((file) => file.layer === "dsl")
    .flatMap((file) =>
      nodes(file.tree).flatMap((node) => {
        const reason = impure(file, node);
        return reason ? [`${file.path}:${line(file, node)} ${reason}`] : [];
      }),
    );
  expect(wrong).toEqual([]);
});

test("no file imports itself through others, types included", () => {
  const edges = new Map(
    house.map((file) => [
      file.path,
      imports(file)
        .map((found) => target(file, found.from))
        .filter(isOurs),
    ]),
  );
  expect(cycles(edges)).toEqual([]);
});

test("a cycle is found and told as its path", () => {
  const edges = new Map(Object.entries({ a: ["b"], b: ["c", "d"], c: ["b"], d: [] }));
  expect(cycles(edges)).toEqual(["b -> c -> b"]);
});

/** Every import of the house that `judge` objects to, with its place. */
function every(judge: (file: File, to: string, typeOnly: boolean) => string | undefined): string[] {
  return house.flatMap((file) =>
    imports(file).flatMap(({ from, line, typeOnly }) => {
      const reason = judge(file, target(file, from), typeOnly);
      return reason ? [`${file.path}:${line} imports ${from}: ${reason}`] : [];
    }),
  );
}

function phase(path: string): number {
  const name = path.split("/")[1] ?? "";
  return PHASES.findIndex((row) => row.split(" ").includes(name));
}

function isOurs(to: string): boolean {
  return /\.(ts|mjs|json)$/.test(to);
}

function impure(file: File, node: File["tree"]): string | undefined {
  if (node["async"] === true) return "async";
  if (node.type === "AwaitExpression" || node.type === "ImportExpression") return node.type;
  const text = file.text.slice(node.start, node.end);
  if (node.type === "MemberExpression" && text === "Math.random") return text;
  const callee = node["callee"] as { readonly name?: unknown } | undefined;
  if (node.type === "NewExpression" && callee?.name === "Date") return "new Date";
  if (node.type === "MemberExpression" && /^(Date|process|performance|globalThis)\./.test(text)) return text;
  return undefined;
}

function cycles(edges: ReadonlyMap<string, readonly string[]>): string[] {
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (path: readonly string[], at: string): void => {
    const seen = path.indexOf(at);
    if (seen >= 0) found.push([...path.slice(seen), at].join(" -> "));
    if (seen >= 0 || done.has(at)) return;
    for (const next of edges.get(at) ?? []) visit([...path, at], next);
    done.add(at);
  };
  for (const start of edges.keys()) visit([], start);
  return found;
}
