// Calls a metric operator outside a run.
import type { Operator, Reach } from "../../../runtime/operator.ts";
import type { Value } from "../../../runtime/value.ts";

const reach = {} as Reach;

export const call = (operator: Operator, args: { readonly [name: string]: Value }): number =>
  operator.run(args, reach) as number;
