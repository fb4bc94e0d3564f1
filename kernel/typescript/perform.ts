// The code of a cell, run from one `await` at its top to the next: each stretch is one that a signal can end.
import { compileFunction } from "node:vm";
import { unless } from "../../runtime/turn.ts";
import type { Emitted } from "./emit.ts";
import { guarded } from "./guard.ts";
import type { Modules } from "./modules.ts";
import { plainConsole, type Sink, within } from "./output.ts";
import type { Owner, Scope } from "./scope.ts";

export interface Start extends Pick<Emitted, "code" | "turns"> {
  /** The name it has on a stack. */
  readonly file: string;
  readonly sink: Sink;
  readonly owner: Owner;
  readonly signal: AbortSignal;
}

/** Runs the code of a cell; gives the value of its last expression. Errors: what it throws, Interrupted E130. */
export async function performed(
  start: Start,
  { scope, modules }: { readonly scope: Scope; readonly modules: Modules },
): Promise<unknown> {
  const { sink, owner, signal } = start;
  let last: unknown;
  const bind = (setters: { readonly [name: string]: (value: unknown) => void }): void => {
    for (const [name, setter] of Object.entries(setters)) owner.setters.set(name, setter);
  };
  const keep = (value: unknown): void => void (last = value);
  const body = compiled(start);
  const stretch = <T>(call: () => T): T => within(sink, () => guarded(call));
  const running = stretch(() =>
    body(scope.proxy, owner.exports, modules.require, modules.import, bind, keep, plainConsole),
  );
  if (start.turns) await driven(running as Generator<unknown>, stretch, signal);
  else await unless(signal, running as Promise<unknown>);
  return last;
}

const PARAMS = ["exports", "require", "$import", "$bind", "$last", "console"];

function compiled({ code, turns, file }: Start): (...args: readonly unknown[]) => unknown {
  // the inner function is where `var` belongs, so that it does not reach for names of other cells
  const head = `with ($scope) { return (${turns ? "function*" : "async function"} (${PARAMS.join(", ")}) {`;
  const text = `${head}${code}\n}).call(undefined, ${PARAMS.join(", ")}); }`;
  return compileFunction(text, ["$scope", ...PARAMS], {
    filename: file,
    columnOffset: -head.length,
  }) as (...args: readonly unknown[]) => unknown;
}

/** Awaits what the code gives up, and goes on with what became of it. */
async function driven(
  code: Generator<unknown>,
  stretch: <T>(call: () => T) => T,
  signal: AbortSignal,
): Promise<void> {
  for (let step = stretch(() => code.next()); step.done !== true;) {
    const became = await unless(signal, settled(step.value));
    step = stretch(() => ("error" in became ? code.throw(became.error) : code.next(became.value)));
  }
}

const settled = (promise: unknown): Promise<{ readonly value: unknown } | { readonly error: unknown }> =>
  Promise.resolve(promise).then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
