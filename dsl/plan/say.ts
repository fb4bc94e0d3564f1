// A lowered expression in the words of the language: for explanations, and for what differs between two plans.
import type { Signature } from "../types/known.ts";
import { own } from "../own.ts";
import type { Ex, PlanPart } from "./plan.ts";

export interface Manner {
  /** Declared operators: which arguments are columns, and in which order they stand. */
  readonly operators: { readonly [name: string]: Signature };
  /** An argument that nobody wrote, as a tokenizer that defaults to the asked model. */
  readonly unwritten?: (argument: Ex) => boolean;
  /** What a step is called, where that is not its name in the plan. */
  readonly called?: (step: string) => string;
  /** What a call is written as; undefined: in full. For calls that have been told already. */
  readonly instead?: (call: Ex) => string | undefined;
}

type Rule<O extends Ex["op"]> = (ex: Extract<Ex, { op: O }>, manner: Manner) => string;

const rules: { readonly [O in Ex["op"]]: Rule<O> } = {
  lit: ({ value }) => JSON.stringify(value),
  field: ({ name }) => `.${name}`,
  local: ({ name }) => name,
  step: ({ name }, { called }) => called?.(name) ?? name,
  get: ({ of, name }, manner) => `${tight(of, manner)}.${name}`,
  at: ({ of, from, to }, manner) =>
    `${tight(of, manner)}[${say(from, manner)}${to ? ` .. ${say(to, manner)}` : ""}]`,
  list: ({ items }, manner) => `[${all(items, manner)}]`,
  record: ({ entries }, manner) =>
    `{${entries.map(([key, value]) => `${key}: ${say(value, manner)}`).join(", ")}}`,
  call: sayCall,
  apply: ({ prompt, args }, manner) =>
    `${manner.called?.(prompt) ?? prompt}(${Object.entries(args)
      .map(([name, value]) => (name.startsWith("#") ? "" : `${name}: `) + say(value, manner))
      .join(", ")})`,
  invoke: ({ fn, args }, manner) =>
    `${fn}(${Object.entries(args)
      .map(([name, value]) => `${name}: ${say(value, manner)}`)
      .join(", ")})`,
  shape: ({ shape }) => shape.name,
  row: ({ body }, manner) => say(body, manner),
  lambda: ({ param, body }, manner) => `${param} => ${say(body, manner)}`,
  unary: ({ kind, of }, manner) => `${kind === "not" ? "not " : kind}${tight(of, manner)}`,
  binary: ({ kind, left, right }, manner) => `${tight(left, manner)} ${kind} ${tight(right, manner)}`,
  if: ({ test, then, else: other }, manner) =>
    `if ${say(test, manner)} then ${say(then, manner)} else ${say(other, manner)}`,
  text: ({ parts }, manner) => `"""${sayParts(parts, manner)}"""`,
};

/** The expression as a program would have it, on one line but for line breaks of templates. */
export const say = (ex: Ex, manner: Manner): string =>
  // the table is total over ops; TypeScript cannot correlate the key with the expression
  (rules[ex.op] as Rule<Ex["op"]>)(ex as never, manner);

const all = (items: readonly Ex[], manner: Manner): string =>
  items.map((item) => say(item, manner)).join(", ");

const LOOSE: ReadonlySet<Ex["op"]> = new Set(["binary", "unary", "if", "lambda"]);

/** In brackets where what stands around it would bind tighter. */
function tight(ex: Ex, manner: Manner): string {
  const said = say(ex, manner);
  return LOOSE.has(ex.op) || (ex.op === "call" && said.includes(" |> ")) ? `(${said})` : said;
}

const SUBJECTS: ReadonlySet<Ex["op"]> = new Set(["field", "local", "step", "call", "get", "at", "apply"]);

/** `first |> f(second, name: third)`; what is no subject of a pipe stands inside: `f([1, 2])`. */
function sayCall(ex: Extract<Ex, { op: "call" }>, manner: Manner): string {
  const { params } = own(manner.operators, ex.fn) ?? { params: [] };
  const given = Object.entries(ex.args).filter(([, value]) => !manner.unwritten?.(value));
  const [first] = given;
  const piped = first && first[0] === params[0]?.name && !params[0].many && SUBJECTS.has(first[1].op);
  const rest = (piped ? given.slice(1) : given).flatMap(([name, value], at) => {
    const place = params.findIndex((param) => param.name === name);
    const param = params[place];
    const byPlace = param !== undefined && place === at + (piped ? 1 : 0) && (at === 0 || param.many);
    const said = param?.column ? column(value, manner) : say(value, manner);
    // many arguments are one list in the plan
    const inner = param?.many && value.op === "list" ? value.items : null;
    return inner
      ? inner.map((item) => (param?.column ? column(item, manner) : say(item, manner)))
      : [byPlace ? said : `${name}: ${said}`];
  });
  const fn = ex.script ? (ex.fn.split(":").at(-1) ?? ex.fn) : ex.fn;
  const call = piped && rest.length === 0 ? fn : `${fn}(${rest.join(", ")})`;
  if (!piped) return call;
  const left = manner.instead?.(first[1]) ?? (first[1].op === "call" ? say(first[1], manner) : null);
  return `${left ?? tight(first[1], manner)} |> ${call}`;
}

/** A column argument is a name in the plan. */
const column = (ex: Ex, manner: Manner): string =>
  ex.op === "lit" && typeof ex.value === "string" ? `.${ex.value}` : say(ex, manner);

function sayParts(parts: readonly PlanPart[], manner: Manner): string {
  return parts
    .map((part) => {
      switch (part.part) {
        case "text":
          return part.text;
        case "hole":
          return `{{ ${say(part.value, manner)} }}`;
        case "if": {
          const other = part.else.length > 0 ? `{{#else}}${sayParts(part.else, manner)}` : "";
          return `{{#if ${say(part.test, manner)}}}${sayParts(part.then, manner)}${other}{{#end}}`;
        }
        case "each": {
          const names = part.index === null ? part.item : `${part.item}, ${part.index}`;
          return `{{#each ${names} in ${say(part.of, manner)}}}${sayParts(part.body, manner)}{{#end}}`;
        }
      }
    })
    .join("");
}
