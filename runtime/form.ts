// What a call says of the form of its answer -> the form that the model is held to.
import { canonical } from "../dsl/plan/plan.ts";
import { barely, insteadOf } from "../dsl/types/texts.ts";
import { show, type Type } from "../dsl/types/types.ts";
import type { Form } from "./model/index.ts";
import type { Json } from "./value.ts";

/** Properties of which one may be set. */
const names = ["choices", "grammar", "json"] as const;
/** Each is computed with its prompt before it. */
const MOST_WEIGHED = 1_000;

/** Why a property cannot be used: its name, and what to write. */
export interface Wrong {
  readonly name: string;
  readonly wanted: string;
}

/** @param returns what the prompt returns. Undefined where the answer is free. */
export function formOf(options: { readonly [name: string]: Json }, returns: Type): Form | Wrong | undefined {
  const set = names.filter((name) => options[name] !== undefined && options[name] !== false);
  const [name, second] = set;
  if (name === undefined) return undefined;
  if (second !== undefined) return { name: second, wanted: `${name} or ${second}, not both` };
  return makers[name](options[name] ?? null, returns);
}

/** The texts among which one is chosen: `choices`, or the words that the prompt returns. Undefined where there are neither. */
export function chosenOf(
  options: { readonly [name: string]: Json },
  returns: Type,
): Choices | Wrong | undefined {
  const { choices } = options;
  if (choices !== undefined) return amongOf(choices, options["delimiter"] !== undefined);
  const words = literals(returns);
  return words && { kind: "choices", of: words };
}

/** @param spaced white space around a choice counts: what parts it from the prompt is said */
function amongOf(value: Json, spaced: boolean): Choices | Wrong {
  const texts = value as readonly string[];
  const wanted = insteadOf("choices", value) ?? (spaced ? null : barely(texts));
  if (wanted !== null) return { name: "choices", wanted };
  if (texts.length <= MOST_WEIGHED) return { kind: "choices", of: texts };
  return { name: "choices", wanted: `at most ${MOST_WEIGHED} texts, where one is chosen by its likelihood` };
}

type Choices = Extract<Form, { readonly kind: "choices" }>;
type Maker = (value: Json, returns: Type) => Form | Wrong;
const makers: { readonly [K in (typeof names)[number]]: Maker } = {
  choices: (value) => {
    const wanted = insteadOf("choices", value) ?? barely(value as readonly string[]);
    return wanted === null
      ? { kind: "choices", of: value as readonly string[] }
      : { name: "choices", wanted };
  },
  grammar: (value) => {
    const wanted = insteadOf("grammar", value);
    return wanted === null ? { kind: "grammar", ebnf: value as string } : { name: "grammar", wanted };
  },
  json: (_, returns) => {
    const words = literals(returns);
    if (words) return { kind: "choices", of: words };
    const schema = schemaOf(returns);
    return schema === undefined
      ? { name: "json", wanted: `a prompt that returns what JSON can say, not ${show(returns)}` }
      : { kind: "json", schema: canonical(schema) };
  },
};

/** `"yes" | "no"` is answered by the bare word. */
function literals(type: Type): readonly string[] | undefined {
  const all = type.kind === "union" ? type.of : [type];
  const words = all.flatMap((one) =>
    one.kind === "literal" && typeof one.value === "string" ? [one.value] : [],
  );
  return words.length === all.length ? words : undefined;
}

/** JSON Schema of an answer; undefined where there is none. Text that is asked for as JSON may be any. */
const schemaOf = (type: Type): Json | undefined => (type.kind === "text" ? {} : inner(type));

/** Closed records; optional fields may be missing or null. */
function inner(type: Type): Json | undefined {
  switch (type.kind) {
    case "json":
    case "unknown":
      return {};
    case "text":
      return { type: "string" };
    case "null":
      return { type: "null" };
    case "bool":
      return { type: "boolean" };
    case "num":
      return { type: "number" };
    case "int":
      return { type: "integer" };
    case "literal":
      return { enum: [type.value as Json] };
    case "optional":
      return anyOf([type.of, { kind: "null" }]);
    case "union":
      return anyOf(type.of);
    case "list": {
      const items = inner(type.of);
      return items && { type: "array", items };
    }
    case "record":
      return record(type.fields);
    default:
      return undefined;
  }
}

function anyOf(types: readonly Type[]): Json | undefined {
  const all = types.map(inner);
  return all.every((one) => one !== undefined) ? { anyOf: all } : undefined;
}

function record(fields: { readonly [name: string]: Type }): Json | undefined {
  const entries = Object.entries(fields).map(([name, type]) => [name, inner(type)] as const);
  if (entries.some(([, schema]) => schema === undefined)) return undefined;
  const required = Object.entries(fields).flatMap(([name, type]) => (type.kind === "optional" ? [] : [name]));
  return {
    type: "object",
    properties: Object.fromEntries(entries as [string, Json][]),
    required,
    additionalProperties: false,
  };
}
