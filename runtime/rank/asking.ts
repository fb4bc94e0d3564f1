// What rankers share that ask models: what they take and give, the calls they make, and what these took.
import {
  doc,
  type Given,
  int,
  maybe,
  model,
  type Param,
  passages,
  type Reach,
  type RowFn,
} from "../operator.ts";
import { Problem } from "../problem.ts";
import { ranged } from "../ranged.ts";
import * as types from "../../dsl/types/types.ts";
import {
  bare,
  kindOf,
  type Messages,
  type ModelValue,
  type Passage,
  type Row,
  type Value,
} from "../value.ts";

/** A function that applies a prompt to what is to be ranked. */
const prompting = (takes: types.Type): Param<RowFn<Messages>> => ({
  type: types.messages(types.unknown),
  item: types.messages(types.unknown),
  takes,
  doc: "",
  is: (value: Given) => typeof value === "function",
  fallback: null,
});

export const ofOne = prompting({ kind: "passage" });
export const ofMany = prompting(types.passages);

/** A model that writes. */
const writer: Param<ModelValue> = { ...model, type: { kind: "model", ref: null, window: null, does: "gen" } };

export const ranking = {
  passages,
  with: doc("the model that is asked", writer),
  k: doc("how many at most; all where it is left out", maybe(ranged(int, { least: 1 }))),
};

/** What a ranking gives, whoever makes it: the passages best first, what it took, and what could not be read. */
export const ranked: types.Type = {
  kind: "record",
  fields: {
    passages: types.passages,
    calls: types.int,
    prompt_tokens: { kind: "optional", of: types.int },
    output_tokens: { kind: "optional", of: types.int },
    repaired: types.int,
    unread: types.int,
  },
};

export interface Asked {
  /** Answers in the order of what is asked. Errors: those of the model, of the first that has no answer. */
  readonly ask: (
    items: readonly Value[],
  ) => Promise<readonly { readonly text: string; readonly messages: Messages }[]>;
  /** The record of the ranking. */
  readonly gives: (order: readonly Passage[], repaired: number, unread: number) => Value;
}

/** Asks `by` a model, and counts. Lists without passages, and ids that stand twice in one, are told in notes. */
export function askedBy(
  operator: string,
  all: readonly Passage[],
  by: RowFn<Messages>,
  asked: ModelValue,
  { write, note }: Pick<Reach, "write" | "note">,
): Asked {
  const twice = all.length - new Set(all.map(({ id }) => id)).size;
  if (twice > 0) note(`${operator}: passages whose id another one has`, twice);
  if (all.length === 0) note(`${operator}: lists without passages`);
  let calls = 0;
  const [prompt, output] = [counter(), counter()];
  return {
    async ask(items) {
      const messages = await Promise.all(items.map((item) => applied(operator, by, item)));
      const answers = await write(
        messages.map((one) => ({
          model: asked,
          messages: one,
          options: { ...asked.options, ...one.options },
          seed: 0,
        })),
      );
      calls += messages.length;
      return answers.map((answer, at) => {
        if (answer instanceof Problem) throw answer;
        prompt.add(answer.promptTokens);
        output.add(answer.outputTokens);
        return { text: answer.text, messages: messages[at]! };
      });
    },
    gives: (order, repaired, unread) => {
      if (repaired > 0)
        note(`${operator}: replies that were no order of all that was asked, repaired`, repaired);
      if (unread > 0) note(`${operator}: replies that could not be read`, unread);
      return bare([
        ["passages", order],
        ["calls", calls],
        ["prompt_tokens", prompt.sum()],
        ["output_tokens", output.sum()],
        ["repaired", repaired],
        ["unread", unread],
      ]);
    },
  };
}

async function applied(operator: string, by: RowFn<Messages>, item: Value): Promise<Messages> {
  const messages = (await by(item as Row)) as Value;
  if (kindOf(messages) === "messages") return messages as Messages;
  throw new Problem(
    "StruxTypeError",
    "E204",
    `'${operator}' needs a prompt applied to what it ranks`,
    "write prompt: w => rank(.question, w)",
  );
}

/** A sum that is null where one of its numbers is: a server need not count. */
function counter(): { readonly add: (count: number | null) => void; readonly sum: () => number | null } {
  let sum: number | null = 0;
  return {
    add: (count) => void (sum = sum === null || count === null ? null : sum + count),
    sum: () => sum,
  };
}

/** Passages in a new order. Scores stay at their ranks, so that sorting by them keeps the order; without them 1 / rank. */
export function replaced(order: readonly Passage[], given: readonly Passage[]): Passage[] {
  const scores = given.map(({ score }) => score);
  const falling = scores.every((score, at) => score !== undefined && (at === 0 || score <= scores[at - 1]!));
  return order.map((passage, rank) => ({ ...passage, score: falling ? scores[rank]! : 1 / (rank + 1) }));
}
