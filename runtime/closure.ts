// A function of a program with all that it closes over, as data: it can be kept and told apart, and is called later (`calling.ts`).
import { cite } from "../dsl/plan/cite.ts";
import { operands } from "../dsl/plan/free.ts";
import { canonical, type Ex, type FnStep } from "../dsl/plan/plan.ts";
import { digest } from "./digest.ts";
import { Problem, typeError } from "./problem.ts";
import type { Scope } from "./scope.ts";
import { rows } from "./table.ts";
import { type Closure, kindOf, type ModelValue, type Run, type Table, type Value } from "./value.ts";

/** Where the values and functions that it names are. */
interface Around {
  readonly value: (step: string) => Promise<Value>;
  readonly fn: (step: string) => FnStep;
}

/**
 * Closes `param => body` over its place. Its key is of what it computes: the values behind its names count, and not the names.
 * Errors: those of these values, E525 for a model among them, E204 where it applies a prompt.
 */
export async function closed(
  param: string,
  body: Ex,
  scope: Pick<Scope, "local">,
  around: Around,
): Promise<Closure> {
  const locals = new Map<string, Value>();
  const values = new Map<string, Value>();
  const fns = new Map<string, FnStep>();
  /** `top`: names are those of the place, and not of a function that it calls. */
  const visit = async (ex: Ex, top: boolean): Promise<void> => {
    if (ex.op === "local" && top && ex.name !== param) {
      const value = await scope.local(ex.name);
      if (value !== undefined) locals.set(ex.name, value);
    }
    if (ex.op === "step") values.set(ex.name, await around.value(ex.name));
    if (ex.op === "apply")
      throw typeError("E204", "a function that is kept gives Text, and applies no prompt");
    if (ex.op === "invoke" && !fns.has(ex.fn)) {
      const fn = around.fn(ex.fn);
      for (const one of [fn.body, ...fn.params.flatMap((own) => own.default ?? [])]) await visit(one, false);
      // behind those it calls, whose keys its own needs
      fns.set(ex.fn, fn);
    }
    for (const one of operands(ex)) await visit(one, top);
  };
  await visit(body, true);
  return { param, body, locals, values, fns, key: keyOf({ param, body, locals, values, fns }) };
}

function keyOf({ param, body, locals, values, fns }: Omit<Closure, "key">): string {
  const hashes = new Map([...values].map(([name, value]) => [name, digest(textOf(value))]));
  const params = new Map<string, readonly string[]>();
  const by = { hashes, params };
  for (const [name, fn] of fns) {
    const { kind, params: own, body: inner } = fn;
    hashes.set(name, digest(canonical(cite({ kind, params: own, body: inner }, by))));
    params.set(
      name,
      own.map((one) => one.name),
    );
  }
  const cited = cite(body, by, [...locals.keys(), param]);
  return digest(
    canonical({ body: cited, locals: [...locals.values()].map((value) => digest(textOf(value))) }),
  );
}

/** All that a value holds. */
function textOf(value: Value): string {
  const kind = kindOf(value);
  if (kind === "model")
    throw new Problem(
      "ModelError",
      "E525",
      `a function that stands for a model uses none, and '${(value as ModelValue).name}' is one`,
      'to count, name words: tokenizer: "words"',
    );
  const table = kind === "run" ? (value as Run).table : kind === "table" ? (value as Table) : null;
  return canonical(table ? { names: table.names, rows: rows(table) } : value);
}
