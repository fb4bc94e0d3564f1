// What a model wrote to fill a shape, read strictly: one JSON object with the fields of the shape and no other, each of its type.
import type { PlanField, PlanType } from "../../../dsl/plan/shape-plan.ts";
import { deepWords, tooDeep } from "../../data/depth.ts";
import { meaning } from "../structure/failure.ts";
import { bare, plainly, type ShapeValue, type Value } from "../../value.ts";

const FAILURES = {
  input_error: meaning("input_error"),
  object_missing: "there is no JSON object",
  format_json: "what is there is no JSON",
  too_deep: deepWords,
  field_missing: "a field of the shape is missing",
  field_unknown: "a field is none of the shape's",
  field_type: "a value is not of the type of its field",
  item_count: "a list has more or fewer items than the shape allows",
} as const;
export type Unfilled = keyof typeof FAILURES;
export const unfilled = Object.keys(FAILURES) as readonly Unfilled[];

/** What is wrong, and where in the value: `decisions[1].what`; "" is the whole. */
export interface Fault {
  readonly code: Unfilled;
  readonly at: string;
}
/** A shape that is filled. `faults`: lists with more or fewer items than it allows. */
export interface Filled {
  readonly value: Value;
  readonly faults: readonly Fault[];
  /** The values of all Text fields, in order. */
  readonly texts: readonly string[];
  /** Words stand around the object, and are passed over. */
  readonly around: boolean;
}

export const told = (code: Unfilled): string => `${code}, ${FAILURES[code]}`;
export const faultText = ({ code, at }: Fault): string =>
  at === "" ? told(code) : `${told(code)}, at ${at}`;

/** Ends the reading of an object. */
class Misread extends Error {
  readonly fault: Fault;
  constructor(code: Unfilled, at = "") {
    super(code);
    this.fault = { code, at };
  }
}

/**
 * The value of a reply: the object that is all of it, or stands in the first fence. Fields come in the order of the shape; an optional one that is
 * missing is null. Numbers of items do not end the reading: each list with others is a fault beside the value.
 */
export function readShape(reply: string, shape: ShapeValue): Filled | Fault {
  try {
    const { body, around } = objectIn(reply);
    const read = readPart(valueOf(body), 0, "", shape);
    return { ...read, around };
  } catch (error) {
    if (error instanceof Misread) return error.fault;
    throw error;
  }
}

function objectIn(reply: string): { readonly body: string; readonly around: boolean } {
  const whole = reply.trim();
  if (whole.startsWith("{")) return { body: whole, around: false };
  const [before = "", ...rest] = whole.split(/```(?:json)?[ \t]*\r?\n/i);
  const [body = "", after = ""] = rest.join("```\n").split(/\r?\n[ \t]*```/);
  if (!body.trimStart().startsWith("{")) throw new Misread("object_missing");
  return { body, around: before.trim() !== "" || after.trim() !== "" };
}

function valueOf(body: string): Value {
  let value: Value;
  try {
    value = JSON.parse(body) as Value;
  } catch {
    throw new Misread("format_json");
  }
  if (tooDeep(value)) throw new Misread("too_deep");
  return plainly(value);
}

/** A value as it was read, with what was found in it. */
type Read = Omit<Filled, "around">;
const plain = (value: Value): Read => ({ value, faults: [], texts: [] });

/** Values put together, with what was found in each. */
const gathered = (all: readonly Read[], value: Value): Read => ({
  value,
  faults: all.flatMap(({ faults }) => faults),
  texts: all.flatMap(({ texts }) => texts),
});

function readPart(value: Value, part: number, at: string, shape: ShapeValue): Read {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new Misread("field_type", at);
  const given = value as { readonly [key: string]: Value };
  const fields = shape.parts[part]?.fields ?? [];
  const below = (name: string): string => (at === "" ? name : `${at}.${name}`);
  const odd = Object.keys(given).find((key) => !fields.some(({ name }) => name === key));
  if (odd !== undefined) throw new Misread("field_unknown", below(odd));
  const read = fields.map((field) => {
    const own = Object.hasOwn(given, field.name) ? given[field.name] : undefined;
    if (own === undefined && field.of.kind !== "optional")
      throw new Misread("field_missing", below(field.name));
    return readField(own ?? null, field, below(field.name), shape);
  });
  return gathered(read, bare(fields.map(({ name }, n) => [name, read[n]?.value ?? null])));
}

function readField(value: Value, { of, items }: PlanField, at: string, shape: ShapeValue): Read {
  const read = readType(value, of, at, shape);
  if (!items || !Array.isArray(value)) return read;
  const off = value.length < items.min || (items.max !== null && value.length > items.max);
  return off ? { ...read, faults: [{ code: "item_count", at }, ...read.faults] } : read;
}

function readType(value: Value, of: PlanType, at: string, shape: ShapeValue): Read {
  switch (of.kind) {
    case "any":
      return plain(value);
    case "text":
      if (typeof value !== "string") break;
      return { value, faults: [], texts: [value] };
    case "word":
      if (value !== of.word) break;
      return plain(value);
    case "bool":
      if (typeof value !== "boolean") break;
      return plain(value);
    case "num":
      if (!Number.isFinite(value)) break;
      return plain(value);
    case "int":
      if (!Number.isSafeInteger(value)) break;
      return plain(value);
    case "optional":
      return value === null ? plain(null) : readType(value, of.of, at, shape);
    case "union":
      return firstOf(value, of.of, at, shape);
    case "list": {
      if (!Array.isArray(value)) break;
      const all = value.map((item: Value, n) => readType(item, of.of, `${at}[${n}]`, shape));
      return gathered(
        all,
        all.map((one) => one.value),
      );
    }
    case "part":
      return readPart(value, of.part, at, shape);
  }
  throw new Misread("field_type", at);
}

/** As the first of the types that the value is of. */
function firstOf(value: Value, types: readonly PlanType[], at: string, shape: ShapeValue): Read {
  for (const type of types)
    try {
      return readType(value, type, at, shape);
    } catch (error) {
      if (!(error instanceof Misread)) throw error;
    }
  throw new Misread("field_type", at);
}
