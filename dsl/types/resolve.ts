// Types as written -> types.
import type { TypeExpr, TypeName, TypeRecord, TypeUnion } from "../syntax/ast.ts";
import { FORBIDDEN } from "./bind.ts";
import type { Report } from "../tell/diagnostic.ts";
import { near, swap } from "../tell/near.ts";
import { own } from "../own.ts";
import { outlined, type Shapes } from "./shape.ts";
import {
  anyModel,
  DOES,
  anyTree,
  type Fields,
  list,
  literal,
  messages,
  nullable,
  oneOf,
  show,
  table,
  type Type,
  unknown,
  wordsOf,
} from "./types.ts";

/** What type names are looked up in. `inside`: the shape whose parts may be named as well. */
export interface Naming {
  readonly shapes: Shapes;
  readonly report: Report;
  readonly inside?: string;
}

/** A built-in name: how many type arguments it takes, how it is written with them, and the type. */
interface Named {
  readonly most: number;
  readonly example: string;
  readonly of: (args: readonly TypeExpr[], at: TypeName, naming: Naming) => Type;
}
const plain = (type: Type): Named => ({ most: 0, example: "", of: () => type });

const named: { readonly [name: string]: Named } = {
  Text: plain({ kind: "text" }),
  Int: plain({ kind: "int" }),
  Num: plain({ kind: "num" }),
  Bool: plain({ kind: "bool" }),
  Null: plain({ kind: "null" }),
  Id: plain({ kind: "id" }),
  Json: plain({ kind: "json" }),
  Tokens: plain({ kind: "tokens" }),
  Passage: plain({ kind: "passage" }),
  Estimate: plain({ kind: "estimate" }),
  Index: plain({ kind: "index" }),
  Chart: plain({ kind: "chart" }),
  Tree: {
    most: 1,
    example: "Tree<Outline>",
    of: ([shape], _, naming) => (shape ? treeOf(shape, naming) : anyTree),
  },
  Table: {
    most: 1,
    example: "Table<{id: Id, text: Text}>",
    of: ([columns], at, naming) => table(columns ? columnsOf(columns, at, naming) : null),
  },
  Run: {
    most: 2,
    example: 'Run<{id: Id, output: Text}, "arm" | "budget">',
    of: ([columns, axes], at, naming) => ({
      kind: "run",
      columns: columns ? columnsOf(columns, at, naming) : null,
      axes: (axes && wordsIn(axes, "axes", at, naming)) ?? [],
      seeded: false,
    }),
  },
  Score: {
    most: 2,
    example: 'Score<"arm" | "budget", "f1" | "em">',
    of: ([by, metrics], at, naming) => ({
      kind: "score",
      by: by ? wordsIn(by, "axes", at, naming) : null,
      metrics: metrics ? wordsIn(metrics, "metrics", at, naming) : null,
    }),
  },
  Prompt: {
    most: 2,
    example: "Prompt<{question: Text}, Text>",
    of: ([params, returns], at, naming) => ({
      kind: "prompt",
      params: Object.entries((params && columnsOf(params, at, naming)) ?? {}).map(([name, type]) => ({
        name,
        type,
        optional: false,
      })),
      returns: returns ? resolve(returns, naming) : unknown,
    }),
  },
  Messages: {
    most: 1,
    example: "Messages<Text>",
    of: ([returns], _, naming) => messages(returns ? resolve(returns, naming) : unknown),
  },
  Model: {
    most: 1,
    example: "Model<gen>",
    of: ([does], at, naming) => (does ? modelOf(does, at, naming) : anyModel),
  },
};

/** Built-in names with their example of type arguments, "" where they take none. */
export const typeNames = (): readonly (readonly [name: string, example: string])[] =>
  Object.entries(named).map(([name, { example }]) => [name, example]);

/** Names that a declaration of the user's may not take. */
export const isBuiltIn = (name: string): boolean => own(named, name) !== undefined;

/** The type that was written. Reports E101, E209, E210, E220, E221, E226. */
export function resolve(type: TypeExpr, naming: Naming): Type {
  switch (type.kind) {
    case "TypeName":
      return type.name.text === "" ? unknown : resolveName(type, naming);
    case "TypeLiteral":
      return literal(type.value);
    case "TypeRecord":
      return { kind: "record", fields: resolveFields(type, naming) };
    case "TypeList":
      return list(resolve(type.of, naming));
    case "TypeOptional":
      return nullable(resolve(type.of, naming));
    case "TypeUnion":
      return resolveUnion(type, naming);
  }
}

function resolveName(type: TypeName, naming: Naming): Type {
  const { name, args } = type;
  const found = own(named, name.text);
  const shape = found ? null : shapeNamed(type, naming);
  const [most, example] = found ? [found.most, found.example] : [0, `Tree<${name.text}>`];
  if (!found && shape === null) return unknown;
  if (args.length > most) {
    const fixes =
      most === 0 && found ? [{ title: `replace with ${name.text}`, span: type.span, text: name.text }] : [];
    naming.report("E220", type.span, { name: name.text, most, got: args.length, example }, fixes);
    return unknown;
  }
  return found ? found.of(args, type, naming) : { kind: "node", shape: shape ?? "" };
}

/** The shape, or the part of one, that a bare name stands for; reports where there is none, or several. */
function shapeNamed({ name }: TypeName, { shapes, inside, report }: Naming): string | null {
  if (inside !== undefined && shapes.has(`${inside}.${name.text}`)) return `${inside}.${name.text}`;
  if (shapes.has(name.text)) return name.text;
  const parts = [...shapes.keys()].filter((key) => key.endsWith(`.${name.text}`));
  if (parts.length > 1)
    report("E226", name.span, {
      name: name.text,
      names: parts.map((part) => part.slice(0, part.indexOf("."))),
    });
  if (parts.length > 0) return parts.length === 1 ? (parts[0] ?? null) : null;
  const names = [...Object.keys(named), ...[...shapes.keys()].filter((key) => !key.includes("."))];
  const meant = near(name.text, names);
  report(
    "E101",
    name.span,
    { what: "type", name: name.text, near: meant, inScope: names },
    swap(name.span, meant),
  );
  return null;
}

/** Trees are Outlines; of a shape with other fields there are records, whichever way their type is written. */
function treeOf(type: TypeExpr, { shapes, report }: Naming): Type {
  const name = type.kind === "TypeName" && type.args.length === 0 ? type.name : null;
  if (name && shapes.has(name.text) && !name.text.includes("."))
    return { kind: outlined(name.text, shapes) ? "tree" : "node", shape: name.text };
  if (name?.text === "") return anyTree;
  const names = [...shapes.keys()].filter((key) => !key.includes("."));
  const meant = name ? near(name.text, names) : undefined;
  if (name && !isBuiltIn(name.text))
    report(
      "E101",
      name.span,
      { what: "shape", name: name.text, near: meant, inScope: names },
      swap(name.span, meant),
    );
  else wrongArg(type, "Tree", "the name of a shape", { shapes, report });
  return unknown;
}

/** E221, with the argument as it was understood. */
function wrongArg(type: TypeExpr, of: string, wanted: string, naming: Naming): void {
  const quiet: Naming = { ...naming, report: () => undefined };
  const got = type.kind === "TypeName" ? type.name.text : show(resolve(type, quiet));
  naming.report("E221", type.span, { name: of, wanted, got, example: own(named, of)?.example ?? "" });
}

function columnsOf(type: TypeExpr, at: TypeName, naming: Naming): Fields | null {
  if (type.kind === "TypeRecord") return resolveFields(type, naming);
  wrongArg(type, at.name.text, "a record", naming);
  return null;
}

function wordsIn(type: TypeExpr, what: string, at: TypeName, naming: Naming): readonly string[] | null {
  const words =
    type.kind === "TypeLiteral" || type.kind === "TypeUnion" ? wordsOf(resolve(type, naming)) : null;
  if (!words) wrongArg(type, at.name.text, `the ${what} as words`, naming);
  return words;
}

function modelOf(type: TypeExpr, at: TypeName, naming: Naming): Type {
  const word = type.kind === "TypeName" && type.args.length === 0 ? type.name.text : "";
  const does = DOES.find((kind) => kind === word);
  if (does) return { kind: "model", ref: null, window: null, does };
  wrongArg(type, at.name.text, `one of ${DOES.join(", ")}`, naming);
  return anyModel;
}

function resolveFields(type: TypeRecord, naming: Naming): Fields {
  const fields = new Map<string, Type>();
  for (const { name, type: of } of type.fields) {
    if (FORBIDDEN.has(name.text)) naming.report("E210", name.span, { name: name.text });
    else if (fields.has(name.text)) naming.report("E209", name.span, { name: name.text });
    else fields.set(name.text, resolve(of, naming));
  }
  return Object.fromEntries(fields);
}

/** `A | Null` is `A?`, wherever Null stands. */
function resolveUnion(type: TypeUnion, naming: Naming): Type {
  const words = new Set<string>();
  for (const one of type.of) {
    if (one.kind !== "TypeLiteral") continue;
    if (words.has(one.value)) naming.report("E209", one.span, { name: one.value });
    words.add(one.value);
  }
  const all = type.of.map((one) => resolve(one, naming));
  const some = all.flatMap((one) => (one.kind === "optional" ? [one.of] : one.kind === "null" ? [] : [one]));
  const union = oneOf(some.flatMap((one) => (one.kind === "union" ? one.of : [one])));
  return some.length < all.length || all.some(({ kind }) => kind === "optional") ? nullable(union) : union;
}
