// From a place in the text to the nodes around it.
import { children, type Node } from "../syntax/ast.ts";
import type { Analysis } from "../compile.ts";
import { kids } from "../syntax/walk.ts";

/** The nodes that hold an offset of a cell, the statement first; of two that touch there, names count. */
export function pathAt({ statements }: Analysis, cell: number, offset: number): readonly Node[] {
  const holds = ({ span }: Node): boolean => span.cell === cell && span.start <= offset && offset <= span.end;
  const path: Node[] = [];
  let level: readonly Node[] = statements.filter(holds).slice(-1);
  while (level.length > 0) {
    const next = level.find(({ kind }) => kind === "Name") ?? level.at(-1);
    if (next === undefined) break;
    path.push(next);
    level = kids(next).filter(holds);
  }
  return path;
}

/** The property of `parent` that holds `child`. */
export function slotOf(parent: Node, child: Node): string {
  const held = parent as unknown as { readonly [slot: string]: unknown };
  const slots: readonly string[] = children[parent.kind];
  return (
    slots.find((slot) => {
      const value = held[slot];
      return value === child || (Array.isArray(value) && value.includes(child));
    }) ?? ""
  );
}
