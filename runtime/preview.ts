// What a model gets: the exact text and ids of a prompt, what each part of it takes of the window, and what was cut to fit.
import { filelessOf } from "./fileless.ts";
import type { Ex, PreviewStep, PromptStep, RunPlanStep } from "../dsl/plan/plan.ts";
import { say } from "../dsl/plan/say.ts";
import type { Asking } from "./ask.ts";
import { evaluate, nowhere, type Scope, type Written } from "./eval.ts";
import { type Foresight, foresight, nothing, Waits } from "./foresee.ts";
import { type Asker, askers } from "./askers.ts";
import { grid } from "./grid.ts";
import { notes as makeNotes } from "./notes.ts";
import { type Content, type Part, type Parted, partsOf } from "./parts.ts";
import { type Piece, piecesOf } from "./pieces.ts";
import { Problem, typeError } from "./problem.ts";
import { quote } from "./quote.ts";
import type { Call } from "./ready.ts";
import { rows } from "./table.ts";
import { behind, mostWritten, sentIds } from "./sent.ts";
import type { Telling } from "./told.ts";
import { kindOf, type Messages, type Row, type Run, type Table } from "./value.ts";

/** One prompt as one model gets it. */
export interface PromptSeen {
  /** Null: the program has no model, so nobody can say what its tokens are. */
  readonly model: string | null;
  /** The run whose ask it is; null: nobody asks it yet. */
  readonly run: string | null;
  /** The text after the chat template. */
  readonly text: string;
  /** Exactly what is sent. */
  readonly ids: readonly number[];
  readonly pieces: readonly (Piece & { readonly part: number })[];
  /** What the tokens are taken by, in sum all of them. */
  readonly parts: readonly Part[];
  /** Null: not set. */
  readonly maxTokens: number | null;
  readonly window: number | null;
}
/** A preview: what it is of, the combination it shows, and what was cut on the way. */
export interface Previewed {
  readonly title: string;
  readonly about: readonly string[];
  readonly prompts: readonly PromptSeen[];
  readonly notes: readonly string[];
}
/** `volatile`: it depends on what is in the store. */
export type Shown = { readonly seen: Previewed; readonly volatile: boolean };

/** Errors: those of evaluating the prompt; E322 for a parameter that the row does not give; E325 where the row waits for answers. */
export async function preview(step: PreviewStep, telling: Telling): Promise<readonly Shown[]> {
  const seen = foresight(telling);
  try {
    const row = step.for ? await rowOf(step.for, seen) : null;
    const run = step.value.op === "step" ? seen.step(step.value.name) : undefined;
    if (run?.kind === "run") return await ofRun(run, row, seen, telling);
    return [{ seen: await ofPrompt(step, row, seen, telling), volatile: false }];
  } catch (error) {
    if (!(error instanceof Waits)) throw error;
    throw new Problem(
      "DataError",
      "E325",
      `this preview rests on answers that are not there yet: ${error.on}`,
      "run what it rests on, or name a row of a table: for qa[0]",
    );
  }
}

/** The row that `for` names, or the first one of a table. */
async function rowOf(ex: Ex, seen: Foresight): Promise<Row> {
  const value = await evaluate(ex, nowhere, seen.house(makeNotes(), {}));
  const kind = kindOf(value);
  if (kind !== "table" && kind !== "run") return value as Row;
  const [first] = rows(kind === "run" ? (value as Run).table : (value as Table));
  if (!first) throw typeError("E215", "the table after 'for' has no rows");
  return first;
}

/** A text that a template made. */
interface Text {
  readonly pieces: readonly Written[];
  readonly template: Ex;
}

/** A house that keeps what templates wrote and what was noted. */
function watched(seen: Foresight) {
  const written: Text[] = [];
  const notes = makeNotes();
  const house = seen.house(notes, { wrote: (pieces, template) => void written.push({ pieces, template }) });
  return { house, written, notes };
}

async function ofPrompt(
  { value, for: from }: PreviewStep,
  row: Row | null,
  seen: Foresight,
  telling: Telling,
): Promise<Previewed> {
  const { house, written, notes } = watched(seen);
  const scope: Scope = { ...nowhere, row };
  const prompt = value.op === "step" ? seen.step(value.name) : undefined;
  const messages =
    prompt?.kind === "prompt"
      ? await house.apply(prompt.id, bound(prompt, row ?? {}), row)
      : ((await evaluate(value, scope, house)) as Messages);
  const place = from ? ` for ${say(from, telling)}` : "";
  const prompts: PromptSeen[] = [];
  for (const asker of await askers(messages.prompt, seen, telling, house)) {
    const options = { ...asker.model?.options, ...messages.options, ...asker.options };
    prompts.push(await looked({ ...asker, messages, options }, written, telling));
  }
  return { title: `${say(value, telling)}${place}`, about: [], prompts, notes: notes.list() };
}

/** Parameters take the columns of their names. */
function bound(prompt: PromptStep, row: Row): Row {
  const names = prompt.params.map(({ name }) => name);
  const missing = prompt.params.find((param) => !param.default && !Object.hasOwn(row, param.name));
  if (missing)
    throw typeError(
      "E322",
      `prompt '${prompt.id}' needs ${missing.name}, and the row has no such column`,
      `write: preview ${prompt.id}(${names.map((name) => `${name}: ...`).join(", ")})`,
    );
  return Object.fromEntries(
    names.filter((name) => Object.hasOwn(row, name)).map((name) => [name, row[name] ?? null]),
  );
}

/** The first combination of a run: its first ask, then those that answers in the store lead to. */
async function ofRun(
  run: RunPlanStep,
  row: Row | null,
  seen: Foresight,
  telling: Telling,
): Promise<readonly Shown[]> {
  const { house, written, notes } = watched(seen);
  const found: { readonly column: string; readonly call: Call; readonly notes: readonly string[] }[] = [];
  const ask: Asking = async (calls, column) => {
    for (const call of calls) found.push({ column, call, notes: fresh(notes.list(), found) });
    const { answers, refused } = await quote(calls, telling);
    if (!answers || refused.length > 0) throw new Waits(`${run.id}.${column}`);
    return { answers, took: nothing };
  };
  await grid(run, house, ask, { only: { row } }).catch((error: unknown) => {
    if (!(error instanceof Waits) || found.length === 0) throw error;
  });
  const about = combination(run, telling);
  const shown: Shown[] = [];
  for (const [at, { column, call, notes: told }] of found.entries())
    shown.push({
      volatile: at > 0,
      seen: {
        title: column === "output" ? run.id : `${run.id}.${column}`,
        about: at > 0 ? ["with the answers that are in the store"] : about,
        prompts: [await looked({ ...call, run: null }, written, telling)],
        notes: told,
      },
    });
  const later = run.columns.filter(
    ({ ask: asks, name }) => asks && !found.some(({ column }) => column === name),
  );
  if (later.length === 0 && found.length > 0) return shown;
  const words =
    found.length === 0
      ? "this run asks nobody in its first combination"
      : `not shown, as they wait for answers or their 'when' is false: ${later.map(({ name }) => name).join(", ")}`;
  return [
    ...shown,
    { volatile: found.length > 0, seen: { title: run.id, about: [words], prompts: [], notes: [] } },
  ];
}

/** Notes that no prompt before has told. */
const fresh = (all: readonly string[], before: readonly { readonly notes: readonly string[] }[]): string[] =>
  all.filter((note) => !before.some(({ notes }) => notes.includes(note)));

/** Which value of each axis is shown: the first. */
function combination({ axes, seeds }: RunPlanStep, telling: Telling): string[] {
  const values = axes.map((axis) => {
    const [first] = axis.values;
    const label = axis.labels?.[0] ?? axis.names[0] ?? (first ? say(first, telling) : "its first value");
    const more = axis.of ? "" : ` (1 of ${axis.values.length})`;
    return `${axis.name}: ${label}${more}`;
  });
  return [...values, ...(seeds ? ["seed: the first"] : [])];
}

/** The prompt of a call as its model gets it; the ids are those that a run sends. */
async function looked(
  { messages, model, run, options }: Asker & { readonly messages: Messages },
  written: readonly Text[],
  telling: Telling,
): Promise<PromptSeen> {
  const shots = shotsOf(messages.prompt, telling);
  const said = messages.messages.map((message) => contentOf(message, written, shots));
  const contents = [...said, ...behind(options)];
  const maxTokens = mostWritten(options);
  if (!model || filelessOf(model)) {
    const text = contents.map(({ role, content }) => `[${role}]\n${content}`).join("\n");
    return { model: null, run, text, ids: [], pieces: [], parts: [], maxTokens, window: null };
  }
  const { models } = telling;
  const ids = await sentIds(model, messages, options, models);
  const { text, pieces } = await piecesOf(ids, model.dir, models.runner);
  const parted: Parted = partsOf(text, pieces, contents, (hole) => say(hole, telling));
  return { model: model.name, run, text, ids, ...parted, maxTokens, window: await models.window(model) };
}

/** The text of a message as its template wrote it; demonstrations are one part, and so is what came as a whole from a column. */
function contentOf(
  { role, content }: Messages["messages"][number],
  written: readonly Text[],
  shots: ReadonlySet<Ex>,
): Content {
  const made = written.findLast(({ pieces }) => pieces.map(({ text }) => text).join("") === content);
  const part = made ? (shots.has(made.template) ? "shots" : null) : "messages";
  return {
    role,
    content,
    segments: part === null && made ? made.pieces : [{ text: content, hole: part ?? "" }],
  };
}

/** Templates of a prompt's demonstrations. */
const shotsOf = (prompt: string, { plan }: Telling): ReadonlySet<Ex> =>
  new Set(
    plan.steps.flatMap((step) =>
      step.kind === "prompt" && step.id === prompt
        ? step.items.flatMap((item) =>
            item.item === "shots" ? item.messages.map(({ template }) => template) : [],
          )
        : [],
    ),
  );
