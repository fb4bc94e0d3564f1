// The shapes a program declares: gathered before anything else, since they may name each other, and checked one by one.
import type { Name, ShapeDecl, ShapeField, Statement, TypeExpr } from "../syntax/ast.ts";
import { FORBIDDEN } from "./bind.ts";
import type { Report } from "../tell/diagnostic.ts";
import { isBuiltIn, resolve } from "./resolve.ts";
import { alike, builtIn, type Shape, type ShapeFieldType, type Shapes } from "./shape.ts";
import { show, type Type, unknown } from "./types.ts";

const silent: Report = () => undefined;

/** Every shape that can be named: the built-in ones, and those that the statements declare in their place. */
export function shapesOf(statements: Iterable<Statement>): Shapes {
  const shapes = new Map(builtIn);
  const declared = [...statements].filter((one) => one.kind === "ShapeDecl");
  const taken = new Set(declared.map(({ name }) => name.text));
  for (const key of builtIn.keys()) if (taken.has(key.split(".")[0] ?? "")) shapes.delete(key);
  // names first, so that fields may refer to any of them
  for (const body of declared.flatMap(bodies)) shapes.set(body.key, { name: body.key, fields: {} });
  for (const body of declared.flatMap(bodies)) shapes.set(body.key, filled(body, shapes, silent));
  return shapes;
}

/** A shape, or a part declared inside it. */
interface Body {
  readonly key: string;
  readonly root: string;
  readonly at: Name;
  readonly fields: readonly ShapeField[];
}

function bodies({ name, fields }: ShapeDecl): Body[] {
  const inner = (some: readonly ShapeField[]): Body[] =>
    some.flatMap((field) => {
      const part = field.fields ? partName(field.type) : null;
      if (!part || !field.fields) return [];
      const key = `${name.text}.${part.text}`;
      return [{ key, root: name.text, at: part, fields: field.fields }, ...inner(field.fields)];
    });
  return [{ key: name.text, root: name.text, at: name, fields }, ...inner(fields)];
}

/** The name that a field's body gives a shape to: `Aspect` in `aspects: Aspect[] { ... }`. */
function partName(type: TypeExpr): Name | null {
  if (type.kind === "TypeList" || type.kind === "TypeOptional") return partName(type.of);
  return type.kind === "TypeName" && !isBuiltIn(type.name.text) ? type.name : null;
}

function filled({ key, root, fields }: Body, shapes: Shapes, report: Report): Shape {
  const made = new Map<string, Shape["fields"][string]>();
  for (const { name, type, card } of fields) {
    if (FORBIDDEN.has(name.text)) report("E210", name.span, { name: name.text });
    else if (made.has(name.text)) report("E209", name.span, { name: name.text });
    else if (name.text !== "") made.set(name.text, { type: fieldType(type, shapes, root, report), card });
  }
  return { name: key, fields: Object.fromEntries(made) };
}

const PLAIN: ReadonlySet<Type["kind"]> = new Set([
  "text",
  "int",
  "num",
  "bool",
  "literal",
  "node",
  "unknown",
]);

/** Words, numbers, Bool, parts, and lists of these. */
function fieldType(written: TypeExpr, shapes: Shapes, inside: string, report: Report): Type {
  const type = resolve(written, { shapes, report, inside });
  if (fillable(type)) return type;
  report("E407", written.span, { got: show(type), body: false });
  return unknown;
}

const fillable = (type: Type): boolean =>
  type.kind === "list" || type.kind === "optional"
    ? fillable(type.of)
    : type.kind === "union"
      ? type.of.every(fillable)
      : PLAIN.has(type.kind);

/** Reports what is wrong with a declaration: E010, E101, E209, E210, E404 to E408. */
export function checkShape(shape: ShapeDecl, shapes: Shapes, report: Report): Type {
  const own = bodies(shape);
  const seen = new Set<string>();
  for (const body of own) {
    if (seen.has(body.key)) report("E209", body.at.span, { name: body.at.text });
    seen.add(body.key);
    filled(body, shapes, report);
    if (body.fields.length === 0)
      report("E010", body.at.span, {
        what: `shape '${body.at.text}' has no fields; write: { name: Text }`,
      });
    for (const field of body.fields) checkField(field, report);
  }
  if (isBuiltIn(shape.name.text)) report("E408", shape.name.span, { name: shape.name.text, names: [] });
  else if (!keeps(shape.name.text, shapes))
    report("E408", shape.name.span, {
      name: shape.name.text,
      names: Object.keys(builtIn.get(shape.name.text)?.fields ?? {}),
    });
  else checkEnds(shape, shapes, report);
  return { kind: "shape", shape: shape.name.text };
}

function checkField({ name, type, card, fields, span }: ShapeField, report: Report): void {
  if (fields && !partName(type)) report("E407", type.span, { got: wordOf(type), body: true });
  if (!card) return;
  const { min, max } = card;
  if (type.kind !== "TypeList")
    report("E405", span, { field: name.text, list: `${name.text}: ${wordOf(type)}[]` });
  else if (max !== null && (max < min || max === 0)) report("E404", span, { field: name.text, min, max });
}

const wordOf = (type: TypeExpr): string =>
  type.kind === "TypeName"
    ? type.name.text
    : type.kind === "TypeList" || type.kind === "TypeOptional"
      ? wordOf(type.of)
      : "…";

/** Whether a shape with the name of a built-in one has its fields: outlines that come with data must fit it. */
function keeps(name: string, shapes: Shapes): boolean {
  const wanted = builtIn.get(name);
  const declared = shapes.get(name);
  return !wanted || !declared || alike(wanted, declared, builtIn, shapes);
}

/** E406: a part that every instance must hold again has no end. */
function checkEnds({ name, fields }: ShapeDecl, shapes: Shapes, report: Report): void {
  const own = shapes.get(name.text)?.fields ?? {};
  const endless = fields.find((field) => {
    const type = Object.hasOwn(own, field.name.text) ? own[field.name.text] : undefined;
    return type !== undefined && must([type], shapes).has(name.text);
  });
  if (endless) report("E406", endless.span, { shape: name.text });
}

/** Parts that fields always hold, directly or through others. */
function must(fields: readonly ShapeFieldType[], shapes: Shapes): ReadonlySet<string> {
  const held = ({ type, card }: ShapeFieldType): string[] => {
    if (type.kind === "node") return [type.shape];
    return type.kind === "list" && type.of.kind === "node" && (card?.min ?? 0) > 0 ? [type.of.shape] : [];
  };
  const reached = new Set<string>();
  const open = fields.flatMap(held);
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (reached.has(next)) continue;
    reached.add(next);
    open.push(...Object.values(shapes.get(next)?.fields ?? {}).flatMap(held));
  }
  return reached;
}
