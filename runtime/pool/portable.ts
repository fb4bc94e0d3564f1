// Functions that stand for models, on their way to a worker: those that are data alone, with all that they read.
import { operands } from "../../dsl/plan/free.ts";
import type { Ex } from "../../dsl/plan/plan.ts";
import { operatorsByName } from "../registry.ts";
import { type Closure, plainly, type Value } from "../value.ts";

/** Operators that a worker calls: they need nothing but their arguments. */
const FAMILIES: ReadonlySet<string | undefined> = new Set(["text", "number", "list"]);

/**
 * Whether a worker can call it: it calls operators on texts, numbers and lists, and reads only what comes out of a message as it went
 * in. Others are called where the program runs.
 */
export const portable = ({ body, locals, values, fns }: Closure): boolean =>
  [body, ...[...fns.values()].map((fn) => fn.body)].every(ours) &&
  [...locals.values(), ...values.values()].every(isData);

const ours = (ex: Ex): boolean =>
  (ex.op !== "call" || FAMILIES.has(operatorsByName.get(ex.fn)?.signature.family)) &&
  operands(ex).every(ours);

/** Texts, numbers and what is made of them; values of our own have a prototype, and would come out as what they are not. */
function isData(value: Value): boolean {
  if (Array.isArray(value)) return value.every((item: Value) => isData(item));
  if (typeof value !== "object" || value === null) return true;
  return Object.getPrototypeOf(value) === null && Object.values(value).every((item) => isData(item as Value));
}

/** As it was before it went: records without a prototype. */
export const arrived = (closure: Closure): Closure => ({
  ...closure,
  locals: again(closure.locals),
  values: again(closure.values),
});

const again = (values: ReadonlyMap<string, Value>): ReadonlyMap<string, Value> =>
  new Map([...values].map(([name, value]) => [name, plainly(value)]));
