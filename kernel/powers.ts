// What a program may do besides computing: run TypeScript, reach over the network. Told before it does; refused where it is not allowed.
import type { Compiled } from "../dsl/compile.ts";
import type { Plan } from "../dsl/plan/plan.ts";
import type { Span } from "../dsl/source.ts";
import { diagnostic } from "../dsl/tell/diagnostic.ts";
import type { Deps } from "../runtime/run.ts";
import { callsIn } from "../runtime/told.ts";

/** The TypeScript of a program: what is named so, where. */
export const foreign = ({
  modules = [],
  steps,
}: Plan): readonly { readonly name: string; readonly at: Span }[] => [
  ...modules.flatMap(({ file, at, script }) => (script ? [] : [{ name: `'${file}'`, at }])),
  ...steps.flatMap((step) =>
    step.kind === "script" ? [{ name: step.called, at: { ...step.span, end: step.at.start } }] : [],
  ),
];

/** What a program may do over the network, by the operators it names. */
export function reaching({ steps }: Plan): string[] {
  const powers = { hub: "may fetch from a hub", http: "may ask servers" } as const;
  const values = steps.flatMap((step) => ("value" in step && step.value ? [step.value] : []));
  const called = new Set(values.flatMap(callsIn).map(({ fn }) => fn));
  return (["hub", "http"] as const).flatMap((fn) => (called.has(fn) ? [powers[fn]] : []));
}

/** Without a host TypeScript is refused before anything has a cost. */
export function allowing(compiled: Compiled, { host }: Pick<Deps, "host">): Compiled {
  const found = foreign(compiled.plan);
  if (host || found.length === 0) return compiled;
  const refused = found.map(({ name, at }) => diagnostic("E126", at, { name }));
  return { ...compiled, diagnostics: [...compiled.diagnostics, ...refused] };
}
