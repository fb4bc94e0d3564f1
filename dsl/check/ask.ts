// What is asked, of whom, and the columns an answer makes.
import type { Ask, Prop, RunDecl } from "../syntax/ast.ts";
import { type Env, slots } from "../infer/env.ts";
import { infer } from "../infer/infer.ts";
import { want } from "../infer/lookup.ts";
import { checkProps } from "./props.ts";
import { checkScored, isWeighed, scoredParts } from "./scored.ts";
import { checkRepeats } from "./axes.ts";
import { constant, references } from "../names/scope.ts";
import {
  type Fields,
  fits,
  int,
  merge,
  messages,
  num,
  show,
  text,
  type Type,
  unknown,
  writer,
} from "../types/types.ts";

/** The column of every run that says why a row failed. */
export const failing: Fields = {
  error: {
    kind: "optional",
    of: { kind: "record", fields: { step: text, name: text, code: text, message: text } },
  },
};

/** Columns a run that asks adds to its rows, about all its asks or the last one. */
export const asked: Fields = {
  usage: { kind: "record", fields: { prompt: int, output: int } },
  logprob: num,
  finish: text,
  ...failing,
};

/**
 * Checks an ask; the type of its answer, which is null where it cannot be read as anything but Text.
 * @param outer settings that it may have from elsewhere
 */
export function checkAsk(ask: Ask, outer: readonly Prop[], env: Env): Type {
  const prompt = infer(ask.prompt, env);
  if (!fits(prompt, messages(unknown)))
    env.report("E204", ask.prompt.span, {
      what: "what is asked",
      wanted: "a prompt applied to its arguments",
      got: show(prompt),
    });
  want(infer(ask.with, { ...env, slot: slots.model }), writer, "what answers", ask.with, env);
  checkProps(ask.props, "ask", "ask", env);
  const returns = returnsOf(prompt);
  checkScored(ask, outer, returns, env);
  return ["text", "unknown", "optional"].includes(returns.kind) ? returns : { kind: "optional", of: returns };
}

const returnsOf = (prompt: Type): Type =>
  prompt.kind === "messages"
    ? prompt.returns
    : prompt.kind === "union"
      ? merge(prompt.of.map(returnsOf))
      : unknown;

/**
 * What else is known of the answer in a column: of a named step all of it, as `.facts.tokens`; of `output`, for which the run
 * has columns, the text as it was written where it is read as something else.
 */
export function partsOf(column: string, answer: Type, ask: Ask): Fields {
  const written = { ...(answer.kind !== "text" && { text }), ...scoredParts(ask) };
  const parts: Fields =
    column === "output" ? written : { ...written, tokens: int, logprob: num, finish: text, model: text };
  return Object.fromEntries(Object.entries(parts).map(([name, type]) => [`${column}.${name}`, type]));
}

/** Whether the model depends on the row: then a column says which one it was. */
export const choosesModel = ({ with: model }: Ask): boolean => model.kind !== "Ref";

export const asksOf = (run: RunDecl): readonly Ask[] =>
  run.items.flatMap((item) =>
    item.kind === "Ask" ? [item] : item.kind === "RunStep" && item.value.kind === "Ask" ? [item.value] : [],
  );

export const seedsOf = (props: readonly Prop[]): Prop | undefined =>
  props.find(({ name }) => name.text === "seeds");

/** E304: several seeds with greedy decoding give copies of one answer. What the run leaves open, its models and prompts may set. */
export function checkSeeds(run: RunDecl, props: readonly Prop[], asks: readonly Ask[], env: Env): void {
  const seeds = seedsOf(props);
  if (!seeds) return;
  checkRepeats(seeds.value, env);
  if (asks.length === 0)
    return env.report("E010", seeds.span, {
      what: `'seeds' repeats what a model is asked, and run '${run.name.text}' asks none`,
    });
  const open = [...references(run)].flatMap((name) => temperatures(settings(name, env)));
  const greedy = (ask: Ask): boolean => {
    if (isWeighed(ask)) return true;
    const nearest = [ask.props, props].map(temperatures).find((set) => set.length > 0);
    return (nearest ?? open).every((prop) => constant(prop.value) === 0);
  };
  if (asks.every(greedy)) env.report("E304", seeds.span, {});
}

const temperatures = (props: readonly Prop[]): Prop[] =>
  props.filter((prop) => prop.name.text === "temperature");

/** Settings that asks of a run may have from elsewhere: its own, and those of the models and prompts that it names. */
export const inherited = (run: RunDecl, env: Env): readonly Prop[] => [
  ...run.items.filter((item) => item.kind === "Prop"),
  ...[...references(run)].flatMap((name) => settings(name, env)),
];

/** Settings of generation that a declared model or prompt brings along. */
function settings(name: string, env: Env): readonly Prop[] {
  const statement = env.names.get(name);
  if (statement?.kind === "ModelDecl") return statement.props;
  return statement?.kind === "PromptDecl" ? statement.items.filter((item) => item.kind === "Prop") : [];
}
