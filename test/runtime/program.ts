// Programs as tests run them: text in, what was shown, failed and checked out; operators of the test's own beside the library's.
import { compile } from "../../dsl/compile.ts";
import type { Known } from "../../dsl/types/known.ts";
import type { Event } from "../../runtime/event.ts";
import { evaluate, type House, nowhere } from "../../runtime/eval.ts";
import type { Files } from "../../runtime/files.ts";
import { library } from "../../runtime/library.ts";
import type { Runner } from "../../runtime/model/index.ts";
import type { Operator } from "../../runtime/operator.ts";
import { operators } from "../../runtime/registry.ts";
import { type Deps, type Program, program } from "../../runtime/run.ts";
import { memoryStore } from "../../runtime/store.ts";
import type { Value } from "../../runtime/value.ts";
import { reach } from "./call.ts";

export interface Over {
  /** Operators of the test, known to the checker as well. */
  readonly operators?: readonly Operator[];
  readonly deps?: Partial<Deps>;
}
export interface Ran {
  /** text/plain of what was shown, volatile outputs left out. */
  readonly shown: readonly string[];
  readonly volatile: readonly string[];
  /** `CODE line:column message` of failures. */
  readonly failed: readonly string[];
  readonly checks: readonly (readonly [pass: boolean, text: string])[];
  readonly events: readonly Event[];
  readonly program: Program;
}

const all = (more: readonly Operator[] = []): ReadonlyMap<string, Operator> =>
  new Map([...operators, ...more].map((one) => [one.signature.name, one]));

/** Compiles cells; throws what the compiler objects to. */
export function planned(cells: readonly string[], more: readonly Operator[] = []) {
  const source = { cells: cells.map((text, at) => ({ id: `c${at}`, label: `cell ${at + 1}`, text })) };
  const own = Object.fromEntries(more.map(({ signature }) => [signature.name, signature]));
  const known: Known = { ...library, operators: { ...library.operators, ...own } };
  const { plan, diagnostics } = compile(source, known);
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new Error(errors.map(({ code, message }) => `${code} ${message}`).join("\n"));
  return plan;
}

/** Runs all cells of a program. Without a runner no model can be asked, without files nothing can be read. */
export async function ran(
  cells: string | readonly string[],
  { operators: more = [], deps = {} }: Over = {},
): Promise<Ran> {
  const texts = typeof cells === "string" ? [cells] : cells;
  const running = program(planned(texts, more), {
    operators: all(more),
    files: reach().files as Files,
    runner: {} as Runner,
    store: memoryStore(),
    signal: new AbortController().signal,
    clock: () => 0,
    mayAsk: true,
    ...deps,
  });
  const events: Event[] = [];
  for (const at of texts.keys()) await running.cell(at, (event) => void events.push(event));
  const plain = (volatile: boolean): string[] =>
    events.flatMap((event) =>
      event.kind === "display" && event.volatile === volatile
        ? [String(event.bundle.data["text/plain"])]
        : [],
    );
  return {
    shown: plain(false),
    volatile: plain(true),
    failed: events.flatMap((event) => (event.kind === "failed" ? [told(event.problem, texts)] : [])),
    checks: events.flatMap((event) => (event.kind === "check" ? [[event.pass, event.text] as const] : [])),
    events,
    program: running,
  };
}

function told(
  { code, message, span }: Extract<Event, { kind: "failed" }>["problem"],
  cells: readonly string[],
): string {
  const before = span ? (cells[span.cell] ?? "").slice(0, span.start).split("\n") : [];
  const place = span ? `${before.length}:${(before.at(-1)?.length ?? 0) + 1}` : "?";
  return `${code} ${place} ${message}`;
}

/** The value of one expression. */
export async function worth(expression: string, { operators: more = [] }: Over = {}): Promise<Value> {
  const [step] = planned([`let it = ${expression}`], more).steps;
  if (step?.kind !== "let" || !step.value) throw new Error("not a value");
  const house: House = {
    operators: all(more),
    reach: reach(),
    memo: new Map(),
    value: () => Promise.reject(new Error("no other steps here")),
    fn: () => {
      throw new Error("no functions here");
    },
    inside: () => [],
    through: () => house,
    apply: () => Promise.reject(new Error("no prompts here")),
    window: () => Promise.reject(new Error("no models here")),
  };
  return evaluate(step.value, nowhere, house);
}
