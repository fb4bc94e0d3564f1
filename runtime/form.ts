// What a call says of the form of its answer -> the form that the model is held to.
import { canonical } from "../dsl/plan/plan.ts";
import { show, type Type } from "../dsl/types/types.ts";
import type { Form } from "./model/index.ts";
import type { Json } from "./value.ts";

/** Properties of which one may be set. */
const names = ["choices", "grammar", "json"] as const;
const MOST_CHOICES = 10_000;
/** Each is computed with its prompt before it. */
const MOST_WEIGHED = 1_000;
const MOST_LETTERS = 100_000;

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
): Extract<Form, { readonly kind: "choices" }> | Wrong | undefined {
  const { choices } = options;
  const form = choices === undefined ? undefined : makers.choices(choices, returns);
  if (form && "of" in form && form.of.length > MOST_WEIGHED)
    return {
      name: "choices",
      wanted: `at most ${MOST_WEIGHED} texts, where one is chosen by its likelihood`,
    };
  if (form !== undefined) return form as Extract<Form, { readonly kind: "choices" }> | Wrong;
  const words = literals(returns);
  return words && { kind: "choices", of: words };
}

type Maker = (value: Json, returns: Type) => Form | Wrong;
const makers: { readonly [K in (typeof names)[number]]: Maker } = {
  choices: (value) => {
    const texts = Array.isArray(value) && value.every((one) => typeof one === "string") ? value : [];
    const sound = texts.length > 0 && texts.every((text) => text !== "" && text.trim() === text);
    if (!sound || texts.length > MOST_CHOICES)
      return {
        name: "choices",
        wanted: `1 to ${MOST_CHOICES} texts without white space around them: ["yes", "no"]`,
      };
    return { kind: "choices", of: texts };
  },
  grammar: (value) =>
    typeof value === "string" && value.trim() !== "" && value.length <= MOST_LETTERS
      ? { kind: "grammar", ebnf: value }
      : { name: "grammar", wanted: `rules of up to ${MOST_LETTERS} letters, one of them named root` },
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
