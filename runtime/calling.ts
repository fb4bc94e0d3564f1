// Calls a function that was closed over its place, in the house of whoever calls it.
import { evaluate, type House } from "./eval.ts";
import { Problem } from "./problem.ts";
import { inside, nowhere } from "./scope.ts";
import type { Closure, Value } from "./value.ts";

/** Errors of a call: those of the function; E525 where it would ask a model. */
export function caller(
  { param, body, locals, values, fns }: Closure,
  house: House,
): (item: Value) => Promise<Value> {
  const asksNobody = house.through(() => ({ infer: refuse, write: refuse }));
  const own: House = {
    ...asksNobody,
    value: async (id) => values.get(id) ?? asksNobody.value(id),
    fn: (id) => fns.get(id) ?? asksNobody.fn(id),
  };
  return (item) => evaluate(body, inside(nowhere, new Map([...locals, [param, item]])), own);
}

const refuse = (): Promise<never> =>
  Promise.reject(
    new Problem(
      "ModelError",
      "E525",
      "a function that stands for a model asks none",
      "ask it in a step before, and put what it gives into the prompt",
    ),
  );
