// A metric over rows: its value for each, and under which name it is printed.
import type { Ex } from "../dsl/plan/plan.ts";
import { needs } from "../dsl/plan/reads.ts";
import type { Signature } from "../dsl/types/known.ts";
import { digest } from "./digest.ts";
import { evaluate, type House, type Scope } from "./eval.ts";
import { failureOf, inRow, ofRow } from "./failed.ts";
import { identity } from "./metric/identity.ts";
import { lacks } from "./missing.ts";
import { typeError } from "./problem.ts";
import type { MetricValues } from "./score.ts";
import type { KeptScores, ScoreValue } from "./store/scores.ts";
import type { Row, Value } from "./value.ts";

type Call = Extract<Ex, { readonly op: "call" }>;

/** A row whose column is null has no value: a step left out by `when`, or a failed call. It is counted, never scored 0. */
export async function measured(
  name: string,
  value: Ex,
  rows: readonly Row[],
  house: House,
): Promise<MetricValues> {
  const known = identified(value, house);
  const fields = [...needs(value)];
  const values: ScoreValue[] = [];
  const keeping =
    known?.pure && house.scores ? keeper(known.call, await house.scores.of(known.identity)) : null;
  const counted = house.reach.count(name, rows.length);
  for (const row of rows) {
    await counted.add();
    const at = { row, at: values.length };
    const made = () => ofOne(name, value, at, house);
    if (lacks(row, fields)) values.push(null);
    else values.push(await (keeping ? keeping.value(made, scopeOf(row), house) : made()));
  }
  counted.end();
  await keeping?.end();
  if (known) return { name, identity: known.identity, range: known.range, values };
  const yesNo = values.every((one) => typeof one !== "number");
  return { name, identity: "expression", range: yesNo ? "binary" : "graded", values };
}

interface Identified {
  readonly call: Call;
  readonly identity: string;
  readonly range: MetricValues["range"];
  /** The same arguments give the same value, whatever else there is. */
  readonly pure: boolean;
}

/** Null for an expression that is no metric of its own. */
function identified(value: Ex, { operators }: House): Identified | null {
  const signature = value.op === "call" ? operators.get(value.fn)?.signature : undefined;
  if (value.op !== "call" || !signature?.metric) return null;
  const args = Object.fromEntries(
    Object.entries(value.args).map(([key, arg]) => [key, arg.op === "lit" ? arg.value : undefined]),
  );
  const { range, binary = [] } = signature.metric;
  const yes = typeof args.variant === "string" && binary.includes(args.variant);
  return {
    call: value,
    identity: identity(signature, args),
    range: yes ? "binary" : range,
    pure: isPure(signature, value),
  };
}

/** What a function of TypeScript rests on beyond its file cannot be seen, and a function has no digest. */
const isPure = ({ effect, host }: Signature, { args }: Call): boolean =>
  effect === "pure" && !host && Object.values(args).every(({ op }) => op !== "row" && op !== "lambda");

/** Ms from which on a value is kept, far above what its key takes; and ms that all of a metric must take for a file to be worth it. */
const LONG = { one: 0.3, all: 50 };

/** Keeps what takes long. A key is made where one may be known, and for what took long. */
function keeper({ args }: Call, kept: KeptScores) {
  const fresh = new Map<string, ScoreValue>();
  let spent = 0;
  /** Null where a value is no plain one, or cannot be had: computing the metric says why. */
  const keyOf = async (scope: Scope, house: House): Promise<string | null> => {
    const given: [string, Value][] = [];
    try {
      for (const [name, arg] of Object.entries(args)) given.push([name, await evaluate(arg, scope, house)]);
    } catch (error) {
      if (ofRow(error)) return null;
      throw error;
    }
    return given.every(([, one]) => isPlain(one)) ? digest(JSON.stringify(given)) : null;
  };
  return {
    async value(make: () => Promise<ScoreValue>, scope: Scope, house: House): Promise<ScoreValue> {
      const key = kept.empty ? null : await keyOf(scope, house);
      const known = key === null ? undefined : (kept.get(key) ?? fresh.get(key));
      if (known !== undefined) return known;
      const start = performance.now();
      const made = await make();
      const took = performance.now() - start;
      if (took < LONG.one) return made;
      spent += took;
      const own = key ?? (await keyOf(scope, house));
      if (own !== null) fresh.set(own, made);
      return made;
    },
    end: async () => (spent < LONG.all ? undefined : kept.keep(fresh)),
  };
}

/** Texts, numbers, truth values and lists of them. */
const isPlain = (value: Value): boolean =>
  Array.isArray(value) ? value.every(isPlain) : typeof value !== "object" || value === null;

const scopeOf = (row: Row): Scope => ({ row, local: () => undefined, key: null });

async function ofOne(
  name: string,
  value: Ex,
  { row, at }: { readonly row: Row; readonly at: number },
  house: House,
): Promise<ScoreValue> {
  try {
    return numeric(name, await evaluate(value, scopeOf(row), house));
  } catch (error) {
    if (ofRow(error) && failureOf(row)) return null;
    throw inRow(error, row, at);
  }
}

function numeric(name: string, value: Value): number | boolean {
  if (typeof value === "boolean" || (typeof value === "number" && Number.isFinite(value))) return value;
  throw typeError("E204", `metric '${name}' must be a number or Bool for every row`);
}
