// What the operators of a step do, wherever they stand in it.
import { own } from "../own.ts";
import type { Known } from "../types/known.ts";
import type { Step } from "./plan.ts";

/** Whether an operator in it asks a model; an `ask` is none. */
export const asksModel = (step: Step, operators: Known["operators"]): boolean =>
  callsOf(step).some((fn) => own(operators, fn)?.effect === "model");

/** Names of operators; one that is called twice stands twice. */
function callsOf(step: Step): string[] {
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
