// What the operators of a step do, wherever they stand in it.
import { own } from "../own.ts";
import type { Known, ParamInfo } from "../types/known.ts";
import type { Step } from "./plan.ts";

type Operators = Known["operators"];

/** Whether an operator in it asks a model; an `ask` is none. */
export const asksModel = (step: Step, operators: Operators): boolean => asking(step, operators).length > 0;

/** Whether an operator in it asks a model where what it is given does: it searches an index of vectors. */
export const mayAsk = (step: Step, operators: Operators): boolean =>
  callsOf(step).some(({ fn }) => own(operators, fn)?.asks === true);

/** Whether all that it asks a model is asked by one operator, which is given nothing that asks as well. */
export const asksOnce = (step: Step, operators: Operators): boolean =>
  asking(step, operators).length === 1 && callsOf(step).every(({ op }) => op === "call");

/** Calls of operators that ask by what they are, or that may ask and are given a model. */
const asking = (step: Step, operators: Operators) =>
  callsOf(step).filter(({ op, fn, args }) => {
    const signature = op === "call" ? own(operators, fn) : undefined;
    if (signature?.asks !== true) return signature?.effect === "model";
    return signature.params.some((param) => takesModel(param) && Object.hasOwn(args, param.name));
  });

const takesModel = ({ type }: ParamInfo): boolean =>
  (type.kind === "optional" ? type.of : type).kind === "model";

interface Called {
  readonly op: "call" | "invoke" | "apply";
  readonly fn: string;
  readonly args: object;
}

/** Operators, functions and prompts; one that is used twice stands twice. */
function callsOf(step: Step): Called[] {
  const found: Called[] = [];
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit);
    else if (typeof value === "object" && value !== null) {
      const { op, fn = "", args = {} } = value as Partial<{ readonly [K in keyof Called]: unknown }>;
      if (op === "call" || op === "invoke" || op === "apply")
        found.push({ op, fn: String(fn), args: args as object });
      Object.values(value).forEach(visit);
    }
  };
  visit(step);
  return found;
}
