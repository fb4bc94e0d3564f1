// Whether evaluating an expression may ask a model: then all rows are evaluated at once, so that they ask together.
import { operands } from "../dsl/plan/free.ts";
import type { Ex } from "../dsl/plan/plan.ts";
import type { Signature } from "../dsl/types/known.ts";

interface Program {
  readonly operators: ReadonlyMap<string, { readonly signature: Pick<Signature, "effect" | "asks"> }>;
  /** The expressions inside a function or a prompt of the program. */
  readonly inside: (step: string) => readonly Ex[];
}

const mayAsk = (signature: Pick<Signature, "effect" | "asks"> | undefined): boolean =>
  signature?.effect === "model" || signature?.asks === true;

const known = new WeakMap<Ex, boolean>();

/** By an operator that stands in it, or in a function or a prompt that it uses. */
export function asks(ex: Ex, program: Program): boolean {
  const before = known.get(ex);
  if (before !== undefined) return before;
  known.set(ex, false); // for what calls itself
  const used = ex.op === "invoke" ? [ex.fn] : ex.op === "apply" ? [ex.prompt] : [];
  const found =
    (ex.op === "call" && mayAsk(program.operators.get(ex.fn)?.signature)) ||
    [...operands(ex), ...used.flatMap(program.inside)].some((one) => asks(one, program));
  known.set(ex, found);
  return found;
}

/** Whether an expression names one of these axes, whose values are computed where it does. */
export const mentions = (ex: Ex, axes: ReadonlySet<string>): boolean =>
  axes.size > 0 &&
  ((ex.op === "local" && axes.has(ex.name)) || operands(ex).some((one) => mentions(one, axes)));
