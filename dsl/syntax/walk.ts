// Walking and rewriting the tree, on the table of children in ast.ts.
import { children, type Node } from "./ast.ts";

type Slots = { readonly [slot: string]: unknown };
const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && "kind" in value;

/** The children of a node in source order. */
export function kids(node: Node): readonly Node[] {
  const slots = node as unknown as Slots;
  // a plain loop: every phase walks every tree
  const found: Node[] = [];
  for (const slot of children[node.kind]) {
    const value = slots[slot];
    for (const each of Array.isArray(value) ? value : [value]) if (isNode(each)) found.push(each);
  }
  return found;
}

/** Visits `node` and all below it, parents first; `false` from `visit` skips what is below. */
export function walk(node: Node, visit: (node: Node, parents: readonly Node[]) => boolean | void): void {
  const parents: Node[] = [];
  const enter = (each: Node): void => {
    if (visit(each, parents) === false) return;
    parents.push(each);
    for (const kid of kids(each)) enter(kid);
    parents.pop();
  };
  enter(node);
}

/**
 * A copy of the tree in which `change` has replaced nodes, children first. A subtree without change keeps its
 * identity. `change` must give back a node that fits the place.
 */
export function rewrite<N extends Node>(node: N, change: (node: Node) => Node): N {
  const slots = node as unknown as Slots;
  const changed: { [slot: string]: unknown } = {};
  for (const slot of children[node.kind]) {
    const old = slots[slot];
    const made = Array.isArray(old) ? list(old, change) : isNode(old) ? rewrite(old, change) : old;
    if (made !== old) changed[slot] = made;
  }
  const copy = Object.keys(changed).length === 0 ? node : { ...node, ...changed };
  return change(copy) as N;
}

function list(old: readonly unknown[], change: (node: Node) => Node): readonly unknown[] {
  const made = old.map((each) => (isNode(each) ? rewrite(each, change) : each));
  return made.some((each, i) => each !== old[i]) ? made : old;
}
