// What the answers of a run took, one by one: tokens, characters, times, memory. For looking at: in no key, and in no row of a run.
import type { Answer } from "./desk.ts";
import { doc, operator, run as aRun } from "./operator.ts";
import { typeError } from "./problem.ts";
import type { Call } from "./ready.ts";
import { fromRows, rows } from "./table.ts";
import type { Row, Spent } from "./value.ts";

/** Code points. */
const characters = (text: string): number => Array.from(text).length;

/** What one answer took. */
export function spentIn(row: number, step: string, { messages, model }: Call, answer: Answer): Spent {
  const { promptTokens, outputTokens, text, provider, spent } = answer;
  const perSecond = outputTokens !== null && spent && spent.ms > 0 ? (outputTokens / spent.ms) * 1000 : null;
  const columns: Row = {
    step,
    model: model.name,
    provider,
    dtype: spent?.dtype ?? null,
    prompt_tokens: promptTokens,
    known_tokens: spent?.known ?? null,
    output_tokens: outputTokens,
    drafted_tokens: spent?.drafted ?? null,
    accepted_tokens: spent?.accepted ?? null,
    prompt_chars: messages.messages.reduce((sum, { content }) => sum + characters(content), 0),
    output_chars: characters(text),
    first_ms: spent?.firstMs ?? null,
    ms: spent?.ms ?? null,
    tokens_per_s: perSecond,
    memory: spent?.memory ?? null,
  };
  return { row, step, columns };
}

/**
 * `spent(run)`: a row per answer, with the item, the axes and the seed that it is of. An answer from the store has the times of
 * when it was computed. Errors: E204 for runs put together by `union`.
 */
export const spent = operator({
  name: "spent",
  family: "table",
  doc: "what each answer of a run took: tokens and characters of prompt and answer, prompt tokens known from another prompt, tokens of the answer that were drafted and that came, ms to the first token and to the end, tokens per second, provider, dtype, bytes on the device",
  params: { run: doc("a run", aRun) },
  returns: { kind: "rule", rule: "spent" },
  run: ({ run: of }) => {
    if (!of.spent)
      throw typeError("E204", "'spent' takes one run, and this is several put together", "name one of them");
    const all = rows(of.table);
    const keys = [of.id, ...of.axes, "seed"].filter((name) => of.table.names.includes(name));
    const made = of.spent.map(({ row, columns }): Row => {
      const own = keys.map((name) => [name, all[row]?.[name] ?? null] as const);
      return { ...Object.fromEntries(own), ...columns, ...Object.fromEntries(own) };
    });
    return fromRows(made, made.length > 0 ? Object.keys(made[0] ?? {}) : keys);
  },
});
