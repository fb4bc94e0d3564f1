// Demonstrations: the first rows of a table, each written out as messages; a row is never its own demonstration.
import type { PlanMessage, PlanShots } from "../dsl/plan/plan.ts";
import { reads } from "../dsl/plan/reads.ts";
import { evaluate, type House, type Scope } from "./eval.ts";
import { describe } from "./operator.ts";
import { Problem, typeError } from "./problem.ts";
import { rows as rowsOf, type Table } from "./table.ts";
import { kindOf, type Message, type Row, type Run, type Value } from "./value.ts";

/** A prompt while it is applied. */
export interface Asked {
  readonly prompt: string;
  /** The row that asks; null outside of runs. */
  readonly row: Row | null;
  /** The arguments. */
  readonly texts: ReadonlySet<Value>;
  /** The parameters as names. */
  readonly scope: Scope;
}

/**
 * The messages of the demonstrations, in the order of their rows. Left out and counted in a note: the asked row itself,
 * known by its `id`, or by having the same text in every column that the user messages read (where the asked row has no
 * such columns: by all these texts being arguments of the prompt). Fewer rows than wanted: a note.
 * Errors, at the place of `shots`: E204, E216.
 */
export async function demonstrations(shots: PlanShots, asked: Asked, house: House): Promise<Message[]> {
  try {
    const count = await evaluate(shots.count, asked.scope, house);
    if (typeof count !== "number" || !Number.isSafeInteger(count) || count < 0)
      throw typeError("E216", `'shots' is out of its range: ${describe(count)}`, "allowed: 0 or more");
    if (count === 0) return [];
    const chosen = choose(await source(shots, asked.scope, house), count, shots, asked, house);
    const messages: Message[] = [];
    for (const row of chosen)
      for (const message of shots.messages) messages.push(await write(message, row, asked.scope, house));
    return messages;
  } catch (error) {
    throw error instanceof Problem ? error.at(shots.at) : error;
  }
}

/** What the demonstrations are taken from; calls in it that mention no parameter are made once per step. */
async function source({ from }: PlanShots, scope: Scope, house: House): Promise<readonly Row[]> {
  const once: Scope = { ...scope, key: (axes) => (axes.length === 0 ? "" : null) };
  const of = await evaluate(from, once, house);
  const table = kindOf(of) === "run" ? (of as Run).table : of;
  if (kindOf(table) !== "table")
    throw typeError("E204", `'shots' are taken from a Table, got ${describe(of)}`);
  return rowsOf(table as Table);
}

function choose(
  rows: readonly Row[],
  count: number,
  { messages }: PlanShots,
  asked: Asked,
  { reach }: House,
): Row[] {
  const users = messages.filter(({ role }) => role === "user");
  const columns = [...new Set(users.flatMap(({ template }) => [...reads(template)]))];
  const chosen: Row[] = [];
  for (const row of rows) {
    if (chosen.length === count) break;
    if (isAsked(row, columns, asked))
      reach.note(`prompt '${asked.prompt}': the asked row itself is left out of its demonstrations`);
    else chosen.push(row);
  }
  if (chosen.length < count)
    reach.note(`prompt '${asked.prompt}': ${count} demonstrations are wanted, ${chosen.length} are there`);
  return chosen;
}

function isAsked(row: Row, columns: readonly string[], { row: asker, texts }: Asked): boolean {
  if (asker && isId(row.id) && isId(asker.id) && String(row.id) === String(asker.id)) return true;
  const shown = columns.filter((column) => typeof row[column] === "string");
  if (shown.length === 0) return false;
  return asker && shown.every((column) => has(asker, column))
    ? shown.every((column) => asker[column] === row[column])
    : shown.every((column) => texts.has(row[column] ?? null));
}

const isId = (value: Value | undefined): value is string | number =>
  typeof value === "string" || typeof value === "number";

const has = (row: Row, column: string): boolean => Object.hasOwn(row, column) && row[column] !== null;

async function write(
  { role, template }: PlanMessage,
  row: Row,
  scope: Scope,
  house: House,
): Promise<Message> {
  const content = await evaluate(template, { ...scope, row }, house);
  return { role, content: typeof content === "string" ? content : "" };
}
