// What the bodies of statements hold: properties, cells of a score, types, names of a file.
import type { Analysis } from "../compile.ts";
import { takes } from "../check/model-decl.ts";
import type { Node } from "../syntax/ast.ts";
import { keyOf, seenFrom } from "../names/local.ts";
import { own } from "../own.ts";
import { typeNames } from "../types/resolve.ts";
import { columnsOf, isTable, show } from "../types/types.ts";
import type { Hole } from "./hole.ts";
import { fields, keyword, type Offer, ranks, simple } from "./offers.ts";
import { bodies } from "./wanted.ts";
import { typeDocs } from "./words.ts";

/** Properties of a body that it does not have yet, and the words its items start with. */
export function properties(hole: Hole, analysis: Analysis): readonly Offer[] {
  const { props, propDocs } = analysis.known;
  const owner = hole.path.at(-3);
  const body = bodies[owner?.kind ?? ""];
  if (!owner || !body) return [];
  const [place, words] = body;
  const items = "props" in owner ? owner.props : "items" in owner ? owner.items : [];
  const given = new Set(
    items.flatMap((item) => (typeof item === "object" && item.kind === "Prop" ? [item.name.text] : [])),
  );
  const offers = Object.entries(props[place])
    .filter(([name]) => !given.has(name) && heard(name, owner, hole.span.cell, analysis))
    .map(([name, type]): Offer => {
      return {
        ...simple(`${name}:`, "property", show(type), ranks.name),
        insert: `${name}: `,
        doc: own(propDocs, name) ?? "",
      };
    });
  return [...words.map((one) => keyword(one, 0)), ...offers];
}

/** Whether the model that is declared or asked, where it is named, takes such a setting. */
function heard(name: string, owner: Node, cell: number, { scope, checked }: Analysis): boolean {
  const { kind } = owner;
  const model = kind === "Ask" && owner.with.kind === "Ref" ? owner.with.name.text : null;
  const declared = kind === "ModelDecl" ? owner : model && seenFrom(scope.names, cell).get(model);
  if (!declared || declared.kind !== "ModelDecl") return true;
  const type = checked.guesses.get(keyOf(declared.name.text, cell));
  return takes(declared, type?.kind === "model" ? type.does : null, name);
}

/** `by [`: axes, then columns. */
export function cells(hole: Hole, { checked }: Analysis): readonly Offer[] {
  const [score, column] = [hole.path[0], hole.path.at(-2)];
  if (score?.kind !== "ScoreDecl" || column?.kind !== "Column") return [];
  const type = hole.seen.get(score.of)?.type ?? checked.guesses.get(keyOf(score.name.text, score.span.cell));
  if (!type || !isTable(type)) return [];
  const given = new Set(score.by.map(({ name }) => name.text));
  const axes = type.kind === "run" ? [...type.axes, ...(type.seeded ? ["seed"] : [])] : [];
  const others = fields(columnsOf(type), "column", null, !column.field);
  return [
    ...axes.map((axis) => simple(axis, "local", "axis")),
    ...others.filter(({ label }) => !axes.includes(label.replace(/^\./, ""))),
  ].filter(({ label }) => !given.has(label.replace(/^\./, "")));
}

export const types = (hole: Hole, { scope }: Analysis): readonly Offer[] => [
  ...typeNames().map(([name, example]): Offer => {
    return { ...simple(name, "type", example), doc: own(typeDocs, name) ?? "" };
  }),
  ...[...seenFrom(scope.names, hole.span.cell)].flatMap(([name, { kind, doc }]): Offer[] =>
    kind === "ShapeDecl" ? [{ ...simple(name, "shape", "a shape", -1), doc }] : [],
  ),
];
