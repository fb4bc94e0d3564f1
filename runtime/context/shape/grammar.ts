// A shape as a grammar, for models that are held to it: what comes to its end is read, and has the numbers of items that the shape allows.
import type { PlanField, PlanType } from "../../../dsl/plan/shape-plan.ts";
import type { ShapeValue } from "../../value.ts";

/** Levels of parts in each other, beyond one for each part of the shape: so that what nests without end has one. */
const DEEPER = 2;
/** Items of a list, at most, where it need not have more. */
const ITEMS = 16;

// of ASCII alone, as in ../structure/grammar.ts
const FIRST = String.raw`[^\x00-\x2f:-@\[-\x60{-\x7f]`;
/** Texts of at most 256 letters that begin with a letter or a digit; long ones in blocks, which compile quicker than single letters. */
const LEAVES = [
  String.raw`text ::= "\"" ${FIRST} block{0,3} eight{0,7} letter{0,7} "\""`,
  String.raw`letter ::= [^\x00-\x1f"\\\x7f] | "\\" ["\\/bfnrt]`,
  "eight ::= letter letter letter letter letter letter letter letter",
  "block ::= eight eight eight eight eight eight eight eight",
  'int ::= "0" | "-"? [1-9] [0-9]{0,8}',
  'num ::= int ("." [0-9]{1,6})?',
  'bool ::= "true" | "false"',
].join("\n");

/**
 * The grammar (GBNF) of a shape: the rule `pN_D` is part N, D levels deep. In parts on the last level lists of parts are as short as they may be, and optional
 * parts null; a part that every other must hold goes on to its end.
 */
export function shapeGrammar(shape: ShapeValue): string {
  const last = shape.parts.length + DEEPER - 1;
  const rules = new Map<string, string>();
  const ruleOf = (part: number, depth: number): string => {
    const name = `p${part}_${depth}`;
    if (rules.has(name)) return name;
    rules.set(name, "");
    const { fields = [] } = shape.parts[part] ?? {};
    const said = fields.map((field, n) => {
      const key = literal(`${n === 0 ? "" : ", "}${JSON.stringify(field.name)}: `);
      return `${key} ${expr(field.of, field.items, depth === last, (below) => ruleOf(below, Math.min(depth + 1, last)))}`;
    });
    rules.set(name, `"{" ${said.join(" ")} "}"`);
    return name;
  };
  const root = `root ::= ${ruleOf(0, 0)}`;
  return [root, LEAVES, ...[...rules].map(([name, rule]) => `${name} ::= ${rule}`)].join("\n");
}

/** @param ends parts are left out where they may be */
function expr(
  of: PlanType,
  items: PlanField["items"],
  ends: boolean,
  rule: (part: number) => string,
): string {
  switch (of.kind) {
    case "part":
      return rule(of.part);
    case "word":
      return literal(JSON.stringify(of.word));
    case "optional": {
      const none = literal("null");
      return ends && holdsPart(of) ? none : `(${expr(of.of, items, ends, rule)} | ${none})`;
    }
    case "union": {
      const bare = of.of.filter((one) => !holdsPart(one));
      const some = ends && bare.length > 0 ? bare : of.of;
      return `(${some.map((one) => expr(one, null, ends, rule)).join(" | ")})`;
    }
    case "list": {
      const { min, max } = items ?? { min: 0, max: null };
      const most = ends && holdsPart(of) ? min : Math.max(min, Math.min(max ?? ITEMS, ITEMS));
      return listExpr(min, most, () => expr(of.of, null, ends, rule));
    }
    case "any":
      return "text";
    default:
      return of.kind;
  }
}

/** A list of `min` to `most` items. An item that is not wanted is not asked for, so that its rules end. */
function listExpr(min: number, most: number, item: () => string): string {
  if (most === 0) return '"[]"';
  const one = item();
  const more = most === 1 ? "" : ` (", " ${one}){${Math.max(min - 1, 0)},${most - 1}}`;
  const some = `"[" ${one}${more} "]"`;
  return min === 0 ? `("[]" | ${some})` : some;
}

const holdsPart = (of: PlanType): boolean =>
  of.kind === "list" || of.kind === "optional"
    ? holdsPart(of.of)
    : of.kind === "union"
      ? of.of.some(holdsPart)
      : of.kind === "part";

/** Text that stands there as it is. */
const literal = (text: string): string =>
  `"${text.replaceAll("\\", "\\\\").replaceAll('"', String.raw`\"`)}"`;
