// What the answers of a run took, one by one, those that its operators asked for too, and the texts that its rows asked encoders of: tokens, characters, times, memory. For looking at: in no key, and in no row of a run.
import type { How } from "./heard.ts";
import type { Answer } from "./desk.ts";
import type { Said } from "./encoder/calls.ts";
import type { InferInput } from "./model/index.ts";
import { doc, operator, run as aRun } from "./operator.ts";
import { typeError } from "./problem.ts";
import type { Call } from "./ready.ts";
import { isSilent } from "./recorded/silent.ts";
import { readOff } from "./scoring.ts";
import { fromRows, rows } from "./table.ts";
import { Problem } from "./problem.ts";
import type { ModelValue, Row, Spent, Value } from "./value.ts";
import type { Asks } from "./write.ts";

/** What is told of an answer, in this order. */
const COLUMNS = [
  "step",
  "model",
  "provider",
  "dtype",
  "prompt_tokens",
  "known_tokens",
  "output_tokens",
  "drafted_tokens",
  "accepted_tokens",
  "prompt_chars",
  "output_chars",
  "first_ms",
  "ms",
  "tokens_per_s",
  "memory",
] as const;
type Columns = { readonly [C in (typeof COLUMNS)[number]]: Row[string] };

/** Code points. */
const characters = (text: string): number => Array.from(text).length;

/** What one answer took. */
export function spentIn(
  row: number,
  step: string,
  { messages, model, options }: Call,
  answer: Answer,
): Spent {
  const { promptTokens, outputTokens, provider, spent } = answer;
  // of texts that are weighed, the one that the answer is
  const { text, tokens } = answer.scores
    ? readOff(options, messages.returns, answer.scores)
    : { text: answer.text, tokens: outputTokens };
  const perSecond = outputTokens !== null && spent && spent.ms > 0 ? (outputTokens / spent.ms) * 1000 : null;
  const columns: Columns = {
    step,
    model: model.name,
    provider,
    dtype: spent?.dtype ?? null,
    prompt_tokens: promptTokens,
    known_tokens: spent?.known ?? null,
    output_tokens: tokens,
    drafted_tokens: spent?.drafted ?? null,
    accepted_tokens: spent?.accepted ?? null,
    prompt_chars: isSilent(messages.prompt)
      ? null
      : messages.messages.reduce((sum, { content }) => sum + characters(content), 0),
    output_chars: characters(text),
    first_ms: spent?.firstMs ?? null,
    ms: spent?.ms ?? null,
    tokens_per_s: perSecond,
    memory: spent?.memory ?? null,
  };
  return { row, step, columns };
}

/** What the answers of a run took, as they come: a column that is the same all along is held once. */
export interface SpentLog extends Iterable<Spent> {
  readonly add: (one: Spent) => void;
}
export function spentLog(): SpentLog {
  const rows: number[] = [];
  const columns = COLUMNS.map((name) => ({ name, same: null as Value, all: null as Value[] | null }));
  return {
    add({ row, columns: values }) {
      for (const column of columns) {
        const value = values[column.name] ?? null;
        if (rows.length === 0) column.same = value;
        else if (!column.all && value !== column.same)
          column.all = new Array<Value>(rows.length).fill(column.same);
        column.all?.push(value);
      }
      rows.push(row);
    },
    *[Symbol.iterator]() {
      for (const [at, row] of rows.entries()) {
        const values = columns.map(({ name, same, all }) => [name, all ? (all[at] ?? null) : same] as const);
        const own = Object.fromEntries(values);
        yield { row, step: own["step"] as string, columns: own };
      }
    },
  };
}

/** A text that an encoder was asked of, and what it said. */
interface Heard {
  readonly model: ModelValue;
  readonly input: InferInput;
  readonly said: Said;
}

/** A call that an operator made, and its answer. */
type Wrote = readonly [call: Call, answer: Answer];

/** Models asked through this are heard of. `told` hears what became of each call as it comes. */
export function hearing(told: (how: How, problem: Problem | null) => void): {
  readonly wrap: (asks: Asks) => Asks;
  readonly heard: readonly Heard[];
  readonly wrote: readonly Wrote[];
} {
  const heard: Heard[] = [];
  const wrote: Wrote[] = [];
  const wrap = ({ infer, write }: Asks): Asks => ({
    async infer(model, task, inputs) {
      const all = await infer(model, task, inputs);
      for (const [at, said] of all.entries())
        if (!(said instanceof Problem)) heard.push({ model, input: inputs[at]!, said });
      return all;
    },
    async write(calls) {
      const all = await write(calls, (_, how, answer) =>
        told(how, answer instanceof Problem ? answer : null),
      );
      for (const [at, answer] of all.entries())
        if (!(answer instanceof Problem)) wrote.push([calls[at]!, answer]);
      return all;
    },
  });
  return { wrap, heard, wrote };
}

/** What the texts of one row took in one column, all that an encoder was asked there together. */
export function textsIn(row: number, step: string, heard: readonly Heard[]): Spent[] {
  const groups = new Map<string, [Heard, ...Heard[]]>();
  for (const one of heard) {
    const key = `${one.model.name}\n${one.said.provider}`;
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
  }
  return [...groups.values()].map((all) => {
    const [{ model, said: first }] = all;
    const spent = all.flatMap(({ said }) => said.spent ?? []);
    const columns: Columns = {
      step,
      model: model.name,
      provider: first.provider,
      dtype: spent[0]?.dtype ?? null,
      prompt_tokens: all.reduce((sum, { said }) => sum + said.tokens, 0),
      known_tokens: null,
      output_tokens: null,
      drafted_tokens: null,
      accepted_tokens: null,
      prompt_chars: all.reduce((sum, { input: { text, pair = "" } }) => sum + characters(text + pair), 0),
      output_chars: 0,
      first_ms: null,
      ms: spent.length === 0 ? null : Math.max(...spent.map(({ ms }) => ms)),
      tokens_per_s: null,
      memory: spent[0]?.memory ?? null,
    };
    return { row, step, columns };
  });
}

/**
 * `spent(run)`: a row per answer, with the item, the axes and the seed that it is of, and one per encoder that a row asked in a
 * column; what is computed once for several rows is told of the first. An answer from the store has the times of when it was computed. Errors: E204 for runs put together by `union`.
 */
export const spent = operator({
  name: "spent",
  family: "table",
  doc: "what each answer of a run took, and each row's texts of an encoder: tokens and characters of prompt and answer, prompt tokens known from another prompt, tokens of the answer that were drafted and that came, ms to the first token and to the end, tokens per second, provider, dtype, bytes on the device",
  params: { run: doc("a run", aRun) },
  returns: { kind: "rule", rule: "spent" },
  run: ({ run: of }) => {
    if (!of.spent)
      throw typeError("E204", "'spent' takes one run, and this is several put together", "name one of them");
    const all = rows(of.table);
    const keys = [of.id, ...of.axes, "seed"].filter((name) => of.table.names.includes(name));
    const made = Array.from(of.spent, ({ row, columns }): Row => {
      const own = keys.map((name) => [name, all[row]?.[name] ?? null] as const);
      return { ...Object.fromEntries(own), ...columns, ...Object.fromEntries(own) };
    });
    return fromRows(made, [...new Set([...keys, ...COLUMNS])]);
  },
});
