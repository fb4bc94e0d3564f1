// The operators that a step calls, wherever they stand in it.
import type { Step } from "./plan.ts";

/** Their names; one that is called twice stands twice. */
export function callsOf(step: Step): string[] {
  const found: string[] = [];
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit);
    else if (typeof value === "object" && value !== null) {
      const { op, fn } = value as { readonly op?: unknown; readonly fn?: unknown };
      if (op === "call" && typeof fn === "string") found.push(fn);
      Object.values(value).forEach(visit);
    }
  };
  visit(step);
  return found;
}
