// The columns an answer makes in its row.
import { counted, many } from "../dsl/tell/count.ts";
import type { PlanAsk } from "../dsl/plan/plan.ts";
import type { Answer } from "./ask.ts";
import type { Type } from "../dsl/types/types.ts";
import { notA, readAnswer } from "./answer.ts";
import { readOff } from "./scoring.ts";
import { UNREAD } from "./failed.ts";
import { Problem } from "./problem.ts";
import type { Call } from "./ready.ts";
import { cut } from "./show/bundle.ts";
import type { Row, Value } from "./value.ts";

/** `unread`: why the value is null, where the answer is not of the type that its prompt returns, or breaks off in its form. */
export interface Answered {
  readonly columns: { readonly [column: string]: Value };
  readonly unread: Problem | null;
}

/** @param before the columns made so far: tokens used add up over the asks of a row */
export function answered(column: string, plan: PlanAsk, answer: Answer, call: Call, before: Row): Answered {
  const { returns } = call.messages;
  const read = answer.scores ? readOff(call.options, returns, answer.scores) : writtenBy(answer);
  const whole = answer.cut === true ? undefined : readAnswer(read.text, returns);
  const usage = before.usage as { prompt: number | null; output: number | null } | null | undefined;
  const written = { ...(returns.kind !== "text" && { text: read.text }), ...read.parts };
  const { logprob, finish, tokens } = read;
  const model = call.model.name;
  const parts: { readonly [name: string]: Value } =
    column === "output" ? written : { ...written, tokens, logprob, finish, model };
  return {
    unread: whole === undefined ? unreadable(read.text, not(returns, answer.cut)) : null,
    columns: {
      [column]: whole ?? null,
      ...Object.fromEntries(Object.entries(parts).map(([name, part]) => [`${column}.${name}`, part])),
      // a model that a row chooses is recorded; a declared one, or one of an axis, can be seen already
      ...(column === "output" && plan.model.op !== "step" && plan.model.op !== "local" && { model }),
      usage: {
        prompt: sum(usage?.prompt, answer.promptTokens),
        output: sum(usage?.output, tokens),
      },
      logprob,
      finish,
    },
  };
}

/** An answer that a model wrote. */
const writtenBy = ({ text, finish, logprob, outputTokens: tokens, steps }: Answer) => ({
  text,
  finish,
  logprob,
  tokens,
  parts: { ...(steps && { logprobs: steps as unknown as Value }) },
});

/** `2 of 9 texts are longer than the window: read in 5 windows`, of texts that are alone. */
export function windowNotes(column: string, answers: readonly Answer[]): string[] {
  const counts = answers.flatMap(({ scores = [] }) => scores.map(({ windows }) => windows));
  const longer = counts.filter((windows) => windows > 1);
  if (longer.length === 0) return [];
  const where = column === "output" ? "" : `${column}: `;
  const [are, all] = [longer.length === 1 ? "is" : "are", longer.reduce((a, b) => a + b, 0)];
  return [
    `${where}${longer.length} of ${counts.length} texts ${are} longer than the window: read in ${all} windows`,
  ];
}

/** `8 tokens, in 1 of 9 answers, are none of the tokenizer's: the text lacks what they say`. */
export function textlessNotes(column: string, answers: readonly Answer[]): string[] {
  const counts = answers.flatMap(({ textless = 0 }) => (textless > 0 ? [textless] : []));
  if (counts.length === 0) return [];
  const where = column === "output" ? "" : `${column}: `;
  const all = counts.reduce((a, b) => a + b, 0);
  return [
    `${where}${counted(all, "token")}, in ${many(counts.length)} of ${counted(answers.length, "answer")}, ${all === 1 ? "is none" : "are none"} of the tokenizer's: the text lacks what ${all === 1 ? "it says" : "they say"}`,
  ];
}

/** What one of several answers does not count has no sum. */
const sum = (before: number | null | undefined, more: number | null): number | null =>
  before === null || more === null ? null : (before ?? 0) + more;

/** Of what was written, that much is shown. */
const GLIMPSE = 40;

/** What an answer that cannot be read is: cut off in the form that it is held to, or of another type. */
const not = (returns: Type, broken?: boolean): string =>
  broken ? "cut off by 'max_tokens' before its form is complete" : notA(returns);

const unreadable = (text: string, what: string): Problem =>
  new Problem("ModelError", UNREAD, `the answer is ${what}: ${JSON.stringify(cut(text, GLIMPSE))}`);

/** `3 of 40 answers are none of "yes", "no"`, by the kind of what was wanted; those that are cut off by themselves. */
export function unreadNotes(
  column: string,
  answers: readonly { readonly call: Call; readonly unread: Problem | null; readonly cut: boolean }[],
): string[] {
  const counts = new Map<string, { of: number; unread: number; cut: number }>();
  for (const { call, unread, cut } of answers) {
    const what = notA(call.messages.returns);
    const before = counts.get(what) ?? { of: 0, unread: 0, cut: 0 };
    counts.set(what, {
      of: before.of + 1,
      unread: before.unread + (unread && !cut ? 1 : 0),
      cut: before.cut + (cut ? 1 : 0),
    });
  }
  const where = column === "output" ? "" : `${column}: `;
  const told = (n: number, of: number, what: string): string[] =>
    n === 0 ? [] : [`${where}${n} of ${of} answers ${n === 1 ? "is" : "are"} ${what}`];
  return [...counts].flatMap(([what, { of, unread, cut }]) => [
    ...told(unread, of, what),
    ...told(cut, of, "cut off by 'max_tokens' before their form is complete"),
  ]);
}
