// Plan expression -> value. Calls inside a run are evaluated once per combination of the axes they mention.
import type { Span } from "../dsl/source.ts";
import type { Ex, FnStep, PlanPart } from "../dsl/plan/plan.ts";
import { needs } from "../dsl/plan/reads.ts";
import { describe, type Given, type Operator, type Reach, type RowFn } from "./operator.ts";
import { arithmetic, index, member } from "./arithmetic.ts";
import { asks } from "./asks.ts";
import { closed } from "./closure.ts";
import { Problem, typeError } from "./problem.ts";
import type { ScoreCache } from "./store/scores.ts";
import { turnUnless } from "./turn.ts";
import { inside, keyAt, keyWithout, nowhere, type Scope } from "./scope.ts";
import { bare, type Json, kindOf, type Messages, type ModelValue, type Row, type Value } from "./value.ts";
import type { Asks } from "./write.ts";

export { nowhere, type Scope } from "./scope.ts";

/** What evaluation needs from the running program. */
export interface House {
  readonly operators: ReadonlyMap<string, Operator>;
  readonly reach: Reach;
  /** The same for what is written in a cell of a used file. */
  readonly reachOf?: (cell: number) => Reach | undefined;
  readonly value: (step: string) => Promise<Value>;
  /** Tokens that a model can take, prompt and answer together. */
  readonly window: (model: ModelValue) => Promise<number>;
  /** `asker` is the row that asks, where there is one. */
  readonly apply: (
    prompt: string,
    args: { readonly [name: string]: Value },
    asker: Row | null,
  ) => Promise<Messages>;
  /** A function of the program. */
  readonly fn: (step: string) => FnStep;
  /** The expressions inside a function or a prompt of the program. */
  readonly inside: (step: string) => readonly Ex[];
  /** The same house, whose models are asked through another. */
  readonly through: (wrap: (asks: Asks) => Asks) => House;
  /** Results of calls inside the current run. */
  readonly memo: Memo;
  /** Values of metrics that took long before; without it all are computed. */
  readonly scores?: ScoreCache;
  /** How often each call was evaluated, where somebody wants to know. */
  readonly counts?: Map<Ex, number>;
  /** Told the pieces of each text that a template makes. */
  readonly wrote?: (pieces: readonly Written[], template: Ex) => void;
}
/** A piece of a text: of the template itself, or what a hole holds. */
export interface Written {
  readonly text: string;
  readonly hole: Ex | null;
}
/** Who looks on while a house evaluates. */
export type Watch = Pick<House, "counts" | "wrote">;
export type Memo = Map<Ex, Map<string, Promise<Value>>>;

type Rule<O extends Ex["op"]> = (
  ex: Extract<Ex, { op: O }>,
  scope: Scope,
  house: House,
) => Value | Promise<Value>;

/** One row per kind of expression. */
const rules: { readonly [O in Ex["op"]]: Rule<O> } = {
  lit: ({ value }) => value,
  field: ({ name, at }, scope) => field(name, scope, at),
  local: async ({ name }, scope) => {
    const value = await scope.local(name);
    if (value === undefined) throw typeError("E101", `unknown name '${name}'`);
    return value;
  },
  step: ({ name }, _, house) => house.value(name),
  get: (ex, scope, house) =>
    placed(ex.at, async () => {
      const of = await evaluate(ex.of, scope, house);
      const part = answerPart(ex, of, scope);
      return part === undefined ? get(of, ex.name, house) : part;
    }),
  at: (ex, scope, house) =>
    placed(ex.at, async () => {
      const of = await evaluate(ex.of, scope, house);
      const from = await evaluate(ex.from, scope, house);
      return index(of, from, ex.to ? await evaluate(ex.to, scope, house) : undefined);
    }),
  list: ({ items }, scope, house) => all(items, scope, house),
  record: async ({ entries }, scope, house) => {
    const values: (readonly [string, Value])[] = [];
    for (const [key, value] of entries) values.push([key, await evaluate(value, scope, house)]);
    return bare(values);
  },
  call: (ex, scope, house) => remembered(ex, scope, house, call),
  invoke: (ex, scope, house) => remembered(ex, scope, house, invoke),
  shape: ({ shape }) => ({ kind: "shape", ...shape }),
  apply: (ex, scope, house) =>
    placed(ex.at, async () => house.apply(ex.prompt, await record(ex.args, scope, house), scope.row)),
  unary: (ex, scope, house) =>
    placed(ex.at, async () => arithmetic(ex.kind, await evaluate(ex.of, scope, house), null)),
  binary: (ex, scope, house) => binary(ex, scope, house),
  if: async (ex, scope, house) =>
    evaluate(truth(await evaluate(ex.test, scope, house)) ? ex.then : ex.else, scope, house),
  text: async (ex, scope, house) => {
    const pieces: Written[] = [];
    await write(ex.parts, scope, house, (text, hole) => void pieces.push({ text, hole }));
    house.wrote?.(pieces, ex);
    return pieces.map(({ text }) => text).join("");
  },
  row: () => misplaced(),
  lambda: () => misplaced(),
};

/** Evaluates one expression. Failures are Problems that carry the place they were written at. */
export async function evaluate(ex: Ex, scope: Scope, house: House): Promise<Value> {
  return (rules[ex.op] as Rule<Ex["op"]>)(ex as never, scope, house);
}

function misplaced(): never {
  throw typeError("E222", "a function stands where a value is wanted");
}

/** `reader.window` is asked of the model's files; all other members are in the value. */
const get = (of: Value, name: string, house: House): Value | Promise<Value> =>
  kindOf(of) === "model" && name === "window" ? house.window(of as ModelValue) : member(of, name);

async function all(items: readonly Ex[], scope: Scope, house: House): Promise<Value[]> {
  const values: Value[] = [];
  for (const item of items) values.push(await evaluate(item, scope, house));
  return values;
}

/** Named settings of a step, a prompt or an ask, each evaluated. The checker has made sure that they are plain data. */
export async function settings(
  props: { readonly [name: string]: Ex },
  scope: Scope,
  house: House,
): Promise<{ readonly [name: string]: Json }> {
  return (await record(props, scope, house)) as { [name: string]: Json };
}

async function record(
  args: { readonly [name: string]: Ex },
  scope: Scope,
  house: House,
): Promise<{ [name: string]: Value }> {
  const values: { [name: string]: Value } = {};
  for (const [name, ex] of Object.entries(args)) values[name] = await evaluate(ex, scope, house);
  return values;
}

function field(name: string, { row }: Scope, at: Span): Value {
  if (row && Object.hasOwn(row, name)) return row[name] ?? null;
  if (!row) throw typeError("E107", `'.${name}' is a column, and there is no row here`).at(at);
  throw typeError("E201", `there is no column '${name}'`, `columns: ${Object.keys(row).join(", ")}`).at(at);
}

/** What is known of an answer besides its value. */
const PARTS = new Set(["tokens", "logprob", "finish", "model", "text", "choices", "greedy", "logprobs"]);

/** Columns about the answers of a row: null where it failed, and their members with them. */
const ABOUT = new Set(["error", "usage"]);

/** `.facts.tokens`: stands in a column beside `.facts`, null with it. A member of its own comes first. */
function answerPart(
  { of, name }: Extract<Ex, { op: "get" }>,
  value: Value,
  { row }: Scope,
): Value | undefined {
  if (of.op !== "field" || !row) return undefined;
  if (typeof value === "object" && value !== null && Object.hasOwn(value, name)) return undefined;
  if (Object.hasOwn(row, `${of.name}.${name}`)) return row[`${of.name}.${name}`];
  return value === null && (PARTS.has(name) || ABOUT.has(of.name)) ? null : undefined;
}

type CallEx = Extract<Ex, { op: "call" }>;

type InvokeEx = Extract<Ex, { op: "invoke" }>;

/** A call's value, from memory where the same combination of its axes was met before. */
function remembered<E extends CallEx | InvokeEx>(
  ex: E,
  scope: Scope,
  house: House,
  make: (ex: E, scope: Scope, house: House) => Promise<Value>,
): Promise<Value> {
  const key = scope.key?.(ex.free) ?? null;
  if (key === null) return make(ex, scope, house);
  let known = house.memo.get(ex);
  if (!known) house.memo.set(ex, (known = new Map()));
  let value = known.get(key);
  if (!value) known.set(key, (value = make(ex, scope, house)));
  return value;
}

const call = (ex: CallEx, scope: Scope, house: House): Promise<Value> =>
  placed(ex.at, async () => {
    const operator = house.operators.get(ex.fn);
    if (!operator) throw typeError("E101", `unknown operator '${ex.fn}'`);
    await turnUnless(house.reach.signal);
    house.counts?.set(ex, (house.counts.get(ex) ?? 0) + 1);
    const args: { [name: string]: Given } = {};
    for (const [name, arg] of Object.entries(ex.args)) args[name] = await argument(arg, scope, house);
    return operator.run(args, house.reachOf?.(ex.at.cell) ?? house.reach);
  });

async function argument(arg: Ex, scope: Scope, house: House): Promise<Given> {
  if (arg.op === "row") return overRows(arg.body, scope, house);
  if (arg.op === "lambda") return overItems(arg.param, arg.body, scope, house);
  if (arg.op !== "list" || !arg.items.some(({ op }) => op === "lambda")) return evaluate(arg, scope, house);
  return Promise.all(arg.items.map((item) => argument(item, scope, house) as Promise<Value | RowFn<Value>>));
}

/** The function an operator calls once per row. Fields are that row's; calls that mention it are not remembered. */
const overRows = (body: Ex, scope: Scope, house: House): RowFn<Value> =>
  Object.assign((row: Row) => evaluate(body, { ...scope, row, key: keyWithout(scope, ["."]) }, house), {
    needs: [...needs(body)],
    together: asks(body, house),
  });

/** A lambda: its parameter is the item, all else is what it is around it, the row included. */
const overItems = (param: string, body: Ex, scope: Scope, house: House): RowFn<Value> =>
  Object.assign((item: Row) => evaluate(body, inside(scope, new Map([[param, item]])), house), {
    together: asks(body, house),
    closed: () => closed(param, body, scope, house),
  });

/** A function of the program: its arguments once, then its body, in which nothing else is in scope. */
const invoke = (ex: InvokeEx, scope: Scope, house: House): Promise<Value> =>
  placed(ex.at, async () => {
    house.counts?.set(ex, (house.counts.get(ex) ?? 0) + 1);
    const { params, body } = house.fn(ex.fn);
    const args = await record(ex.args, scope, house);
    const names = new Map<string, Value>();
    for (const param of params) {
      const given = Object.hasOwn(args, param.name) ? args[param.name] : undefined;
      const value =
        given ??
        (given === undefined && param.default ? await evaluate(param.default, nowhere, house) : null);
      names.set(param.name, value);
    }
    return evaluate(body, { row: null, local: (name) => names.get(name), key: keyAt(ex, scope) }, house);
  });

async function binary(ex: Extract<Ex, { op: "binary" }>, scope: Scope, house: House): Promise<Value> {
  const left = await evaluate(ex.left, scope, house);
  if (ex.kind === "and" && !truth(left)) return false;
  if (ex.kind === "or" && truth(left)) return true;
  if (ex.kind === "??" && left !== null) return left;
  const right = await evaluate(ex.right, scope, house);
  return placed(ex.at, async () => arithmetic(ex.kind, left, right));
}

/** Only Bool decides; in a template's `{{#if}}` also an empty text, list or null. */
const truth = (value: Value): boolean =>
  Array.isArray(value) ? value.length > 0 : value !== null && value !== false && value !== "" && value !== 0;

/** Template parts -> pieces of text. Values go in as they are: never parsed again, never escaped. */
async function write(
  parts: readonly PlanPart[],
  scope: Scope,
  house: House,
  put: (text: string, hole: Ex | null) => void,
): Promise<void> {
  for (const part of parts) {
    if (part.part === "text") put(part.text, null);
    else if (part.part === "hole") put(await hole(part.value, scope, house, part.at), part.value);
    else if (part.part === "if")
      await write(truth(await evaluate(part.test, scope, house)) ? part.then : part.else, scope, house, put);
    else {
      const items = await evaluate(part.of, scope, house);
      if (!Array.isArray(items)) throw typeError("E204", `{{#each}} needs a list, got ${describe(items)}`);
      for (const [at, item] of items.entries()) {
        const names = new Map<string, Value>([[part.item, item]]);
        if (part.index !== null) names.set(part.index, at);
        await write(part.body, inside(scope, names), house, put);
      }
    }
  }
}

async function hole(ex: Ex, scope: Scope, house: House, at: Span): Promise<string> {
  const value = await evaluate(ex, scope, house);
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  throw typeError(
    "E204",
    `a hole takes Text, a number or Bool, got ${describe(value)}`,
    "render(...) or join(...) makes Text of it",
  ).at(at);
}

/** Runs something written at a place; what goes wrong there gets the place. */
async function placed<T>(at: Span, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw error instanceof Problem ? error.at(at) : error;
  }
}
