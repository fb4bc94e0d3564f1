// What must stand at a place: the type that the expression around it is wanted to have.
import type { Node } from "../syntax/ast.ts";
import type { Analysis } from "../compile.ts";
import type { PropPlace } from "../types/known.ts";
import { own } from "../own.ts";
import { bool, messages, num, table, text, type Type, union, writer } from "../types/types.ts";
import { paramOf, siteOf } from "./callee.ts";
import { slotOf } from "./path.ts";

/** What an expression must be where it stands, as far as the place says so. */
export function wanted(path: readonly Node[], at: number, analysis: Analysis): Type | null {
  const [expr, parent] = [path[at], path[at - 1]];
  if (!expr || !parent) return null;
  const slot = `${parent.kind}.${slotOf(parent, expr)}`;
  if (parent.kind === "Arg") {
    const site = siteOf(path, at - 2, analysis);
    return (site && paramOf(site, parent)?.type) ?? null;
  }
  if (parent.kind === "Prop")
    return own(analysis.known.props[placeOf(path[at - 2])], parent.name.text) ?? null;
  if (slot === "Pipe.call" || slot === "If.then" || slot === "If.else") return wanted(path, at - 1, analysis);
  if (slot === "List.items") {
    const list = wanted(path, at - 1, analysis);
    return list?.kind === "list" ? list.of : null;
  }
  return own(bySlot, slot) ?? null;
}

const bySlot: { readonly [slot: string]: Type } = {
  "Ask.with": writer,
  "Ask.prompt": messages(),
  "RunDecl.over": table(null),
  "ScoreDecl.of": table(null),
  "DataDecl.value": table(null),
  "ModelDecl.value": { kind: "modelSource" },
  "ChartDecl.value": { kind: "chart" },
  "Metric.value": union(num, bool),
  "CheckStmt.value": bool,
  "RunStep.when": bool,
  "If.test": bool,
  "Hole.value": union(text, num, bool),
};

/** Bodies of properties, and the words that their other items start with. */
export const bodies: { readonly [kind: string]: readonly [PropPlace, readonly string[]] } = {
  ModelDecl: ["model", []],
  PromptDecl: ["prompt", ["user", "system", "assistant", "messages", "shots"]],
  RunDecl: ["run", ["ask", "step"]],
  Ask: ["ask", []],
  ScoreDecl: ["score", ["metric"]],
  ChartDecl: ["chart", []],
};
export const placeOf = (owner: Node | undefined): PropPlace => bodies[owner?.kind ?? ""]?.[0] ?? "ask";
