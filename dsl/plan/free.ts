// What a lowered expression depends on: the axes it mentions, and the row.
import type { Ex, PlanAxis, PlanItem, PlanPart } from "./plan.ts";

/** The local names of a place: name -> the axes its value depends on, itself included; "." stands for the row. */
export interface Locals {
  readonly locals: ReadonlyMap<string, ReadonlySet<string>>;
}
/** An axis in scope: naming it means depending on it and on all its values depend on. */
export const withAxes = <L extends Locals>(low: L, axis: PlanAxis, name: string): L => ({
  ...low,
  locals: new Map([
    ...low.locals,
    [name, new Set([name, ...axis.values.flatMap((value) => [...free(value, low)])])],
  ]),
});

/** Axes of arguments, sorted. */
export const freeOf = (args: { readonly [param: string]: Ex }, low: Locals): readonly string[] =>
  [...union(Object.values(args).map((arg) => free(arg, low)))].toSorted();

const union = (sets: Iterable<ReadonlySet<string>>): Set<string> =>
  new Set([...sets].flatMap((set) => [...set]));

/** The axes an expression mentions; "." where it mentions the row. Fields inside a `row` argument are another row's. */
export function free(ex: Ex, low: Locals): ReadonlySet<string> {
  switch (ex.op) {
    case "field":
      return new Set(["."]);
    case "local":
      return low.locals.get(ex.name) ?? new Set();
    case "call":
    case "invoke":
      return new Set(ex.free);
    case "row":
      return new Set([...free(ex.body, low)].filter((axis) => axis !== "."));
    case "lambda":
      return without(free(ex.body, hiding(low, [ex.param])), [ex.param]);
    case "text":
      return union(ex.parts.map((part) => freePart(part, low)));
    default:
      return union(operands(ex).map((operand) => free(operand, low)));
  }
}

const without = (axes: ReadonlySet<string>, names: readonly string[]): Set<string> =>
  new Set([...axes].filter((axis) => !names.includes(axis)));

/** Names that stand for themselves, whatever an axis of the same name depends on. */
const hiding = (low: Locals, names: readonly string[]): Locals => ({
  locals: new Map([...low.locals, ...names.map((name) => [name, new Set([name])] as const)]),
});

function freePart(part: PlanPart, low: Locals): ReadonlySet<string> {
  switch (part.part) {
    case "text":
      return new Set();
    case "hole":
      return free(part.value, low);
    case "if":
      return union([free(part.test, low), ...[...part.then, ...part.else].map((one) => freePart(one, low))]);
    case "each": {
      const names = part.index === null ? [part.item] : [part.item, part.index];
      const body = union(part.body.map((one) => freePart(one, hiding(low, names))));
      return union([free(part.of, low), without(body, names)]);
    }
  }
}

/** Direct operands of an expression. */
export function operands(ex: Ex): readonly Ex[] {
  switch (ex.op) {
    case "get":
    case "unary":
      return [ex.of];
    case "at":
      return ex.to ? [ex.of, ex.from, ex.to] : [ex.of, ex.from];
    case "list":
      return ex.items;
    case "record":
      return ex.entries.map(([, value]) => value);
    case "call":
    case "apply":
    case "invoke":
      return Object.values(ex.args);
    case "row":
    case "lambda":
      return [ex.body];
    case "binary":
      return [ex.left, ex.right];
    case "if":
      return [ex.test, ex.then, ex.else];
    case "text":
      return ex.parts.flatMap(partOperands);
    default:
      return [];
  }
}

const partOperands = (part: PlanPart): readonly Ex[] => {
  switch (part.part) {
    case "text":
      return [];
    case "hole":
      return [part.value];
    case "if":
      return [part.test, ...part.then.flatMap(partOperands), ...part.else.flatMap(partOperands)];
    case "each":
      return [part.of, ...part.body.flatMap(partOperands)];
  }
};

/** The expressions of an item of a prompt. */
export function itemOperands(item: PlanItem): readonly Ex[] {
  switch (item.item) {
    case "message":
      return [item.template];
    case "splice":
      return [item.value];
    case "shots":
      return [item.count, item.from, ...item.messages.map(({ template }) => template)];
  }
}
