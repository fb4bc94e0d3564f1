// TypeScript cells: types, JavaScript, modules, names and output of each come together here.
import { inspect } from "node:util";
import { isSyntax } from "../../dsl/syntax/script.ts";
import type { Fault } from "../../dsl/types/known.ts";
import type { Emit } from "../../runtime/event.ts";
import type { Files } from "../../runtime/files.ts";
import { readable } from "../../runtime/module/declarations.ts";
import { type Outline, outlineOf } from "../../runtime/module/outline.ts";
import { unless } from "../../runtime/turn.ts";
import { Problem } from "../../runtime/problem.ts";
import type { ScriptRun, Scripts } from "../../runtime/script.ts";
import { bundle, type MimeBundle } from "../../runtime/show/bundle.ts";
import { text as plainText } from "../../runtime/show.ts";
import { emit as compiled } from "./emit.ts";
import { guarded } from "./guard.ts";
import { hoverAt, offersAt } from "./help.ts";
import { watchLate } from "./late.ts";
import { type Modules, modules } from "./modules.ts";
import { input, type Sink, tslab, within } from "./output.ts";
import { performed } from "./perform.ts";
import { type Owner, type Scope, scope } from "./scope.ts";
import { type Trace, trace } from "./trace.ts";
import { type Checked, type Types, types } from "./types.ts";
import { wholeCell } from "./whole.ts";

export interface Cells extends Scripts {
  close(): void;
}

/** Cells whose exports can be called, of the longest sessions. */
const MOST = 2_000;

interface House {
  readonly types: Types;
  readonly modules: Modules;
  readonly scope: Scope;
  readonly trace: Trace;
  readonly owners: Map<string, Owner>;
  /** Packages whose lack of types was told. */
  readonly told: Set<string>;
  /** Of the cell that was run last. */
  last: Sink | null;
}

/** @param folder where the notebook lies, `files` the same under the path rule */
export function cells(folder: string, files: Files): Cells {
  const house: House = {
    types: types(folder),
    modules: modules(folder, files, new Map([["tslab", tslab]])),
    scope: scope(),
    trace: trace(),
    owners: new Map(),
    told: new Set(),
    last: null,
  };
  // a value of the program, or of a cell, may have that name too
  house.scope.offer(new Map([["input", input]]));
  const off = watchLate((error) => {
    const mine = house.trace.placeOf(error) !== null;
    return mine && house.last ? { text: house.trace.told(error), sink: house.last } : null;
  });
  return {
    isReady: () => house.types.isReady(),
    run: (cell, emit, signal) => run(cell, emit, signal, house),
    call: (key, name, args, emit) => call(key, name, args, emit, house),
    isComplete: async (text) => wholeCell(text),
    complete: async (text, offset, values) => offersAt(text, offset, values, house.types),
    inspect: async (text, offset, values) => hoverAt(text, offset, values, house.types),
    close() {
      house.types.close();
      off();
    },
  };
}

async function run(cell: ScriptRun, emit: Emit, signal: AbortSignal, house: House): Promise<void> {
  const outline = outlineOf(cell.text);
  if (outline.fault) throw faulty([outline.fault], cell);
  const checked = cell.checks ? checkedOf(cell, outline, emit, house) : house.types.skip(outline);
  const emitted = compiled(cell.text, outline);
  const sink = sinkOf(emit);
  house.last = sink;
  const owner: Owner = { exports: {}, setters: new Map() };
  let done = false;
  const has = (name: string): boolean => done || owner.exports[name] !== undefined;
  const values = [...cell.values].map(([name, value]) => [name, readable(value)] as const);
  house.scope.offer(new Map(values));
  try {
    await unless(
      signal,
      within(sink, () => house.modules.load(outline.imports)),
    );
    // a signal that came while types were checked is heard now: in the guard nobody else would hear of it
    // a round of the event loop may have begun before the signal came: the next one hears it
    for (let round = 0; round < 3; round++)
      await unless(signal, new Promise((resolve) => setImmediate(resolve)));
    if (signal.aborted) throw new Problem("Interrupted", "E130", "interrupted");
    const file = house.trace.enter(cell.label, { ...emitted, own: cell.text });
    const result = await performed({ ...emitted, file, sink, owner, signal }, house);
    done = true;
    if (result !== undefined) emit({ kind: "result", bundle: resultOf(result) });
  } catch (error) {
    throw failed(error, cell, house);
  } finally {
    // what has a value stays, also where the cell was stopped half-way
    checked.keep(has);
    for (const { name, kind } of outline.names)
      if (kind !== "type" && has(name)) house.scope.own(name, owner);
    house.owners.delete(cell.key);
    house.owners.set(cell.key, owner);
    for (const old of house.owners.keys()) if (house.owners.size > MOST) house.owners.delete(old);
  }
}

function checkedOf(cell: ScriptRun, outline: Outline, emit: Emit, house: House): Pick<Checked, "keep"> {
  const checked = house.types.check(cell.text, outline, cell.types);
  if (checked.faults.length > 0) throw faulty(checked.faults, cell);
  for (const name of checked.untyped) {
    if (house.told.has(name)) continue;
    house.told.add(name);
    const text = `note: '${name}' declares no types: what it gives is 'any'`;
    emit({ kind: "display", step: name, bundle: plainText(text), volatile: false });
  }
  return checked;
}

async function call(
  key: string,
  name: string,
  args: readonly unknown[],
  emit: Emit,
  house: House,
): Promise<unknown> {
  const value = house.owners.get(key)?.exports[name];
  if (typeof value !== "function") return value;
  try {
    return await within(sinkOf(emit), () =>
      guarded(() => (value as (...all: readonly unknown[]) => unknown)(...args)),
    );
  } catch (error) {
    if (error instanceof Problem) throw error;
    const place = house.trace.placeOf(error);
    const where = place ? ` at ${place.label} line ${place.line}` : "";
    throw new Problem("HostError", "E129", `'${name}' fails${where}: ${wording(error)}`, FROM);
  }
}

const FROM = "the error comes from the TypeScript";

function failed(error: unknown, cell: ScriptRun, { trace }: House): Problem {
  if (error instanceof Problem) return error;
  const place = trace.placeOf(error);
  const problem = new Problem("HostError", "E129", wording(error), FROM);
  if (!place || place.label !== cell.label) return problem;
  return problem.at({ cell: cell.cell, ...wordAt(cell.text, place.offset) });
}

/** The word that stands at a place, or that what stands there is about. */
function wordAt(text: string, offset: number): { readonly start: number; readonly end: number } {
  const after = /^[\w$]+/.exec(text.slice(offset))?.[0];
  if (after !== undefined) return { start: offset, end: offset + after.length };
  const before = /([\w$]+)\s*$/.exec(text.slice(0, offset + 1));
  if (!before) return { start: offset, end: offset + 1 };
  return { start: before.index, end: before.index + (before[1]?.length ?? 1) };
}

const wording = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : `thrown: ${inspect(error)}`;

/** What is wrong with the text or its types: the first, and what more there is. */
function faulty(faults: readonly Fault[], { cell, text }: ScriptRun): Problem {
  const [first, ...more] = faults;
  const line = (at: number): number => text.slice(0, at).split("\n").length;
  const others = more.map((one) => `line ${line(one.start)}: ${one.message}`).join("; ");
  const code = first?.code === undefined ? "" : `TS${first.code}`;
  const hint = [code, others].filter((part) => part !== "").join("; also ");
  const span = { cell, start: first?.start ?? 0, end: first?.end ?? 0 };
  const [name, number] =
    first && isSyntax(first)
      ? (["StruxSyntaxError", "E020"] as const)
      : (["StruxTypeError", "E131"] as const);
  return new Problem(name, number, first?.message ?? "", hint, span);
}

const sinkOf = (emit: Emit): Sink => ({
  input: (prompt, password) => new Promise((answer) => emit({ kind: "input", prompt, password, answer })),
  stream: (name, text) => emit({ kind: "stream", name, text }),
  display: (bundle, shown) =>
    emit({ kind: "display", step: "", bundle, volatile: false, ...(shown && { shown }) }),
  clear: () => emit({ kind: "clear" }),
});

/** A value in the words of Node. Long ones are cut by it, with the number of what is left out. */
function resultOf(value: unknown): MimeBundle {
  try {
    return bundle(typeof value === "string" ? inspect(value, { maxStringLength: 10_000 }) : inspect(value));
  } catch (error) {
    // a getter, or a custom way to be inspected, may throw
    return bundle(`a value that cannot be shown: ${error instanceof Error ? error.message : String(error)}`);
  }
}
